"""Type expressions: each knows how it reads in a field, in a signature and in a docstring."""

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["TypeExpression", "base", "enumeration", "mapped", "namespaces", "several"]

Needs = frozenset[str]

INLINE = 12
"""As many values of an enumeration are spelt out in a signature; more of them get a name."""

INLINE_MULTI = 4
"""The same for a multi-value, in whose signature they would stand twice."""

OFFERED = 60
"""As many values of an open enumeration are offered by completion."""


@dataclass(frozen=True, slots=True)
class TypeExpression:
    """A type, as the request stores it and as a caller may pass it.

    Attributes:
        stored: the field's annotation.
        passed: what a caller may pass.
        needs: names of `mwtyped.runtime` that the stored form uses.
        passed_needs: names that the passed form uses.
        values: those of an enumeration, for the docstring.
        is_open: whether other values are fine too.
    """

    stored: str
    passed: str
    needs: Needs = field(default_factory=frozenset)
    passed_needs: Needs = field(default_factory=frozenset)
    values: tuple[str, ...] = ()
    is_open: bool = False


_BASES = {
    "string": TypeExpression("str", "str"),
    "text": TypeExpression("str", "str"),
    "raw": TypeExpression("str", "str"),
    "title": TypeExpression("str", "str"),
    "user": TypeExpression("str", "str"),
    "integer": TypeExpression("int", "int"),
    "namespace": TypeExpression("int", "int"),
    "boolean": TypeExpression("bool", "bool"),
    "limit": TypeExpression('int | Literal["max"]', 'int | Literal["max"]'),
    "timestamp": TypeExpression("Timestamp", "datetime", frozenset({"Timestamp"}), frozenset({"datetime"})),
    "expiry": TypeExpression("Timestamp | str", "datetime | str", frozenset({"Timestamp"}), frozenset({"datetime"})),
    "upload": TypeExpression("File", "Upload", frozenset({"File"}), frozenset({"Upload"})),
    "password": TypeExpression("Password", "str", frozenset({"Password"})),
}
NAMES = frozenset({"title", "user", "namespace"})
"""Types whose values hold no `|`."""


def base(name: str) -> TypeExpression | None:
    """Give the type of one of paraminfo's names; None for a name that is not known."""
    return _BASES.get(name)


def literal(values: tuple[str, ...]) -> str:
    return f"Literal[{', '.join(map(repr, values))}]"


def enumeration(values: tuple[str, ...], *, is_open: bool, alias: str | None) -> TypeExpression:
    """Give the type of an enumeration; a long one is called by its alias in signatures."""
    spelt = alias if alias is not None else literal(values)
    if not is_open:
        return TypeExpression(spelt, spelt, values=values)
    offered = f"{spelt} | str" if 0 < len(values) <= OFFERED else "str"
    return TypeExpression("str", offered, values=values, is_open=True)


def namespaces(all_value: str | None) -> TypeExpression:
    """Give the type of several namespaces, with the value that means all of them."""
    one = "int" if all_value is None else f"int | {literal((all_value,))}"
    return TypeExpression(one, one)


def several(one: TypeExpression, kind: Literal["Many", "ManyNames"]) -> TypeExpression:
    """Give the type of a multi-value."""
    return TypeExpression(
        f"{kind}[{one.stored}]",
        f"Iterable[{one.passed}] | {one.passed}",
        one.needs | {kind},
        one.passed_needs | {"Iterable"},
        one.values,
        one.is_open,
    )


def mapped(one: TypeExpression, key: str, plain: TypeExpression | None) -> TypeExpression:
    """Give the type of a templated parameter, and of the plain one that it stands beside."""
    stored, passed = f"Mapped[{key}, {one.stored}]", f"Mapping[{key}, {one.passed}]"
    if plain is not None:
        stored, passed = f"{plain.stored} | {stored}", f"{plain.passed} | {passed}"
    return TypeExpression(
        stored, passed, one.needs | {"Mapped"}, one.passed_needs | {"Mapping"}, one.values, one.is_open
    )
