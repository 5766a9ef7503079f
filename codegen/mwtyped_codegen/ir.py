"""What is rendered: a binding, its modules, their parameters. Everything is decided here and before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .types import Spelling, TypeExpression

__all__ = ["Binding", "Kind", "Module", "Parameter", "Reply", "ReplyField", "ReplyFile", "ReplyModel"]

Kind = Literal["action", "json", "text", "list", "prop", "meta", "main", "pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a module.

    Attributes:
        name: the keyword and field.
        wire: its name on the wire; empty for one of ours.
        default: what stands behind the `=`, as code; None for a required one.
        meaning: what it does.
        notes: what a caller may ask besides: values, default of the wiki, range, most values, what is deprecated.
    """

    name: str
    wire: str
    type: TypeExpression
    default: str | None = "None"
    meaning: str = ""
    notes: tuple[str, ...] = ()

    @property
    def stored(self) -> str:
        """The field's annotation."""
        return self._optional(self.type.stored)

    @property
    def passed(self) -> str:
        """The keyword's annotation."""
        return self._optional(self.type.passed)

    @property
    def assigned(self) -> str:
        return "" if self.default is None else f" = {self.default}"

    def _optional(self, spelling: Spelling) -> str:
        return f"{spelling.code} | None" if self.default == "None" else spelling.code


@dataclass(frozen=True, slots=True)
class Reply:
    """The class of a module's result, item or page, and its file in `responses/`, without the extension."""

    class_name: str
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One module: a class, and a method unless it is `main`.

    Attributes:
        file_name: of its request, without the extension.
        facts: the arguments of `Facts`, as code.
        aliases: names of long enumerations, and what they stand for.
        owned: wire names that are no fields, each with the reason.
        reply: its result; None if what it answers is not known.
        hash: of what the wiki and the overlay say of it.
    """

    path: str
    kind: Kind
    class_name: str
    file_name: str
    method_name: str
    generator: bool
    meaning: str
    help_urls: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    notes: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    owned: Mapping[str, str] = field(default_factory=dict)
    reply: Reply | None = None
    hash: str = ""

    @property
    def writes(self) -> bool:
        """Whether a call of it may change something."""
        return self.kind == "action" and bool({"writes", "posted"} & self.facts.keys())

    @property
    def called(self) -> str:
        """How the API calls it, e.g. `list=allpages`."""
        if self.kind == "main":
            return "the main module"
        group = self.kind if self.kind in ("list", "prop", "meta") else "action"
        return f"{group}={self.path.rpartition('+')[2]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyField:
    """One field of a reply's class; `annotation` is code, `doc` the lines of its docstring, if it has one."""

    name: str
    annotation: str
    doc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyModel:
    """One class of a reply.

    Attributes:
        bases: `Item`, `Result` or `PageBase`; before it what it extends.
        shape: as code.
        classes: those that its annotations use from other files, with these files.
        parent: the file of what it extends, where that is another one.
    """

    name: str
    bases: tuple[str, ...]
    doc: str
    fields: tuple[ReplyField, ...]
    shape: str
    classes: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFile:
    """The classes of one module's reply; of none for the page and for what several modules share."""

    path: str
    file_name: str
    models: tuple[ReplyModel, ...]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A package.

    Attributes:
        wiki: the software that it was made from.
        modules: sorted by path.
        replies: sorted by the path of their module.
        skipped: by path, modules that are not in it, each with the reason.
    """

    package: str
    wiki: str
    sitename: str
    language: str
    modules: tuple[Module, ...]
    hash: str
    replies: tuple[ReplyFile, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[str, ...] = ()
