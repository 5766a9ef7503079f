"""The parameters of one module: its fields, and what is the runtime's own."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from . import naming, types
from .capture import ModuleInfo, ParameterInfo
from .imports import Import
from .ir import Kind, Parameter
from .notes import most_values, parameter_notes
from .overlay import Overlay
from .text import plain_text
from .types import Spelling, TypeExpression

__all__ = ["Context", "Parameters"]

INLINE = 12
"""As many values of a closed enumeration are spelt out in a signature; more of them get a name."""

INLINE_HINTS = 6
"""The same for an open one, whose values are hints."""

MOST_VALUES = 2_000
"""As many values an enumeration may have to be one; more are text."""

MOST_PARAMETERS = 500
"""As many parameters a module may have."""

_OWNED_BY_QUERY = {
    **dict.fromkeys(("continue", "rawcontinue"), "cursor"),
    **dict.fromkeys(("prop", "list", "meta"), "selector"),
    **dict.fromkeys(("indexpageids", "export", "exportnowrap", "exportschema"), "form of the reply"),
}
_OWNED_BY_MAIN = {
    "action": "selector",
    **dict.fromkeys(("format", "formatversion", "errorformat"), "form of the reply"),
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the parameters of all modules are read by.

    Attributes:
        open_values: sets of values that the people of this wiki can extend.
        names: classes and aliases that are taken; an alias must be none of them.
    """

    overlay: Overlay
    open_values: frozenset[frozenset[str]]
    names: set[str]
    diagnostics: list[str] = field(default_factory=list)


