"""Calls that only read, made up from what a wiki says of itself: to learn what its modules answer.

Nothing here posts, logs in, or uses a token. A module that wants any of these, or the right to write, is not called,
nor is an example that names one.
"""

import re
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from .capture import ModuleInfo, ParameterInfo
from .overlay import Overlay
from .samples import Sample, takes_text

__all__ = ["Answer", "Flow", "Observation", "Trial", "Trials", "is_closed", "is_readable"]

_NEVER = frozenset({"main", "query", "query+tokens", "logout"})
_TEXT_GROUPS = frozenset({"format"})
_MOST_VALUES = 30
_MOST_EXAMPLES = 8
_MOST_ADDITIONS = 10
_MOST_OTHERS = 3
_FEW = 15
"""So many values, each of which brings a field, a parameter may have that does not say in its name that they do."""

_KINDS = 40
"""An enumeration of so many values may be one of kinds of replies; a longer one lists languages or sites."""

_ROWS = "20"
_NOT_ALLOWED = re.compile(r"permissiondenied|readapidenied|(mustbe|not)logged-?in|login-required|badaccess|blocked")

Observation = dict[str, Any]
"""One call that was answered: its parameters, the reply, and where and as who it was made."""


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


class Answer(NamedTuple):
    """What the wiki said: a reply, or a refusal with its code and text.

    Attributes:
        shows: the reply has something in it, and nothing at its top is empty.
    """

    reply: Any = None
    code: str = ""
    text: str = ""
    shows: bool = False


def is_closed(code: str) -> bool:
    """Tell whether a refusal says that nobody may ask so, whatever the parameters."""
    return _NOT_ALLOWED.search(code) is not None


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


Flow = Generator[Trial, Answer, None]
"""The calls for one module; each is decided when the answers to those before it are known."""


