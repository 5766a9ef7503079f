"""From a capture and the overlay to the IR."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from . import naming, types
from .capture import Capture, ModuleInfo, ParameterInfo
from .ir import Binding, Kind, Module, Parameter
from .overlay import Overlay
from .text import plain_text

__all__ = ["build"]

_QUERY_KINDS: dict[str, Kind] = {"list": "list", "prop": "prop", "meta": "meta"}
_OWNED_BY_QUERY = {
    "continue": "cursor",
    "rawcontinue": "cursor",
    "indexpageids": "form of the reply",
    "export": "form of the reply",
    "exportnowrap": "form of the reply",
    "exportschema": "form of the reply",
    "prop": "selector",
    "list": "selector",
    "meta": "selector",
}
_OWNED_BY_MAIN = {
    "action": "selector",
    "format": "form of the reply",
    "formatversion": "form of the reply",
    "errorformat": "form of the reply",
}


def build(capture: Capture, overlay: Overlay, package: str) -> Binding:
    """Make the IR of a whole wiki. What is wrong with one module is a diagnostic, not an end."""
    builder = _Builder(capture, overlay, package)
    return builder.binding()


class _Builder:
    def __init__(self, capture: Capture, overlay: Overlay, package: str) -> None:
        self._capture, self._overlay, self._package = capture, overlay, package
        self._diagnostics: list[str] = []
        self._skipped: dict[str, str] = {}
        self._open = overlay.open_values(capture)
        self._classes: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._methods: dict[tuple[bool, str], str] = {}

    def binding(self) -> Binding:
        modules = []
        for info in sorted(self._capture.modules, key=lambda info: ("+" in info.path, info.path)):
            if info.group == "format":
                self._skipped[info.path] = "a format: the runtime reads JSON"
                continue
            kind = self._kind(info)
            if kind is None:
                self._skip(info, f"its group {info.group!r} is none that the API is known to have")
                continue
            module = self._module(info, kind)
            if module is not None:
                modules.append(module)
        return Binding(
            package=self._package,
            wiki=self._capture.generator,
            modules=tuple(sorted(modules, key=lambda module: module.path)),
            hash=_hash(self._capture.model_dump(mode="json"), self._overlay.source),
            skipped=self._skipped,
            diagnostics=tuple(self._diagnostics),
        )

    def _kind(self, info: ModuleInfo) -> Kind | None:
        if info.path == "main":
            return "main"
        if info.path == "query":
            return "pages"
        if info.group == "action":
            return self._overlay.reply_kind(info.path)
        return _QUERY_KINDS.get(info.group or "")

    def _skip(self, info: ModuleInfo, why: str) -> None:
        self._skipped[info.path] = why
        self._diagnostics.append(f"{info.path}: left out: {why}")

    def _module(self, info: ModuleInfo, kind: Kind) -> Module | None:
        fixed = {"main": "Main", "pages": "Pages"}.get(kind)
        name = fixed or naming.class_name(info.path, info.classname or "", self._overlay.class_name(info.path))
        if name in self._classes and "+" in info.path:
            self._diagnostics.append(f"{info.path}: its class {name} would be that of {self._classes[name]}")
            name = "Query" + name
        file = "pages" if kind == "pages" else naming.file_name(info.path)
        method = naming.method_name(info.path, frozenset({"pages"}) if "+" in info.path else frozenset({"query"}))
        key = ("+" in info.path, method)
        for taken, label in ((self._classes.get(name), "class"), (self._files.get(file), "file")):
            if taken is not None:
                self._skip(info, f"its {label} would have the name of that of {taken}")
                return None
        if key in self._methods:
            self._skip(info, f"its method would have the name of that of {self._methods[key]}")
            return None
        self._classes[name] = self._files[file] = self._methods[key] = info.path
        return _ModuleBuilder(info, kind, name, file, method, self._overlay, self._open, self._diagnostics).module(
            self._capture.generator
        )


class _ModuleBuilder:
    """Sort the parameters of one module: fields, the runtime's own, templated ones."""

    def __init__(
        self,
        info: ModuleInfo,
        kind: Kind,
        class_name: str,
        file_name: str,
        method_name: str,
        overlay: Overlay,
        open_values: Mapping[frozenset[str], str],
        diagnostics: list[str],
    ) -> None:
        self._info, self._kind, self._overlay, self._open = info, kind, overlay, open_values
        self._class, self._file, self._method = class_name, file_name, method_name
        self._diagnostics = diagnostics
        self._owned: dict[str, str] = {}
        self._token: str | None = None
        self._aliases: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._limits: dict[str, tuple[int, int]] = {}
        self._nonempty: list[str] = []
        self._templates: dict[str, tuple[str, dict[str, str]]] = {}

    def module(self, wiki: str) -> Module:
        fields = [parameter for info in self._ordinary() if (parameter := self._parameter(info)) is not None]
        fields = self._templated(fields)
        if self._kind == "pages":
            fields.append(_PROPS)
        info = self._info
        return Module(
            path=info.path,
            kind=self._kind,
            class_name=self._class,
            file_name=self._file,
            method_name=self._method,
            prefix=info.prefix,
            generator=info.generator,
            meaning=self._overlay.meaning(info.path) or plain_text(info.description),
            help_urls=tuple(info.helpurls),
            parameters=tuple(fields),
            facts=self._facts(),
            aliases=dict(self._aliases),
            owned=dict(self._owned),
            hash=_hash(info.model_dump(mode="json"), self._overlay.part(info.path))[:12],
            source=wiki,
        )

    def _ordinary(self) -> Iterable[ParameterInfo]:
        for parameter in self._info.parameters:
            owner = self._owner(parameter)
            if owner is None:
                yield parameter
            else:
                self._owned[parameter.name] = owner

    def _owner(self, parameter: ParameterInfo) -> str | None:
        """Tell why a parameter is the runtime's own; None for the caller's."""
        if parameter.tokentype is not None or (
            parameter.name == "token" and self._overlay.token(self._info.path) is not None
        ):
            self._token = parameter.tokentype or self._overlay.token(self._info.path)
            return "token"
        if self._kind == "main":
            return _OWNED_BY_MAIN.get(parameter.name)
        if self._kind == "pages":
            return _OWNED_BY_QUERY.get(parameter.name)
        return "cursor" if self._is_cursor(parameter) else None

    def _is_cursor(self, parameter: ParameterInfo) -> bool:
        if parameter.name == "continue":
            return True
        names = {other.name for other in self._info.parameters}
        return parameter.name == "offset" and self._kind == "list" and "continue" not in names

    def _parameter(self, info: ParameterInfo) -> Parameter | None:
        name = naming.field_name(info.name, prop=self._kind == "prop")
        if name in self._names:
            first = self._names[name]
            self._owned[info.name] = f"its name would be that of {first!r}: reachable through `extra`"
            self._diagnostics.append(f"{self._info.path}: {info.name!r} and {first!r} would both be named {name!r}")
            return None
        self._names[name] = info.name
        expression = self._type(info, name)
        if info.multi and (limits := (info.lowlimit or 50, info.highlimit or 500)) != (50, 500):
            self._limits[name] = limits
        if info.multi and info.required:
            self._nonempty.append(name)
        return Parameter(
            name=name,
            wire=info.name,
            type=expression,
            default=self._default(info),
            meaning=self._overlay.meaning(self._info.path, info.name) or plain_text(info.description),
            notes=tuple(_notes(info, self._overlay.alternatives(self._info.path, info.name))),
        )

    def _type(self, info: ParameterInfo, name: str) -> types.TypeExpression:
        if info.submodules and info.submoduleparamprefix:
            return types.TypeExpression("Generator", "Generator", frozenset({"Generator"}), frozenset({"Generator"}))
        one = self._one(info, name)
        if not info.multi:
            return one
        closed = isinstance(info.type, list) and not one.is_open
        kind = self._overlay.type(self._info.path, info.name) or info.type
        names = closed or (isinstance(kind, str) and kind in types.NAMES)
        return types.several(one, "ManyNames" if names else "Many")

    def _one(self, info: ParameterInfo, name: str) -> types.TypeExpression:
        if isinstance(info.type, list):
            return self._enumeration(info, name)
        if info.sensitive and info.tokentype is None and info.type in ("string", "text", "password"):
            password = types.base("password")
            assert password is not None
            return password
        if info.type == "namespace":
            return types.namespaces(info.allspecifier if info.multi else None)
        found = types.base(info.type or "string")
        if found is None:
            self._diagnostics.append(f"{self._info.path}: {info.name!r} is of an unknown type {info.type!r}: text")
            found = types.base("string")
            assert found is not None
        return found

    def _enumeration(self, info: ParameterInfo, name: str) -> types.TypeExpression:
        values = tuple(str(value) for value in info.type or ())
        if any(not isinstance(value, str) for value in info.type or ()):
            self._diagnostics.append(f"{self._info.path}: {info.name!r} lists values that are not text")
        if info.allspecifier and info.allspecifier not in values:
            values = (*values, info.allspecifier)
        is_open = not values or frozenset(values) in self._open or self._overlay.is_open(self._info.path, info.name)
        alias = None
        inline = types.INLINE_MULTI if info.multi else types.INLINE
        if inline < len(values) <= types.OFFERED or (len(values) > inline and not is_open):
            alias = naming.class_name(f"{self._class}_{name}")
            self._aliases[alias] = types.literal(values)
        return types.enumeration(values, is_open=is_open, alias=alias)

    def _default(self, info: ParameterInfo) -> str | None:
        if info.required:
            return None
        if info.type == "limit" and self._pages_by_default(info):
            return '"max"'
        return "None"

    def _pages_by_default(self, info: ParameterInfo) -> bool:
        """Tell whether a limit is a page size alone, so that as many as may be are right."""
        single = any(entry.get("name") == "singlepageonly" for entry in info.info)
        return self._kind == "list" or (self._kind == "prop" and info.default == 10 and not single)

    def _templated(self, fields: list[Parameter]) -> list[Parameter]:
        for info in self._info.templatedparameters:
            stem = info.name.split("{")[0].rstrip("-_") or info.name
            name = naming.field_name(stem, prop=self._kind == "prop")
            variables = dict(info.templatevars)
            key = "str" if len(variables) == 1 else f"tuple[{', '.join(['str'] * len(variables))}]"
            position = next((n for n, known in enumerate(fields) if known.name == name), None)
            plain = fields[position] if position is not None else None
            expression = types.mapped(self._type(info, name), key, plain.type if plain else None)
            listed = " and ".join(f"`{naming.field_name(value)}`" for value in variables.values())
            note = f"A mapping gives a value for each of {listed}, which is filled from its keys if it is not given."
            parameter = Parameter(
                name=name,
                wire=plain.wire if plain else stem,
                type=expression,
                meaning=(plain.meaning if plain else "")
                or self._overlay.meaning(self._info.path, info.name)
                or plain_text(info.description),
                notes=(*(plain.notes if plain else ()), note),
            )
            self._templates[name] = (info.name, variables)
            if position is None:
                self._names[name] = stem
                fields.append(parameter)
            else:
                fields[position] = parameter
        return fields

    def _facts(self) -> dict[str, str]:
        """Give the arguments of `Facts`, as code, those that differ from its defaults."""
        info, facts = self._info, {"path": repr(self._info.path)}
        if info.prefix:
            facts["prefix"] = repr(info.prefix)
        if renamed := {name: wire for name, wire in self._names.items() if name != wire}:
            facts["names"] = repr(dict(sorted(renamed.items())))
        if self._templates:
            entries = (
                f"{name!r}: Template({wire!r}, {dict(sorted(variables.items()))!r})"
                for name, (wire, variables) in sorted(self._templates.items())
            )
            facts["templates"] = "{" + ", ".join(entries) + "}"
        if self._limits:
            facts["limits"] = repr(dict(sorted(self._limits.items())))
        if info.mustbeposted:
            facts["posted"] = "True"
        if info.writerights:
            facts["writes"] = "True"
        if self._token is not None:
            facts["token"] = repr(self._token)
        if cursors := tuple(sorted(name for name, why in self._owned.items() if why == "cursor")):
            facts["cursors"] = repr(cursors)
        if exclusive := self._overlay.exclusive(info.path):
            facts["exclusive"] = repr(exclusive)
        if self._nonempty or self._kind == "pages":
            extra = ("titles", "pageids", "revids") if self._kind == "pages" else ()
            facts["nonempty"] = repr((*self._nonempty, *extra))
        if result := self._overlay.result(info.path):
            facts["result"] = repr(result)
        if view := self._overlay.view(info.path):
            facts["view"] = repr(dict(sorted(view.items())))
        return facts