class Parameters:
    """Sort the parameters of one module.

    Attributes:
        token: the type of token that the module wants.
        owned: wire names that are no fields, each with the reason.
        names: fields and their wire names.
        aliases: names of long enumerations, and what they stand for.
        limits: by field, how many values an ordinary and a bot account may send, where not 50 and 500.
        nonempty: fields of which at least one value must be given.
        templates: by field, wire name and variables.
    """

    def __init__(self, info: ModuleInfo, kind: Kind, class_name: str, file_name: str, context: Context) -> None:
        self._info, self._kind, self._context = info, kind, context
        self._entry = context.overlay.module(info.path)
        self._class, self._file = class_name, file_name
        self._wire_names = {parameter.name for parameter in (*info.parameters, *info.templatedparameters)}
        self.token: str | None = None
        self.owned: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.limits: dict[str, tuple[int, int]] = {}
        self.nonempty: list[str] = []
        self.templates: dict[str, tuple[str, dict[str, str]]] = {}
        self._fields: dict[str, Parameter] = {}
        self._plain: dict[str, ParameterInfo] = {}
        self._read()

    @property
    def fields(self) -> tuple[Parameter, ...]:
        """What a caller passes, in the wiki's order."""
        ordered = sorted(self._fields.values(), key=lambda one: (*self._place(one.name), one.name))
        return tuple(replace(one, notes=(*one.notes, *self._excluded(one.name))) for one in ordered)

    @property
    def cursors(self) -> tuple[str, ...]:
        return tuple(sorted(name for name, why in self.owned.items() if why == "cursor"))

    def exclusive(self) -> tuple[tuple[str, ...], ...]:
        """Give the fields of which one may be given; a group of which one is left says nothing."""
        field_of = {wire: name for name, wire in self.names.items()}
        groups = (tuple(field_of[wire] for wire in group if wire in field_of) for group in self._entry.exclusive)
        return tuple(group for group in groups if len(group) > 1)

    def _place(self, name: str) -> tuple[int, int]:
        """Put what selects pages in our order: what a caller looks for comes first."""
        selection = naming.PAGE_SELECTION
        ours = selection.index(name) if self._kind == "pages" and name in selection else len(selection)
        return ours, self._plain[name].index

    def _excluded(self, name: str) -> Iterator[str]:
        others = dict.fromkeys(other for group in self.exclusive() if name in group for other in group)
        if listed := ", ".join(f"`{other}`" for other in others if other != name):
            yield f"Not together with {listed}."

    def _read(self) -> None:
        for info in self._info.parameters:
            if self._is_readable(info):
                self._read_plain(info)
        for info in self._info.templatedparameters:
            if self._is_readable(info):
                self._read_template(info)

    def _is_readable(self, info: ParameterInfo) -> bool:
        """Leave out what cannot be sent or would be no name."""
        if not _is_text(info.name) or not info.name:
            why = "its name is no text"
        elif len(info.name) > naming.LONGEST:
            why = f"its name has over {naming.LONGEST} characters"
        elif len(self._fields) >= MOST_PARAMETERS:
            why = f"the module has over {MOST_PARAMETERS} parameters"
        else:
            return True
        self._leave_out(info.name, why)
        return False

    def _leave_out(self, wire: str, why: str) -> None:
        name = wire.encode(errors="backslashreplace").decode()
        self.owned[name] = f"{why}: reachable through `extra`"
        self._say(f"{name[: naming.LONGEST]!r} is left out: {why}")

    def _say(self, text: str) -> None:
        self._context.diagnostics.append(f"{self._info.path!r}: {text}")

    def _read_plain(self, info: ParameterInfo) -> None:
        if (owner := self._owner(info)) is not None:
            self.owned[info.name] = owner
        elif (name := self._name(info.name)) is not None:
            self._plain[name] = info
            self._fields[name] = self._parameter(info, name)
            self._note_limits(info, name)

    def _name(self, wire: str) -> str | None:
        """Name a field, unless another has that name."""
        taken = {self._class, "Pages"}
        name = naming.field_name(wire, prop=self._kind == "prop", taken=taken)
        if name in self.names:
            self._leave_out(wire, f"{self.names[name]!r} would be named {name!r} too")
            return None
        self.names[name] = wire
        return name

    def _owner(self, info: ParameterInfo) -> str | None:
        """Tell why a parameter is the runtime's own; None for the caller's."""
        if owner := self._context.overlay.parameter(self._info.path, info.name).owned:
            return owner
        if info.tokentype is not None or (info.name == "token" and self._stated_token() is not None):
            self.token = info.tokentype or self._stated_token()
            return "token"
        if self._kind == "main":
            return _OWNED_BY_MAIN.get(info.name)
        if self._kind == "pages":
            return _OWNED_BY_QUERY.get(info.name)
        if "+" not in self._info.path and self._info.prefix + info.name in _OWNED_BY_MAIN:
            return _OWNED_BY_MAIN[self._info.prefix + info.name]
        return "cursor" if self._is_cursor(info) else None

    def _stated_token(self) -> str | None:
        return self._entry.token

    def _is_cursor(self, info: ParameterInfo) -> bool:
        """Tell whether a parameter only continues; `continue` of a login is a flag, for the next of its steps."""
        if info.type == "boolean":
            return False
        if info.name == "continue" or ("+" in self._info.path and info.name.endswith("continue")):
            return True
        return info.name == "offset" and self._kind == "list" and "continue" not in self._wire_names

    def _parameter(self, info: ParameterInfo, name: str) -> Parameter:
        instead = self._context.overlay.parameter(self._info.path, info.name).instead
        expression = self._type(info, name)
        return Parameter(
            name=name,
            wire=self._info.prefix + info.name,
            type=expression,
            default=self._default(info),
            meaning=self._meaning(info),
            notes=tuple(self._notes(info, instead, is_open=expression.is_open)),
        )

    def _notes(self, info: ParameterInfo, instead: str, *, is_open: bool) -> Iterator[str]:
        for note in parameter_notes(info, instead, is_open=is_open):
            is_cut = self._kind == "pages" and note == most_values(info)
            yield "Any number, in as many requests as they need." if is_cut else note

    def _meaning(self, info: ParameterInfo) -> str:
        entry = self._context.overlay.parameter(self._info.path, info.name)
        return entry.meaning or plain_text(info.description) or entry.words or self._limit_meaning(info)

    def _limit_meaning(self, info: ParameterInfo) -> str:
        """Say what a page size is, which nobody's words do."""
        if info.type != "limit" or self._kind not in ("list", "prop"):
            return ""
        of = "; `max_items` is how many in all." if self._kind == "list" else ", for all its pages together."
        return f"How many one request brings{of}"

    def _note_limits(self, info: ParameterInfo, name: str) -> None:
        if info.multi and (limits := (info.lowlimit or 50, info.highlimit or 500)) != (50, 500):
            self.limits[name] = limits
        if info.multi and info.required:
            self.nonempty.append(name)

    def _default(self, info: ParameterInfo) -> str | None:
        """Ask for as much as may be where a limit is a page size and nothing else."""
        if info.required:
            return None
        single = any(entry.get("name") == "singlepageonly" for entry in info.info)
        pages = self._kind == "list" or (self._kind == "prop" and info.default == 10 and not single)
        return '"max"' if info.type == "limit" and pages else "None"

    def _type(self, info: ParameterInfo, name: str) -> TypeExpression:
        if info.submodules and info.submoduleparamprefix:
            return types.GENERATOR
        one = self._one(info, name)
        if not info.multi:
            return one
        if info.allspecifier and info.type == "namespace":
            one = types.namespace_or(info.allspecifier)
        kind = self._stated_type(info)
        names = kind in types.NAMES if isinstance(kind, str) else not one.is_open
        return types.several(one, "ManyNames" if names else "Many")

    def _stated_type(self, info: ParameterInfo) -> str | list[object]:
        if isinstance(info.type, list):
            return info.type
        return self._context.overlay.parameter(self._info.path, info.name).type or info.type or "string"

    def _one(self, info: ParameterInfo, name: str) -> TypeExpression:
        kind = self._stated_type(info)
        if isinstance(kind, list):
            return self._enumeration(info, kind, name)
        if info.sensitive and kind in ("string", "text"):
            kind = "password"
        found = types.base(kind)
        if found is None:
            self._say(f"{info.name!r} is of an unknown type {kind!r}: taken for text")
        return found or types.TEXT

    def _enumeration(self, info: ParameterInfo, listed: list[object], name: str) -> TypeExpression:
        values = tuple(dict.fromkeys(str(value) for value in listed if isinstance(value, str | int)))
        values = tuple(value for value in values if _is_text(value))
        if len(values) < len(listed) or not all(isinstance(value, str) for value in listed):
            self._say(f"{info.name!r} lists values that are not text")
        if len(values) > MOST_VALUES:
            self._say(f"{info.name!r} lists {len(values)} values: taken for text")
            return types.TEXT
        is_open = not values or self._is_open(info, values)
        if info.allspecifier and _is_text(info.allspecifier) and info.allspecifier not in values:
            values = (*values, info.allspecifier)
        return types.enumeration(values, is_open=is_open, alias=self._alias(info, values, name, is_open=is_open))

    def _is_open(self, info: ParameterInfo, values: tuple[str, ...]) -> bool:
        context = self._context
        return frozenset(values) in context.open_values or context.overlay.is_open(self._info.path, info.name)

    def _alias(self, info: ParameterInfo, values: tuple[str, ...], name: str, *, is_open: bool) -> Spelling | None:
        """Name a long enumeration. A multi-value stands in a signature twice."""
        if is_open and not types.is_offered(values):
            return None
        if len(values) * (2 if info.multi else 1) <= (INLINE_HINTS if is_open else INLINE):
            return None
        alias = naming.alias_name(self._class, name)
        if alias not in self.aliases:
            if alias in self._context.names or alias in self._wire_names:
                return None
            self._context.names.add(alias)
        self.aliases[alias] = types.literal(values).code
        return Spelling(alias, frozenset({Import(f".requests.{self._file}", alias)}))

    def _read_template(self, info: ParameterInfo) -> None:
        """Read a templated parameter: a mapping, beside the plain parameter of that stem where there is one."""
        stem = info.name.partition("{")[0].rstrip("-_")
        variables = dict(info.templatevars)
        if not stem or not variables or not all(f"{{{name}}}" in info.name for name in variables):
            self._leave_out(info.name, "it is no template")
            return
        name = next((name for name, wire in self.names.items() if wire == stem), None) or self._name(stem)
        if name is None:
            self.owned[info.name] = self.owned[stem]
        elif name in self.templates:
            self._leave_out(info.name, f"{self.templates[name][0]!r} would be named {name!r} too")
        else:
            self._fields[name] = self._templated(info, name, variables)
            self._plain.setdefault(name, info)
            self.templates[name] = (info.name, variables)

    def _templated(self, info: ParameterInfo, name: str, variables: dict[str, str]) -> Parameter:
        plain = self._fields.get(name)
        listed = " and ".join(f"`{naming.field_name(variable)}`" for variable in variables.values())
        one = self._type(info, name)
        notes = [
            *parameter_notes(info, "", is_open=one.is_open),
            f"A mapping: one for each of {listed}, which it fills if not given.",
        ]
        if plain is not None and self._plain[name].deprecated:
            notes.append("Without a mapping it is deprecated.")
        return Parameter(
            name=name,
            wire=self._info.prefix + info.name,
            type=types.mapped(one, len(variables), plain.type if plain else None),
            meaning=self._meaning(info) or (plain.meaning if plain else ""),
            notes=tuple(notes),
        )


def _is_text(value: str) -> bool:
    """Tell whether a text can be sent: it has no lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in value)
