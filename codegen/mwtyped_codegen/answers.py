"""Where in the observed replies each module's result stands, and what each call asked for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mwtyped.runtime.reply import OF_ANY_REPLY, beside

from .capture import Capture, ModuleInfo, ParameterInfo
from .gates import Call
from .observed import Node
from .overlay import Overlay
from .samples import takes_text

__all__ = ["BASE", "NOWHERE", "Answers", "modules_of", "observed"]

Json = dict[str, Any]

BASE = ("pageid", "ns", "title", "missing", "known", "invalid", "invalidreason", "special", "index")
"""What every page of a query may have, whatever its props: MediaWiki's own page set adds it."""

NOWHERE = ""
"""The place of a result that is the whole reply of an action, although something stands under the action's name."""

_LONGEST_LIST = 40
_ABSENT_PAGE = frozenset({"missing", "invalid", "special"})


@dataclass(slots=True)
class Answers:
    """What was observed of one module.

    Attributes:
        found: the objects that it answers: its result, its items, or what it adds to pages.
        absent: what it adds to pages that are not there.
        calls: those that were answered, by number.
        partial: calls whose pages had props to come.
        parameters: those that may bring fields.
        is_page: whether it is a prop.
        words: values of its enumerations: what a reply calls so has a fixed name.
    """

    found: Node = field(default_factory=Node)
    absent: Node = field(default_factory=Node)
    calls: dict[int, Call] = field(default_factory=dict)
    partial: set[int] = field(default_factory=set)
    parameters: list[str] = field(default_factory=list)
    is_page: bool = False
    words: frozenset[str] = frozenset()


def observed(
    observations: Iterable[Json], captures: Sequence[Capture], overlay: Overlay, *, alone: bool = False
) -> dict[str, Answers]:
    """Take replies apart, by module; those of `query` are the pages' own fields.

    What an action says beside its result belongs to it, unless they are to be seen `alone`.
    """
    sorts: dict[str, _Sorter] = {}
    infos = modules_of(captures)
    versions = {version: modules_of([capture]) for capture in captures for version in _versions(capture)}
    pages = _Sorter(infos["query"], overlay, pages=True) if "query" in infos else None
    answered = (one for one in sorted(observations, key=_order) if not _refused(one["reply"]))
    for number, one in enumerate(answered):
        path = one["module"]
        if path in infos and path != "query":
            if path not in sorts:
                sorts[path] = _Sorter(infos[path], overlay, alone=alone)
            sorts[path].add(number, one, versions.get(one["version"], infos).get(path))
        if pages is not None:
            pages.add(number, one)
    if pages is not None:
        sorts["query"] = pages
    return {path: sorter.answers for path, sorter in sorts.items()}


def modules_of(captures: Iterable[Capture]) -> dict[str, ModuleInfo]:
    """Give the modules of some wikis by path, as the first that has one describes it."""
    infos: dict[str, ModuleInfo] = {}
    for capture in captures:
        for module in capture.modules:
            infos.setdefault(module.path, module)
    return infos


def _versions(capture: Capture) -> tuple[str, str]:
    """Give a wiki's version, in full and short: `1.43.9`, `1.43`."""
    version = capture.generator.removeprefix("MediaWiki ")
    return version, ".".join(version.split(".")[:2])


def _order(one: Json) -> tuple[Any, ...]:
    return one["module"], one["probe"], [-int(part) for part in re.findall(r"[0-9]+", one["version"])[:2]], one["phase"]


def _refused(reply: Any) -> bool:
    return isinstance(reply, dict) and ("errors" in reply or "error" in reply)


