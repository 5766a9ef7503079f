"""Calls that only read, made up from what a wiki says of itself: to learn what its modules answer.

Nothing here posts, logs in, or uses a token. A module that wants any of these, or the right to write, is not called,
nor is an example that names one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .capture import Capture, ModuleInfo, ParameterInfo
from .overlay import Overlay

__all__ = ["Observation", "Outcome", "Read", "Sample", "Trial", "is_readable", "sample", "told", "trials", "tried"]

_NEVER = frozenset({"main", "query", "query+tokens", "logout"})
_TEXT_GROUPS = frozenset({"format"})
_MOST_VALUES = 30
_MOST_EXAMPLES = 5
_ROWS = "20"

Observation = dict[str, Any]


Read = Callable[[Mapping[str, str]], Any]
"""One call that reads: wire parameters in, the decoded reply out, whatever JSON it is."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One call.

    Attributes:
        module: the path of the module that it is about.
        name: unique among those of the module.
        params: in wire names; `action` and the selectors of `query` among them.
    """

    module: str
    name: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """What there is on a wiki to ask about: texts for parameters that name something."""

    titles: tuple[str, ...] = ()
    pageids: tuple[str, ...] = ()
    revids: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What became of the trials of one module.

    Attributes:
        calls: how many were made.
        answered: how many of them were answered.
        refused: the codes of those that were not, each with its text.
    """

    calls: int = 0
    answered: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def is_readable(module: ModuleInfo, overlay: Overlay) -> bool:
    """Tell whether a module only reads: anybody may call it with GET and without a token."""
    token = overlay.module(module.path).token or any(one.tokentype for one in module.parameters)
    named = {one.name for one in module.parameters}
    return not (
        module.path in _NEVER
        or module.group in _TEXT_GROUPS
        or module.mustbeposted
        or module.writerights
        or token
        or "token" in named
        or any(one.sensitive for one in module.parameters)
        or overlay.module(module.path).reply == "text"
    )


def sample(call: Read) -> Sample:
    """Look what there is on a wiki, in a few calls."""
    pages = {number: _query(call, "allpages", apnamespace=number, aplimit="10") for number in ("0", "6", "14")}
    changes = _query(call, "recentchanges", rcprop="title|ids|user", rclimit="50")
    users = [row["user"] for row in changes if row.get("user")]
    titles = [row["title"] for row in (*changes, *pages["0"]) if row.get("title")]
    return Sample(
        titles=_few(titles) or ("Main Page",),
        pageids=_few(row["pageid"] for row in (*changes, *pages["0"]) if row.get("pageid")),
        revids=_few(row["revid"] for row in changes if row.get("revid")),
        users=_few(users),
        files=_few(row["title"] for row in pages["6"]),
        categories=_few(row["title"] for row in pages["14"]),
    )


def _query(call: Read, module: str, **params: str) -> list[Mapping[str, Any]]:
    reply = call({"action": "query", "list": module, **params})
    query = reply.get("query") if isinstance(reply, Mapping) else None
    rows = query.get(module) if isinstance(query, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _few(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values))[:10]


def trials(capture: Capture, overlay: Overlay, found: Sample, paths: Iterable[str]) -> Iterator[Trial]:
    """Make up the calls for some modules, those that only read: their own examples, then each value of each `prop`."""
    modules = {module.path: module for module in capture.modules}
    readable = {path for path, module in modules.items() if is_readable(module, overlay)}
    for path in paths:
        if path in readable:
            seen = set[tuple[tuple[str, str], ...]]()
            for name, params in _of_module(modules[path], readable, found):
                key = tuple(sorted(params.items()))
                if key not in seen:
                    seen.add(key)
                    yield Trial(path, name, params)


def _of_module(module: ModuleInfo, readable: set[str], found: Sample) -> Iterator[tuple[str, Mapping[str, str]]]:
    for number, example in enumerate(module.examples[:_MOST_EXAMPLES]):
        params = _example(example.query, module.path, readable)
        if params is not None:
            yield f"example {number + 1}", params
    base = _base(module, found)
    yield "plain", base
    for parameter in module.parameters:
        if parameter.required and isinstance(parameter.type, list):
            for value in _values(parameter):
                yield f"{parameter.name} {value}", {**base, module.prefix + parameter.name: value}
    for parameter in module.parameters:
        if _brings_fields(parameter):
            values, wire = _values(parameter), module.prefix + parameter.name
            yield f"all of {parameter.name}", {**base, wire: "|".join(values)}
            for value in values:
                yield f"{parameter.name} {value}", {**base, wire: value}


