"""Type expressions: each knows how it reads in a field and in a signature, and what it imports."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .imports import Import

__all__ = [
    "GENERATOR",
    "LATEST",
    "NAMES",
    "NUMBER",
    "PROPS",
    "RUNTIME",
    "TEXT",
    "Spelling",
    "TypeExpression",
    "base",
    "enumeration",
    "is_offered",
    "literal",
    "mapped",
    "namespace_or",
    "several",
]

RUNTIME = "mwtyped.runtime"

OFFERED = 60
"""As many values of an open enumeration are offered by completion."""

NAMES = frozenset({"title", "user", "namespace"})
"""Types whose values hold no `|`."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Code of a type, and the names it uses."""

    code: str
    imports: frozenset[Import] = frozenset()

    def __or__(self, other: "Spelling") -> "Spelling":
        return Spelling(f"{self.code} | {other.code}", self.imports | other.imports)

    def of(self, generic: "Spelling", *first: "Spelling") -> "Spelling":
        """Give this type as the last argument of a generic one."""
        arguments = ", ".join(spelling.code for spelling in (*first, self))
        imports = self.imports.union(generic.imports, *(spelling.imports for spelling in first))
        return Spelling(f"{generic.code}[{arguments}]", imports)


@dataclass(frozen=True, slots=True)
class TypeExpression:
    """A type, as the request stores it and as a caller may pass it.

    Attributes:
        stored: the field's annotation.
        passed: the keyword's annotation.
        values: those of an enumeration.
        is_open: whether other values are fine too.
    """

    stored: Spelling
    passed: Spelling
    values: tuple[str, ...] = ()
    is_open: bool = False


def _imported(name: str, module: str = RUNTIME) -> Spelling:
    return Spelling(name, frozenset({Import(module, name)}))


def _same(spelling: Spelling) -> TypeExpression:
    return TypeExpression(spelling, spelling)


def literal(values: Iterable[str]) -> Spelling:
    """Give a `Literal` of these values."""
    return Spelling(f"Literal[{', '.join(map(repr, values))}]", frozenset({Import("typing", "Literal")}))


_TEXT = Spelling("str")
_NUMBER = Spelling("int")
_TIME = _imported("datetime", "datetime")
_STORED_TIME = _imported("Timestamp")
_ITERABLE = _imported("Iterable", "collections.abc")
_MAPPING = _imported("Mapping", "collections.abc")
_GENERATOR = _imported("Generator")
_PROP = _imported("PropRequest")

_BASES = {
    **dict.fromkeys(("string", "text", "raw", "title", "user"), _same(_TEXT)),
    **dict.fromkeys(("integer", "namespace"), _same(_NUMBER)),
    "boolean": _same(Spelling("bool")),
    "limit": _same(_NUMBER | literal(["max"])),
    "timestamp": TypeExpression(_STORED_TIME, _TIME),
    "expiry": TypeExpression(_STORED_TIME | _TEXT, _TIME | _TEXT),
    "upload": TypeExpression(_imported("File"), _imported("Upload")),
    "password": TypeExpression(_imported("Password"), _TEXT),
}

TEXT = _same(_TEXT)
NUMBER = _same(_NUMBER)
GENERATOR = _same(_GENERATOR)
LATEST = _same(literal(["latest"]) | Spelling("None"))
PROPS = TypeExpression(_PROP.of(_imported("Many")), _PROP.of(_ITERABLE) | _PROP)


def base(name: str) -> TypeExpression | None:
    """Give the type of one of paraminfo's names; None for a name that is not known."""
    return _BASES.get(name)


def enumeration(values: tuple[str, ...], *, is_open: bool, alias: Spelling | None) -> TypeExpression:
    """Give the type of an enumeration; a long one is called by its alias."""
    spelt = alias or literal(values)
    if not is_open:
        return TypeExpression(spelt, spelt, values)
    return TypeExpression(_TEXT, spelt | _TEXT if is_offered(values) else _TEXT, values, is_open=True)


def is_offered(values: tuple[str, ...]) -> bool:
    """Tell whether an open enumeration's values stand in signatures."""
    return 0 < len(values) <= OFFERED


def namespace_or(all_values: str) -> TypeExpression:
    """Give the type of one of several namespaces, or of the value that means all of them."""
    return _same(_NUMBER | literal([all_values]))


def several(one: TypeExpression, kind: Literal["Many", "ManyNames"]) -> TypeExpression:
    """Give the type of a multi-value."""
    return TypeExpression(
        one.stored.of(_imported(kind)), one.passed.of(_ITERABLE) | one.passed, one.values, is_open=one.is_open
    )


def mapped(one: TypeExpression, variables: int, plain: TypeExpression | None) -> TypeExpression:
    """Give the type of a templated parameter, and of the plain one that it stands beside."""
    key = Spelling("str" if variables == 1 else f"tuple[{', '.join(['str'] * variables)}]")
    stored, passed = one.stored.of(_imported("Mapped"), key), one.passed.of(_MAPPING, key)
    if plain is not None:
        stored, passed = plain.stored | stored, plain.passed | passed
    return TypeExpression(stored, passed, one.values, is_open=one.is_open)