class Trials:
    """The calls for a module that only reads: its examples, what it needs, then each value of each `prop`."""

    def __init__(self, module: ModuleInfo, readable: Collection[str], overlay: Overlay, found: Sample) -> None:
        self._module = module
        self._found = found
        self._overlay = overlay
        given = [*overlay.module(module.path).examples, *(one.query for one in module.examples)]
        read = (_example(found.with_own_ids(query), module.path, readable) for query in given)
        self._examples = [params for params in read if params is not None]
        self._answers: dict[tuple[tuple[str, str], ...], Answer] = {}

    def flow(self, *, closely: bool = True) -> Flow:
        """Make up one call after the other; none twice, however often it is followed.

        Args:
            closely: look at what comes besides, with flags and with other values of what names something.
        """
        shown: list[Mapping[str, str]] = []
        for number, example in enumerate(self._chosen()):
            answer = yield from self._call(f"example {number + 1}", example)
            shown += [example] if answer.shows else []
        base: Mapping[str, str] = self._base()
        answer = yield from self._call("plain", base)
        if is_closed(answer.code):
            yield from self._fields(base)
            return
        if not answer.shows:
            base = yield from self._completed(base, answer, shown)
        yield from self._kinds(base)
        yield from self._fields(base)
        if closely:
            yield from self._more(base)

    def _call(self, name: str, params: Mapping[str, str]) -> Generator[Trial, Answer, Answer]:
        """Make a call, unless it was made before; give the answer."""
        key = tuple(sorted(params.items()))
        if key not in self._answers:
            self._answers[key] = yield Trial(self._module.path, name, params)
        return self._answers[key]

    def _wire(self, parameter: ParameterInfo) -> str:
        return self._module.prefix + parameter.name

    def _chosen(self) -> Iterator[Mapping[str, str]]:
        """Choose examples, each of which has something that those before it had not."""
        left, had = list(self._examples), set[str]()
        for _ in range(_MOST_EXAMPLES):
            best = max(left, key=lambda one: len(self._features(one) - had), default=None)
            if best is None or self._features(best) <= had:
                return
            left.remove(best)
            had |= self._features(best)
            yield best

    def _features(self, params: Mapping[str, str]) -> set[str]:
        """Say what a call asks for: parameters, values of enumerations, and what kind of text it sends."""
        listed = {self._wire(one): isinstance(one.type, list) for one in self._module.parameters}
        result = set(params)
        for wire, text in params.items():
            keys = re.findall(r'"(\w+)"\s*:', text)
            parts = keys or text.split("|")
            result |= {f"{wire}={part if listed.get(wire) or keys else _kind_of_text(part)}" for part in parts}
        return result

    def _base(self) -> dict[str, str]:
        """Give the call with what is required, and a few rows."""
        params = self._selected()
        for parameter in self._module.parameters:
            if parameter.type == "limit":
                params[self._wire(parameter)] = _ROWS
            elif parameter.required and (value := self._made_up(parameter)) is not None:
                params[self._wire(parameter)] = value
        return params

    def _selected(self) -> dict[str, str]:
        module, found = self._module, self._found
        if not module.path.startswith("query+"):
            return {"action": module.path}
        params = {"action": "query", module.group or "list": module.name}
        if module.group == "prop":
            known = [*found.seen.get(module.source, {}).get("title", ())]
            titles = (*known[:8], *found.titles[:8], *found.files[:4], *found.categories[:3])
            own = [title for some in found.own.values() for title in some[:2]]
            params["titles"] = "|".join(dict.fromkeys((*titles, *own[:8], "No such page (mwtyped)")))
        return params

    def _made_up(self, parameter: ParameterInfo) -> str | None:
        """Make up a value for what is required; None where nothing comes to mind."""
        example = next((one[self._wire(parameter)] for one in self._examples if self._wire(parameter) in one), None)
        if isinstance(parameter.type, list):
            values = _values(parameter)
            return example or (values[0] if values else None)
        if self._found.named(parameter) or example is None:
            values = self._found.values(self._module, parameter)
            if values:
                return _joined(values[:3]) if parameter.multi else values[0]
        kinds = {"timestamp": "2001-01-15T00:00:00Z", "namespace": "0", "limit": _ROWS}
        kinds |= {"integer": str(max(parameter.min or 1, 1)), "boolean": "1", "expiry": "infinity"}
        return example or kinds.get(str(parameter.type), "test" if takes_text(parameter) else None)

    def _completed(
        self, base: Mapping[str, str], answer: Answer, shown: Iterable[Mapping[str, str]]
    ) -> Generator[Trial, Answer, Mapping[str, str]]:
        """Add to a call what the wiki misses, else what it may know, until it shows something; give the best call."""
        answered = [base] if answer.reply is not None else []
        for number, more in enumerate(islice(self._additions(answer.text), _MOST_ADDITIONS)):
            said = yield from self._call(f"completed {number + 1}", {**base, **more})
            if said.shows:
                return {**base, **more}
            answered += [{**base, **more}] if said.reply is not None else []
        return next(iter((*shown, *answered, base)))

    def _additions(self, refusal: str) -> Iterator[dict[str, str]]:
        """List parameters to add: those that the wiki names, those that name something, and all of these at once."""
        named = set(re.findall(r"[a-z_]+", refusal))
        optional = [one for one in self._module.parameters if not one.required and one.type != "limit"]
        for parameter in optional:
            if self._wire(parameter) in named:
                yield from ({self._wire(parameter): value} for value in self._sendable(parameter, made_up=True)[:3])
        for parameter in optional:
            if self._wire(parameter) not in named:
                yield from ({self._wire(parameter): value} for value in self._sendable(parameter)[:2])
        answered = [one for one in optional if self._found.answered(self._module, one)]
        if len(answered) > 1:
            yield {self._wire(one): self._sendable(one)[0] for one in answered}

    def _sendable(self, parameter: ParameterInfo, *, made_up: bool = False) -> list[str]:
        """List values that mean something, several in one where a parameter takes several; else one that may do."""
        values = self._found.values(self._module, parameter)
        if not values and made_up and (value := self._made_up(parameter)) is not None:
            return [value]
        return [_joined(values[:3])] if parameter.multi and values else values

    def _kinds(self, base: Mapping[str, str]) -> Flow:
        """Try each value of what says which kind of answer is wanted, unless an example had it."""
        for parameter in self._module.parameters:
            values, wire = _values(parameter), self._wire(parameter)
            is_open = self._overlay.is_open(self._module.path, parameter.name)
            if parameter.required and _length(parameter) <= _KINDS and not is_open:
                shown = {one.get(wire) for one in self._examples}
                for value in values:
                    if value not in shown:
                        yield from self._call(f"{parameter.name} {value}", {**base, wire: value})

    def _fields(self, base: Mapping[str, str]) -> Flow:
        """Ask for all that a parameter can bring, and for each value alone."""
        for parameter in self._module.parameters:
            if _brings_fields(parameter):
                values, wire = _values(parameter), self._wire(parameter)
                yield from self._call(f"all of {parameter.name}", {**base, wire: "|".join(values)})
                for value in values:
                    yield from self._call(f"{parameter.name} {value}", {**base, wire: value})

    def _more(self, base: Mapping[str, str]) -> Flow:
        """Set all flags, take numbers as large as they may be, and try other values of what names something."""
        every = {self._wire(one): "|".join(_values(one)) for one in self._module.parameters if _brings_fields(one)}
        others = [one for one in self._module.parameters if not isinstance(one.type, list) and not one.deprecated]
        flags = {self._wire(one): "1" for one in others if one.type == "boolean"}
        most = {self._wire(one): str(one.max) for one in others if one.type == "integer" and one.max is not None}
        for name, more in (("flags", flags), ("most", most)):
            if more:
                yield from self._call(name, {**base, **every, **more})
        for parameter in [one for one in others if self._sendable(one)][:_MOST_OTHERS]:
            wire = self._wire(parameter)
            other = next((value for value in self._sendable(parameter) if value != base.get(wire)), None)
            if other is not None:
                yield from self._call(f"other {parameter.name}", {**base, **every, wire: other})


