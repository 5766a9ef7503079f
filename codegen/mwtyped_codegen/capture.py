"""A wiki's own description, as a file: fetched, normalised, sorted, checked."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

__all__ = [
    "Call",
    "Capture",
    "CaptureError",
    "Example",
    "ModuleInfo",
    "ParameterInfo",
    "Progress",
    "capture",
    "load",
    "save",
]

FORMAT = 1
"""The form of a capture file."""

BATCH = 50
"""As many modules an ordinary account may ask for in one request."""

LARGEST = 64 * 1024 * 1024
"""As many bytes a description may have: a hundred times what the largest wiki says."""

MOST_MODULES = 2_000
MOST_PARAMETERS = 50_000

Progress = Callable[[str, int, int], None]


class CaptureError(Exception):
    """What was given is no description of a wiki."""


Call = Callable[[Mapping[str, str]], Mapping[str, Any]]
"""One raw call of the API: wire parameters in, the decoded reply out."""


class _Facts(BaseModel):
    """Facts in the words of `paraminfo`; one that is not known here, or is strange, is kept and reported."""

    model_config = ConfigDict(extra="allow")
    essential: ClassVar[frozenset[str]] = frozenset()

    _strange: dict[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _lenient(cls, values: Any, handler: ModelWrapValidatorHandler["_Facts"]) -> Any:
        """Set a fact aside that is not of the form it should be, unless nothing could be said without it."""
        values = _version_2(cls, values)
        try:
            return handler(values)
        except ValidationError as error:
            strange = {str(entry["loc"][0]) for entry in error.errors() if entry["loc"]}
            if not strange or strange & cls.essential:
                raise
            facts = handler({name: value for name, value in values.items() if name not in strange})
            facts._strange = {name: values[name] for name in sorted(strange)}
            return facts

    @model_serializer(mode="wrap")
    def _whole(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {**handler(self), **self._strange}

    def diagnostics(self) -> Iterator[str]:
        """Tell which facts are not known or not of the form they should be."""
        yield from (f"unknown fact {name!r}" for name in sorted(self.model_extra or {}))
        yield from (f"fact {name!r} is not of its form" for name in self._strange)


def _version_2(model: type[_Facts], values: Any) -> Any:
    """Read format version 1 too: a flag that is set is empty, and so is a map as a list."""
    if not isinstance(values, dict):
        return values
    kinds = {name: fact.annotation for name, fact in model.model_fields.items()}
    result = {}
    for name, value in values.items():
        kind = kinds.get(name)
        if kind is bool and value == "":
            value = True
        elif value == [] and getattr(kind, "__origin__", None) is dict:
            value = {}
        result[name] = value
    return result


class ParameterInfo(_Facts):
    """One parameter."""

    essential: ClassVar[frozenset[str]] = frozenset({"name"})

    name: str
    type: str | list[Any] | None = None
    description: str = ""
    required: bool = False
    multi: bool = False
    default: Any = None
    deprecated: bool = False
    sensitive: bool = False
    tokentype: str | None = None
    lowlimit: int | None = None
    highlimit: int | None = None
    min: int | None = None
    max: int | None = None
    highmax: int | None = None
    allspecifier: str | None = None
    allowsduplicates: bool = False
    enforcerange: bool = False
    subtypes: list[str] = Field(default_factory=list)
    extranamespaces: list[int] = Field(default_factory=list)
    submodules: dict[str, str] = Field(default_factory=dict)
    submoduleparamprefix: str | None = None
    deprecatedvalues: list[Any] = Field(default_factory=list)
    internalvalues: list[Any] = Field(default_factory=list)
    info: list[dict[str, Any]] = Field(default_factory=list)
    templatevars: dict[str, str] = Field(default_factory=dict)
    maxbytes: int | None = None
    maxchars: int | None = None
    mustExist: bool = False  # noqa: N815  # the wiki's own spelling
    index: int = 0


class Example(_Facts):
    """One example; its description is text, its query a fact."""

    essential: ClassVar[frozenset[str]] = frozenset({"query"})

    query: str
    description: str = ""


class ModuleInfo(_Facts):
    """One module. Without its path or its parameters nothing can be said of it."""

    essential: ClassVar[frozenset[str]] = frozenset({"name", "path", "parameters", "templatedparameters"})

    name: str
    path: str
    classname: str | None = None
    group: str | None = None
    prefix: str = ""
    source: str = ""
    sourcename: str = ""
    description: str = ""
    helpurls: list[str] = Field(default_factory=list)
    examples: list[Example] = Field(default_factory=list)
    generator: bool = False
    deprecated: bool = False
    internal: bool = False
    mustbeposted: bool = False
    readrights: bool = False
    writerights: bool = False
    slowquery: bool = False
    dynamicparameters: bool = False
    parameters: list[ParameterInfo] = Field(default_factory=list)
    templatedparameters: list[ParameterInfo] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Capture:
    """One wiki's own description.

    Attributes:
        generator: the software, e.g. `MediaWiki 1.43.9`.
        language: of the help texts; empty if there are facts only.
        modules: sorted by path; `main` among them.
        unreadable: by path, modules of which nothing can be said, as the wiki sent them.
    """

    generator: str
    sitename: str
    language: str
    modules: tuple[ModuleInfo, ...]
    unreadable: Mapping[str, Any] = field(default_factory=dict)
    diagnostics: tuple[str, ...] = ()

    @property
    def parameters(self) -> int:
        """How many there are."""
        return sum(len(module.parameters) + len(module.templatedparameters) for module in self.modules)

    def as_json(self) -> dict[str, Any]:
        """Give the content of a capture file."""
        modules = {module.path: module.model_dump(mode="json", exclude_defaults=True) for module in self.modules}
        modules |= self.unreadable
        facts = {"generator": self.generator, "sitename": self.sitename, "language": self.language}
        return {"format": FORMAT, **facts, "modules": [modules[path] for path in sorted(modules)]}


def capture(call: Call, *, language: str | None = None, progress: Progress | None = None) -> Capture:
    """Ask a wiki for all it says of itself. With a language come the help texts.

    Raises:
        CaptureError: it does not answer as a wiki does.
    """
    general = _general(call({"action": "query", "meta": "siteinfo", "siprop": "general"}))
    facts = {"action": "paraminfo", "helpformat": "none"}
    # `**` does not stand for the main module.
    paths = sorted({"main", *(str(module["path"]) for module in _modules(call({**facts, "modules": "**"})))})
    # Examples come with texts only, so those are asked for in any case, and dropped.
    texts = {"action": "paraminfo", "helpformat": "wikitext", "uselang": language or "en"}
    modules: list[Any] = []
    for start in range(0, len(paths), BATCH):
        if progress is not None:
            progress("modules", start, len(paths))
        modules += _modules(call({**texts, "modules": "|".join(paths[start : start + BATCH])}))
    if progress is not None:
        progress("modules", len(paths), len(paths))
    return _capture(modules, general, language or "", texts=language is not None)


def load(path: Path) -> Capture:
    """Read a capture, or a reply of `action=paraminfo` that was saved as JSON, in either format version.

    Raises:
        CaptureError: it is neither, with what is wrong.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise CaptureError(f"{path}: has over {LARGEST >> 20} MiB; no wiki's description has")
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise CaptureError(f"{path}: not a JSON file: {error}") from None
    try:
        return _loaded(raw)
    except CaptureError as error:
        raise CaptureError(f"{path}: {error}") from None


