"""What is rendered: a binding, its modules, their parameters. Everything is decided here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .types import TypeExpression

__all__ = ["Binding", "Kind", "Module", "Parameter"]

Kind = Literal["action", "json", "text", "list", "prop", "meta", "main", "pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a module.

    Attributes:
        name: the keyword and field.
        wire: its name on the wire, without the module's prefix.
        default: what stands behind the field's `=`; None for a required one.
        meaning: what it does; empty if nobody said.
        notes: what a caller may ask besides: default of the wiki, range, most values, what is deprecated.
        names: whether its values hold no `|`.
    """

    name: str
    wire: str
    type: TypeExpression
    default: str | None = "None"
    meaning: str = ""
    notes: tuple[str, ...] = ()

    @property
    def optional(self) -> bool:
        return self.default == "None"

    @property
    def stored(self) -> str:
        """The field's annotation."""
        return f"{self.type.stored} | None" if self.optional else self.type.stored

    @property
    def passed(self) -> str:
        """The keyword's annotation."""
        return f"{self.type.passed} | None" if self.optional else self.type.passed

    @property
    def assigned(self) -> str:
        return "" if self.default is None else f" = {self.default}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One module: a class, and a method unless it is `main`."""

    path: str
    kind: Kind
    class_name: str
    file_name: str
    method_name: str
    prefix: str
    generator: bool
    meaning: str
    help_urls: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    owned: Mapping[str, str] = field(default_factory=dict)
    hash: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        return self.path.rpartition("+")[2]

    @property
    def called(self) -> str:
        """How the API calls it, e.g. `list=allpages`."""
        if self.kind in ("list", "prop", "meta"):
            return f"{self.kind}={self.name}"
        return "the main module" if self.kind == "main" else f"action={self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A package."""

    package: str
    wiki: str
    modules: tuple[Module, ...]
    hash: str
    skipped: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[str, ...] = ()
