"""From a capture and the overlay to the IR."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import naming, types
from .capture import Capture, ModuleInfo
from .ir import Binding, Kind, Module, Parameter
from .notes import module_notes
from .overlay import ModuleEntry, Overlay
from .parameters import Context, Parameters
from .responses import with_replies
from .reviewed import Schemas
from .text import comment, plain_text

__all__ = ["build"]

_QUERY_KINDS: dict[str | None, Kind] = {"list": "list", "prop": "prop", "meta": "meta"}
_FIXED: dict[str, Kind] = {"main": "main", "query": "pages"}

_OF_LEARNING = {"complete", "examples"}
"""What an overlay says for those who watch replies: nothing depends on it once these are known."""

_BASE = Parameter(
    name="base",
    wire="",
    type=types.LATEST,
    default='"latest"',
    meaning="What the edit is saved on: the page as it is when this is called, or as `baserevid` says. None saves it"
    " whatever came between.",
)
_PROPS = Parameter(name="props", wire="", type=types.PROPS, meaning="What to ask of each page: requests like `Info()`.")


@dataclass(frozen=True, slots=True)
class _Named:
    """A module that has got its names."""

    info: ModuleInfo
    kind: Kind
    class_name: str
    file_name: str
    method_name: str


def build(capture: Capture, overlay: Overlay, package: str, schemas: Schemas | None = None) -> Binding:
    """Make the IR of a whole wiki. What is wrong with one module is a diagnostic, not an end.

    A module whose reply has no schema has the mapping type.
    """
    schemas = schemas or {}
    names = _Names(overlay)
    named = [one for info in _in_order(capture.modules) if (one := names.of(info)) is not None]
    context = Context(overlay, overlay.open_values(capture), {one.class_name for one in named})
    modules = sorted((_module(one, context) for one in named), key=lambda module: module.path)
    replies = with_replies(modules, schemas, capture, overlay)
    return Binding(
        package=package,
        wiki=comment(capture.generator)[:80] or "MediaWiki",
        sitename=comment(capture.sitename)[:80],
        language=capture.language,
        modules=replies.modules,
        replies=replies.files,
        hash=_hash(
            capture.as_json(),
            overlay.model_dump(mode="json", exclude={"modules": {"__all__": _OF_LEARNING}}),
            *([schemas] if schemas else ()),
        ),
        skipped={**names.skipped, **dict.fromkeys(capture.unreadable, "its description cannot be read")},
        diagnostics=(
            *capture.diagnostics,
            *names.diagnostics,
            *context.diagnostics,
            *overlay.misses(capture, words_too=False),
            *replies.diagnostics,
        ),
    )


def _in_order(modules: Iterable[ModuleInfo]) -> list[ModuleInfo]:
    """Let those go first whose names are fixed, then actions, in lower case as they are: who comes later gives way."""

    def rank(info: ModuleInfo) -> tuple[bool, bool, bool, str]:
        return info.path not in _FIXED, "+" in info.path, info.path != info.path.lower(), info.path

    return sorted(modules, key=rank)


class _Names:
    """Give each module its class, file and method, none of them twice."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._taken: dict[tuple[str, str], str] = {}
        self.skipped: dict[str, str] = {}
        self.diagnostics: list[str] = []

    def of(self, info: ModuleInfo) -> _Named | None:
        """Name a module; None for one that is left out."""
        if info.group == "format":
            self.skipped[info.path] = "a format: the runtime reads JSON"
            return None
        if problem := self._problem(info.path):
            self._skip(info, problem)
            return None
        kind = self._kind(info)
        if kind is None:
            self._skip(info, f"its group {info.group!r} is none that mwtyped knows")
            return None
        named = self._named(info, kind)
        if (clash := self._clash(named)) is not None:
            self._skip(info, clash)
            return None
        self._taken.update(dict.fromkeys(_keys(named), info.path))
        return named

    def _kind(self, info: ModuleInfo) -> Kind | None:
        if info.path in _FIXED:
            return _FIXED[info.path]
        if info.path.startswith("query+"):
            kind = self._overlay.module(info.path).kind or _QUERY_KINDS.get(info.group)
            return kind if info.path.count("+") == 1 else None
        if info.group != "action" or "+" in info.path:
            return None
        return self._overlay.module(info.path).reply or "action"

    def _problem(self, path: str) -> str:
        if len(path) > naming.LONGEST:
            return f"its name has over {naming.LONGEST} characters"
        return "" if path.isprintable() else "its name is no text"

    def _named(self, info: ModuleInfo, kind: Kind) -> _Named:
        if info.path in _FIXED:
            name = "Main" if kind == "main" else "Pages"
            return _Named(info, kind, name, name.lower(), name.lower())
        name = naming.class_name(info.path, info.classname or "", self._overlay.module(info.path).class_name)
        if (other := self._taken.get(("class", name))) is not None and "+" in info.path:
            self.diagnostics.append(f"{info.path!r}: its class is Query{name}, for {name} is that of {other!r}")
            name = f"Query{name}"
        return _Named(info, kind, name, naming.file_name(info.path), naming.method_name(info.path))

    def _clash(self, named: _Named) -> str | None:
        for key in _keys(named):
            if key in self._taken:
                return f"its {key[0]} would be named {key[1]!r}, and so is that of {self._taken[key]!r}"
        return None

    def _skip(self, info: ModuleInfo, why: str) -> None:
        path = info.path.encode(errors="backslashreplace").decode()
        self.skipped[path] = why
        self.diagnostics.append(f"{path[: naming.LONGEST]!r}: left out: {why}")