_PROPS = Parameter(
    name="props",
    wire="",
    type=types.TypeExpression(
        "Many[PropRequest]",
        "Iterable[PropRequest] | PropRequest",
        frozenset({"Many", "PropRequest"}),
        frozenset({"Iterable", "PropRequest"}),
    ),
    meaning="What to ask of each page: requests like `Info(prop=['url'])`.",
)


def _notes(info: ParameterInfo, alternatives: str) -> Iterable[str]:
    """Tell what a caller may ask of a parameter, as far as the wiki says so."""
    if info.required:
        yield "Required."
    if info.deprecated:
        yield f"Deprecated{f': {alternatives}' if alternatives else ''}."
    if isinstance(info.type, list) and info.type:
        yield _listed("Values", info.type)
    if info.deprecatedvalues:
        yield _listed("Deprecated values", info.deprecatedvalues)
    if info.default not in (None, "") and info.type != "boolean":
        yield f"Default of the wiki: {_value(info.default)}."
    if (span := _range(info)) is not None:
        yield span
    if info.multi:
        low, high = info.lowlimit or 50, info.highlimit or 500
        yield f"At most {low} values." if low == high else f"At most {low} values, bots {high}."
    if info.maxbytes is not None:
        yield f"At most {info.maxbytes} bytes."
    if info.maxchars is not None:
        yield f"At most {info.maxchars} characters."


def _range(info: ParameterInfo) -> str | None:
    bots = f", bots {info.highmax}" if info.highmax not in (None, info.max) else ""
    match info.min, info.max:
        case None, None:
            return None
        case low, None:
            return f"At least {low}."
        case None, high:
            return f"At most {high}{bots}."
        case low, high:
            return f"From {low} to {high}{bots}."


def _listed(label: str, values: Iterable[Any]) -> str:
    return f"{label}: {', '.join(_value(value) for value in values)}."


def _value(value: Any) -> str:
    return repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