def _example(query: str, path: str, readable: set[str]) -> Mapping[str, str] | None:
    """Take an example that calls this module, and besides it nothing but what reads."""
    text = urlsplit(query).query or query.removeprefix("api.php").removeprefix("?")
    params = {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
    action = params.get("action", "")
    named = {action} if action != "query" else set[str]()
    if action == "query":
        selectors = [params.get(kind, "") for kind in ("list", "prop", "meta", "generator")]
        named = {f"query+{name}" for selector in selectors for name in selector.split("|") if name}
    if path not in named or not named <= readable or any("token" in name for name in params):
        return None
    return {name: value for name, value in params.items() if name not in ("format", "formatversion", "errorformat")}


def _base(module: ModuleInfo, found: Sample) -> dict[str, str]:
    """Give the call with what is required, and a few rows."""
    params = _selected(module, found)
    for parameter in module.parameters:
        wire = module.prefix + parameter.name
        if parameter.type == "limit":
            params[wire] = _ROWS
        elif parameter.required and (made := _made_up(parameter, found)) is not None:
            params[wire] = made
    return params


def _selected(module: ModuleInfo, found: Sample) -> dict[str, str]:
    if not module.path.startswith("query+"):
        return {"action": module.path}
    params = {"action": "query", module.group or "list": module.name}
    if module.group == "prop":
        params["titles"] = "|".join(
            (*found.titles[:8], *found.files[:4], *found.categories[:3], "No such page (mwtyped)")
        )
    return params


_IDS: tuple[tuple[re.Pattern[str], Callable[[Sample], tuple[str, ...]]], ...] = (
    (re.compile(r"pageids?$|^(from|to)id$"), lambda found: found.pageids),
    (re.compile(r"rev(ision)?s?$|(rev|old)ids?$"), lambda found: found.revids),
)
_NAMES: tuple[tuple[re.Pattern[str], Callable[[Sample], tuple[str, ...]]], ...] = (
    (re.compile(r"user(name)?s?$"), lambda found: found.users),
    (re.compile(r"categor"), lambda found: found.categories),
    (re.compile(r"(file|image)(name)?s?$"), lambda found: found.files or found.titles),
    (re.compile(r"(title|page)s?$"), lambda found: found.titles),
)


def _made_up(parameter: ParameterInfo, found: Sample) -> str | None:
    """Make up a value; None where nothing comes to mind."""
    if isinstance(parameter.type, list):
        values = _values(parameter)
        return values[0] if values else None
    is_number = parameter.type == "integer"
    for pattern, of in (*_IDS, *(() if is_number else _NAMES)):
        if pattern.search(parameter.name) and of(found):
            return of(found)[0]
    kinds = {"user": found.users, "title": found.titles, "timestamp": ("2001-01-15T00:00:00Z",), "namespace": ("0",)}
    kinds |= {
        "integer": (str(max(parameter.min or 1, 1)),),
        "limit": (_ROWS,),
        "boolean": ("1",),
        "expiry": ("infinity",),
    }
    if isinstance(parameter.type, str) and kinds.get(parameter.type):
        return kinds[parameter.type][0]
    return "test" if parameter.type in ("string", "text", None) else None


def _brings_fields(parameter: ParameterInfo) -> bool:
    return parameter.multi and isinstance(parameter.type, list) and parameter.name.endswith("prop")


def _values(parameter: ParameterInfo) -> list[str]:
    values = parameter.type if isinstance(parameter.type, list) else []
    left_out = {str(value) for value in (*parameter.internalvalues,)}
    return [str(value) for value in values if str(value) not in left_out][:_MOST_VALUES]


def tried(
    call: Read,
    made: Iterable[Trial],
    wiki: Capture,
    found: Sample,
    progress: Callable[[int, Trial], None] | None = None,
) -> tuple[list[Observation], dict[str, Outcome]]:
    """Make the calls, one after the other; give what was answered, and what became of each module's calls.

    Where the wiki says that one of some parameters is required, one that it takes goes into the module's other calls.
    """
    modules = {module.path: module for module in wiki.modules}
    needed: dict[str, Mapping[str, str]] = {}
    observations: list[Observation] = []
    outcomes: dict[str, Outcome] = {}
    for number, trial in enumerate(made):
        if progress is not None:
            progress(number, trial)
        outcome = outcomes.setdefault(trial.module, Outcome())
        params = {**needed.get(trial.module, {}), **trial.params}
        reply = _tried(call, params, outcome)
        if reply is None and trial.module not in needed:
            for more in _asked_for(modules[trial.module], outcome, found):
                reply = _tried(call, {**params, **more}, outcome)
                if reply is not None:
                    needed[trial.module] = more
                    params |= more
                    break
        if reply is not None:
            observations.append(
                {
                    "probe": f"{trial.module}/{trial.name}",
                    "phase": "read",
                    "version": wiki.generator.removeprefix("MediaWiki "),
                    "module": trial.module,
                    "as": "anon",
                    "params": params,
                    "reply": reply,
                }
            )
    return observations, outcomes


def _tried(call: Read, params: Mapping[str, str], outcome: Outcome) -> Any:
    reply = call(params)
    outcome.calls += 1
    error = _error(reply)
    if error is None:
        outcome.answered += 1
        return reply
    outcome.refused.setdefault(*error)
    return None


def _asked_for(module: ModuleInfo, outcome: Outcome, found: Sample) -> Iterator[dict[str, str]]:
    """Make up the parameters that the wiki named when it said that one of them is missing."""
    named = re.findall(r"[a-z_]+", outcome.refused.get("missingparam", ""))
    for parameter in module.parameters:
        wire = module.prefix + parameter.name
        if wire in named and not parameter.required and (value := _made_up(parameter, found)) is not None:
            yield {wire: value}


def _error(reply: Any) -> tuple[str, str] | None:
    if not isinstance(reply, Mapping):
        return None
    errors = reply.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else reply.get("error")
    if not isinstance(first, Mapping):
        return None
    return str(first.get("code", "unknown")), str(first.get("text", first.get("info", "")))


def told(progress: Callable[[str, int, int], None], total: int) -> Callable[[int, Trial], None]:
    """Give what tells of each module before it is called."""
    last = ""

    def tell(done: int, trial: Trial) -> None:
        nonlocal last
        if trial.module != last:
            progress(trial.module, done, total)
            last = trial.module

    return tell
