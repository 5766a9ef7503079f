"""A wiki's own description, as a file: fetched, normalised, sorted, checked."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

__all__ = ["Capture", "CaptureError", "ModuleInfo", "ParameterInfo", "capture", "load", "save"]

FORMAT = 1
_BATCH = 50


class CaptureError(Exception):
    """What was given is no description of a wiki."""


class Call(Protocol):
    """One raw call of the API: wire parameters in, the decoded reply (format version 2) out."""

    def __call__(self, params: Mapping[str, str]) -> Mapping[str, Any]: ...


class _Facts(BaseModel):
    """A fact that is not known here is kept, and reported."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="before")
    @classmethod
    def _flags(cls, values: Any) -> Any:
        """Read flags of format version 1 too: present and empty is true."""
        if isinstance(values, dict):
            flags = {name for name, field in cls.model_fields.items() if field.annotation is bool}
            return {key: True if key in flags and value == "" else value for key, value in values.items()}
        return values


class ParameterInfo(_Facts):
    """One parameter, in the words of `paraminfo`."""

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
    limit: int | None = None
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
    index: int | None = None


class Example(_Facts):
    """One example; its description is text, its query a fact."""

    query: str
    description: str = ""


class ModuleInfo(_Facts):
    """One module, in the words of `paraminfo`."""

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
    dynamicparameters: bool | str = False
    parameters: list[ParameterInfo] = Field(default_factory=list)
    templatedparameters: list[ParameterInfo] = Field(default_factory=list)

    @field_validator("dynamicparameters", mode="before")
    @classmethod
    def _dynamic(cls, value: Any) -> Any:
        return True if value == "" else bool(value)


class Capture(BaseModel):
    """One wiki's own description.

    Attributes:
        generator: the software, e.g. `MediaWiki 1.43.9`.
        language: of the help texts; empty if there are facts only.
        modules: sorted by path; `main` among them.
    """

    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    generator: str
    sitename: str = ""
    language: str = ""
    modules: list[ModuleInfo]

    def unknown_facts(self) -> list[str]:
        """List facts that this version of the generator does not know. They are kept."""
        found = []
        for module in self.modules:
            found += [f"{module.path}: unknown fact {name!r}" for name in sorted(module.__pydantic_extra__ or {})]
            for parameter in (*module.parameters, *module.templatedparameters):
                extra = sorted(parameter.__pydantic_extra__ or {})
                found += [f"{module.path}: {parameter.name}: unknown fact {name!r}" for name in extra]
        return found


def capture(
    call: Call, *, language: str | None = None, progress: Callable[[str, int, int], None] | None = None
) -> Capture:
    """Ask a wiki for all it says of itself. With a language come the help texts."""
    facts: dict[str, str] = {"action": "paraminfo", "helpformat": "none"}
    general = call({"action": "query", "meta": "siteinfo", "siprop": "general"})["query"]["general"]
    paths = sorted({"main", *(module["path"] for module in _modules(call({**facts, "modules": "**"})))})
    texts = {"action": "paraminfo", "helpformat": "wikitext", "uselang": language or "en"}
    modules: list[dict[str, Any]] = []
    for start in range(0, len(paths), _BATCH):
        if progress is not None:
            progress("modules", start, len(paths))
        modules += _modules(call({**texts, "modules": "|".join(paths[start : start + _BATCH])}))
    if progress is not None:
        progress("modules", len(paths), len(paths))
    return _checked(modules, general, language or "")


def _modules(reply: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = reply.get("paraminfo", {}).get("modules")
    if not isinstance(found, list):
        raise CaptureError("no reply of action=paraminfo: it has no list paraminfo.modules")
    return found


def load(path: Path) -> Capture:
    """Read a capture, or a reply of `action=paraminfo` that was saved as JSON.

    Raises:
        CaptureError: it is neither, with what is wrong.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CaptureError(f"{path}: not a JSON file: {error}") from None
    if not isinstance(raw, dict):
        raise CaptureError(f"{path}: neither a capture nor a reply of action=paraminfo")
    if "paraminfo" in raw:
        general = raw.get("query", {}).get("general", {})
        return _checked(_modules(raw), general, "")
    try:
        return Capture.model_validate(raw)
    except ValidationError as error:
        raise CaptureError(f"{path}: no capture: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def save(what: Capture, path: Path) -> None:
    """Write a capture, indented and sorted."""
    raw = what.model_dump(mode="json", exclude_defaults=True)
    raw = {"format": FORMAT, **raw}
    path.write_text(json.dumps(raw, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _checked(modules: Iterable[dict[str, Any]], general: Mapping[str, Any], language: str) -> Capture:
    base = str(general.get("server", "")) or None
    by_path: dict[str, ModuleInfo] = {}
    for raw in modules:
        try:
            info = ModuleInfo.model_validate(_normalised(raw, base, texts=bool(language)))
        except ValidationError as error:
            raise CaptureError(f"module {raw.get('path')!r}: {_first(error)}") from None
        by_path[info.path] = info
    if not by_path:
        raise CaptureError("the description names no module")
    return Capture(
        generator=str(general.get("generator", "MediaWiki")),
        sitename=str(general.get("sitename", "")),
        language=language,
        modules=[by_path[path] for path in sorted(by_path)],
    )


def _normalised(raw: dict[str, Any], server: str | None, *, texts: bool) -> dict[str, Any]:
    """Leave out what depends on host and account, and texts that nobody asked for."""
    module = {key: value for key, value in raw.items() if key not in ("licensetag", "licenselink")}
    module["helpurls"] = [url for url in module.get("helpurls", []) if server is None or server not in url]
    for key in ("parameters", "templatedparameters"):
        module[key] = [_parameter(parameter, texts=texts) for parameter in module.get(key, [])]
    if not texts:
        module.pop("description", None)
    module["examples"] = [
        {"query": example["query"], **({"description": example.get("description", "")} if texts else {})}
        for example in module.get("examples", [])
    ]
    return module


def _parameter(raw: dict[str, Any], *, texts: bool) -> dict[str, Any]:
    """The `limit` of a multi-value is the asking account's own; the order is that of `index`."""
    parameter = {key: value for key, value in raw.items() if key not in ("limit", "index")}
    if not texts:
        parameter.pop("description", None)
    return parameter