def _loaded(raw: Any) -> Capture:
    if not isinstance(raw, dict):
        raise CaptureError("neither a capture nor a reply of action=paraminfo")
    if "paraminfo" in raw or "error" in raw or "errors" in raw:
        general = raw.get("query", {}).get("general", {}) if isinstance(raw.get("query"), dict) else {}
        return _capture(_modules(raw), general, "", texts=True)
    if raw.get("format") != FORMAT or not isinstance(raw.get("modules"), list):
        newer = isinstance(raw.get("format"), int) and raw["format"] > FORMAT
        hint = "of a newer mwtyped: upgrade, or capture again" if newer else "neither a capture nor a paraminfo reply"
        raise CaptureError(hint)
    return _capture(raw["modules"], raw, str(raw.get("language", "")), texts=True)


def save(what: Capture, path: Path) -> None:
    """Write a capture, indented and sorted."""
    text = json.dumps(what.as_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text), encoding="utf-8")


_SURROGATE = re.compile("[\ud800-\udfff]")


def _modules(reply: Mapping[str, Any]) -> list[Any]:
    """Give the modules that a reply describes.

    Raises:
        CaptureError: it describes none; with the wiki's own error if it sent one.
    """
    described = reply.get("paraminfo")
    found = described.get("modules") if isinstance(described, dict) else None
    if isinstance(found, list) and found:
        return found
    errors = reply.get("errors") or [reply.get("error")]
    code = errors[0].get("code") if isinstance(errors, list) and isinstance(errors[0], dict) else None
    raise CaptureError(f"the wiki answers {code!r}" if code else "no reply of action=paraminfo: it describes no module")