def _example(query: str, path: str, readable: Collection[str]) -> Mapping[str, str] | None:
    """Take an example that calls this module, and besides it nothing but what reads."""
    text = query if query.startswith("action=") else query.partition("?")[2]
    params = {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
    action = params.get("action", "")
    called, besides = {action}, set[str]()
    if action == "query":
        called, besides = _named(params, "list", "prop", "meta"), _named(params, "generator")
    if path not in called or not called | besides <= set(readable) or any("token" in name for name in params):
        return None
    return {name: value for name, value in params.items() if name not in ("format", "formatversion", "errorformat")}


def _named(params: Mapping[str, str], *selectors: str) -> set[str]:
    return {f"query+{name}" for one in selectors for name in params.get(one, "").split("|") if name}


def _kind_of_text(text: str) -> str:
    """Reduce a text to what kind it is: `Q0` of an id, `a` of a word."""
    return re.sub(r"[0-9]+", "0", re.sub(r"\w*[a-z]\w*", "a", text))


def _joined(values: Iterable[str]) -> str:
    """Send several values in one parameter."""
    several = list(values)
    return "|".join(several) if not any("|" in value for value in several) else "\x1f" + "\x1f".join(several)


def _brings_fields(parameter: ParameterInfo) -> bool:
    """Tell whether the values of a parameter may be names of what comes."""
    if not (parameter.multi and _length(parameter)):
        return False
    chosen = parameter.default not in (None, "") and _length(parameter) <= _FEW
    return chosen or parameter.name.endswith(("prop", "props"))


def _length(parameter: ParameterInfo) -> int:
    return len(parameter.type) if isinstance(parameter.type, list) else 0


def _values(parameter: ParameterInfo) -> list[str]:
    values = parameter.type if isinstance(parameter.type, list) else []
    left_out = {str(value) for value in (*parameter.internalvalues,)}
    return [str(value) for value in values if str(value) not in left_out][:_MOST_VALUES]