def _keys(named: _Named) -> Iterator[tuple[str, str]]:
    yield "class", named.class_name
    yield "file", named.file_name
    yield ("query method" if "+" in named.info.path or named.kind == "pages" else "method"), named.method_name


def _module(named: _Named, context: Context) -> Module:
    info, entry = named.info, context.overlay.module(named.info.path)
    parameters = Parameters(info, named.kind, named.class_name, named.file_name, context)
    return Module(
        path=info.path,
        kind=named.kind,
        class_name=named.class_name,
        file_name=named.file_name,
        method_name=named.method_name,
        generator=info.generator and named.kind in ("list", "prop"),
        meaning=entry.meaning or plain_text(info.description) or entry.words,
        notes=tuple(module_notes(info, entry.instead)),
        help_urls=tuple(info.helpurls),
        parameters=(*parameters.fields, *_ours(named)),
        facts=dict(_facts(named, parameters, entry)),
        aliases=dict(sorted(parameters.aliases.items())),
        owned=parameters.owned,
        hash=_hash(info.model_dump(mode="json"), entry.model_dump(mode="json", exclude={"fields", *_OF_LEARNING}))[:12],
    )


def _ours(named: _Named) -> tuple[Parameter, ...]:
    """Give the parameters that are no wiki's."""
    if named.kind == "pages":
        return (_PROPS,)
    return (_BASE,) if named.info.path == "edit" else ()


def _facts(named: _Named, parameters: Parameters, entry: ModuleEntry) -> Iterator[tuple[str, str]]:
    """Give the arguments of `Facts`, as code, where they differ from its defaults."""
    info = named.info
    nonempty = (*parameters.nonempty, *(("titles", "pageids", "revids") if named.kind == "pages" else ()))
    facts: dict[str, object] = {
        "prefix": info.prefix,
        "names": {name: wire for name, wire in sorted(parameters.names.items()) if name != wire},
        "limits": dict(sorted(parameters.limits.items())),
        "selector": "" if _QUERY_KINDS.get(info.group, named.kind) == named.kind else info.group,
        "posted": info.mustbeposted,
        "writes": info.writerights,
        "token": parameters.token,
        "cursors": parameters.cursors,
        "exclusive": parameters.exclusive(),
        "nonempty": nonempty,
        "result": tuple(entry.result),
        "view": dict(sorted(entry.view.items())),
    }
    yield "path", repr(info.path)
    for name, value in facts.items():
        if value:
            yield name, repr(value)
        if name == "names" and parameters.templates:
            yield "templates", _templates(parameters)


def _templates(parameters: Parameters) -> str:
    entries = (
        f"{name!r}: Template({wire!r}, {dict(sorted(variables.items()))!r})"
        for name, (wire, variables) in sorted(parameters.templates.items())
    )
    return "{" + ", ".join(entries) + "}"


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