def _general(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    query = reply.get("query")
    general = query.get("general") if isinstance(query, dict) else None
    if not isinstance(general, dict):
        raise CaptureError("no wiki: it does not answer action=query&meta=siteinfo")
    return general


def _capture(raw: Iterable[Any], general: Mapping[str, Any], language: str, *, texts: bool) -> Capture:
    entries = [entry for entry in raw if isinstance(entry, dict) and isinstance(entry.get("path"), str)]
    _check_size(entries)
    host = _host(general, entries)
    modules: dict[str, ModuleInfo] = {}
    unreadable: dict[str, Any] = {}
    diagnostics: list[str] = []
    for entry in sorted(entries, key=lambda entry: (entry["path"], json.dumps(entry, sort_keys=True))):
        path = entry["path"]
        if path in modules or path in unreadable:
            diagnostics.append(f"{path!r} is described twice")
            continue
        normal = _normal(entry, host, texts=texts)
        try:
            modules[path] = ModuleInfo.model_validate(normal)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            diagnostics.append(f"{path!r}: left out: {'.'.join(map(str, first['loc']))}: {first['msg']}")
            unreadable[path] = normal
    if not modules:
        raise CaptureError("; ".join(["no module can be read", *diagnostics[:1]]))
    return Capture(
        generator=str(general.get("generator", "MediaWiki")),
        sitename=str(general.get("sitename", "")),
        language=language,
        modules=tuple(modules.values()),
        unreadable=unreadable,
        diagnostics=(*diagnostics, *(said for module in modules.values() for said in _strange(module))),
    )


def _check_size(entries: list[dict[str, Any]]) -> None:
    parameters = sum(len(entry[key]) for entry in entries for key in _PARAMETERS if isinstance(entry.get(key), list))
    for count, most, what in ((len(entries), MOST_MODULES, "modules"), (parameters, MOST_PARAMETERS, "parameters")):
        if count > most:
            raise CaptureError(f"describes {count:,} {what}, and {most:,} are the most that mwtyped reads")


def _host(general: Mapping[str, Any], entries: list[dict[str, Any]]) -> str | None:
    """Tell the wiki's own host: from siteinfo, or from the link to a licence, which each module has."""
    links = [general.get("server"), *(entry.get("licenselink") for entry in entries)]
    found = (urlsplit(link).netloc for link in links if isinstance(link, str) and "//" in link)
    return next((host for host in found if host), None)


def _strange(module: ModuleInfo) -> Iterator[str]:
    yield from (f"{module.path!r}: {said}" for said in module.diagnostics())
    for parameter in (*module.parameters, *module.templatedparameters):
        yield from (f"{module.path!r}: {parameter.name!r}: {said}" for said in parameter.diagnostics())


_PARAMETERS = ("parameters", "templatedparameters")


def _normal(raw: dict[str, Any], host: str | None, *, texts: bool) -> dict[str, Any]:
    """Leave out what depends on host and account, and texts that nobody asked for; sort what has no order."""
    module = _without_texts(raw, texts=texts)
    for name in ("licensetag", "licenselink"):
        module.pop(name, None)
    if module.get("dynamicparameters"):  # a text, where texts were asked for
        module["dynamicparameters"] = True
    if isinstance(urls := module.get("helpurls"), list):
        module["helpurls"] = [url for url in _sorted(urls) if host is None or host not in str(url)]
    for name in _PARAMETERS:
        parameters = module.get(name, [])
        if isinstance(parameters, list) and all(isinstance(one, dict) for one in parameters):
            parameters = sorted((_parameter(one, texts=texts) for one in parameters), key=_place)
        module[name] = parameters
    if isinstance(examples := module.get("examples"), list):
        module["examples"] = [
            _without_texts(one, texts=texts)
            for one in sorted((one for one in examples if isinstance(one, dict)), key=lambda one: str(one.get("query")))
        ]
    return module


def _place(parameter: dict[str, Any]) -> tuple[int, str]:
    index = parameter.get("index")
    return (index if isinstance(index, int) else 0, str(parameter.get("name")))


def _parameter(raw: dict[str, Any], *, texts: bool) -> dict[str, Any]:
    """The `limit` of a multi-value is the asking account's own."""
    parameter = {name: value for name, value in _without_texts(raw, texts=texts).items() if name != "limit"}
    last = parameter.get("deprecatedvalues")
    for name in ("type", "subtypes", "extranamespaces", "deprecatedvalues", "internalvalues"):
        if isinstance(values := parameter.get(name), list):
            parameter[name] = _sorted(values, last if name == "type" and isinstance(last, list) else ())
    if isinstance(info := parameter.get("info"), list):
        parameter["info"] = [_restriction(one, texts=texts) for one in info]
    return parameter


def _restriction(raw: Any, *, texts: bool) -> Any:
    if not isinstance(raw, dict):
        return raw
    facts = {name: value for name, value in raw.items() if texts or name != "text"}
    return {name: _sorted(value) if isinstance(value, list) else value for name, value in facts.items()}


def _without_texts(raw: dict[str, Any], *, texts: bool) -> dict[str, Any]:
    """Drop the description; where it is wanted, drop it only if it is none, as `helpformat=raw` sends it."""
    keep = texts and isinstance(raw.get("description"), str)
    return {name: value for name, value in raw.items() if name != "description" or keep}


def _sorted(values: list[Any], last: Iterable[Any] = ()) -> list[Any]:
    """Sort as people do, numbers by value; those that are deprecated come last."""
    late = [str(value) for value in last]

    def key(value: Any) -> tuple[bool, bool, int, str]:
        text = str(value)
        is_number = text.isascii() and text.isdecimal() and len(text) < 18
        return (text in late, not is_number, int(text) if is_number else 0, text)

    return sorted(values, key=key)