class _Sorter:
    """Sorts what was observed of one module."""

    def __init__(self, info: ModuleInfo, overlay: Overlay, *, pages: bool = False, alone: bool = False) -> None:
        entry = overlay.module(info.path)
        self._info = info
        self._place = tuple(entry.result) or tuple(info.path.split("+"))
        self._is_placed = bool(entry.result)
        self._is_list = info.group == "list" or entry.kind == "list"
        self._is_base = pages
        self._beside = info.group == "action" and not alone
        self._by = {
            place.partition(":")[2]: one.by[info.path]
            for one in overlay.shared.values()
            for place in one.places
            if one.by and place.partition(":")[0] == info.path
        }
        is_page = (info.group == "prop" and not self._is_list) or pages
        self.answers = Answers(is_page=is_page and not pages)
        self._is_page = is_page
        self.answers.parameters = [*_props(info), *entry.brings]
        self.answers.words = _words(info)

    def add(self, number: int, one: Json, info: ModuleInfo | None = None) -> None:
        """Add a reply; `info` describes the module on the wiki that gave it."""
        reply, answers = one["reply"], self.answers
        together = one["params"].get("prop", self._info.name) != self._info.name
        if not isinstance(reply, dict) or (self._is_page and not self._is_base and together):
            return
        asked, words = self._conditions(one["params"], info or self._info), self._words(one["params"])
        call = Call(number, one["probe"], one["version"], asked, self._info.path, words)
        answers.calls[number] = call
        if self._is_page:
            if "batchcomplete" not in reply:
                answers.partial.add(number)
            self._add_pages(reply, call)
        elif self._is_list:
            for row in self._rows(self._found(reply)):
                answers.found.add(row, call, self._by)
        else:
            found = self._found(reply)
            if found == []:
                found = {}  # how PHP writes an empty map
            if not isinstance(found, dict):
                found = reply.get("query", {}) if self._info.path.startswith("query+") else reply
            if isinstance(found, dict):
                if found is reply:
                    found = {key: value for key, value in found.items() if key not in OF_ANY_REPLY}
                elif self._beside:
                    found = {**beside(reply, *self._place), **found}
                answers.found.add(found, call, self._by)

    def _add_pages(self, reply: Json, call: Call) -> None:
        query = reply.get("query")
        found = query.get("pages") if isinstance(query, dict) else None
        for page in [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []:
            row = {key: value for key, value in page.items() if (key in BASE) == self._is_base}
            absent = not _ABSENT_PAGE.isdisjoint(page) and not self._is_base
            (self.answers.absent if absent else self.answers.found).add(row, call)

    def _rows(self, found: Any) -> list[Json]:
        """Give the items of a list; of a module that is known to answer an object, that one."""
        rows = found if isinstance(found, list) else [found] if self._is_placed and found else []
        return [row or {} for row in rows if isinstance(row, dict) or row == []]

    def _found(self, reply: Json) -> Any:
        found: Any = reply
        for key in self._place:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def _conditions(self, params: Mapping[str, str], info: ModuleInfo) -> frozenset[str]:
        """Give what a call asks for that the wiki knows: values of parameters that list some, and what is sent."""
        result = set[str]()
        for parameter in info.parameters:
            sent = params.get(info.prefix + parameter.name)
            if sent is not None:
                result.add(parameter.name)
            if isinstance(parameter.type, list):
                known = set(map(str, parameter.type))
                result |= {f"{parameter.name}={value}" for value in _values(parameter, sent) if value in known}
        return frozenset(result)

    def _words(self, params: Mapping[str, str]) -> frozenset[str]:
        """Give the words of the texts that a call sends: it may have named what it is answered."""
        sent = (params.get(self._info.prefix + one.name, "") for one in self._info.parameters if takes_text(one))
        return frozenset(word for text in sent for word in re.findall(r"\w+", text))


def _props(info: ModuleInfo) -> list[str]:
    """List the parameters whose values are names of what a reply may have."""
    return [one.name for one in info.parameters if one.multi and isinstance(one.type, list) and _names_fields(one.name)]


def _words(info: ModuleInfo) -> frozenset[str]:
    """Give the values of a module's enumerations, but for long ones: these list what a wiki has."""
    lists = [one.type for one in info.parameters if isinstance(one.type, list) and len(one.type) <= _LONGEST_LIST]
    return frozenset(str(value) for values in lists for value in values)


def _names_fields(name: str) -> bool:
    return name.endswith("prop")


def _values(parameter: ParameterInfo, sent: str | None) -> list[str]:
    if sent is None:
        given = parameter.default
        if given in (None, "", False):
            return []
        return [str(value) for value in given] if isinstance(given, list) else str(given).split("|")
    if parameter.multi and parameter.allspecifier is not None and sent == parameter.allspecifier:
        return [str(value) for value in parameter.type] if isinstance(parameter.type, list) else []
    return sent.split("\x1f" if sent.startswith("\x1f") else "|") if parameter.multi else [sent]
