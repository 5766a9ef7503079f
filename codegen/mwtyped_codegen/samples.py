"""What there is on a wiki to ask about: to make up values of parameters that mean something there."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import naming
from .capture import ModuleInfo, ParameterInfo

__all__ = ["Read", "Sample", "sample", "takes_text"]

Read = Callable[[Mapping[str, str]], Any]
"""One call that reads: wire parameters in, the decoded reply out, whatever JSON it is."""

_OF_EACH = 5
_NAMESPACES = 6
"""Of the wiki's own namespaces, so many are looked into."""

_OWN_NAMESPACE = 100
_DEEPEST = 8
_LONGEST = 100

_DIGITS = "0123456789"
_ID = re.compile(r"[A-Z]{1,2}[0-9]+")
"""What pages of data are called: `Q42`."""


def takes_text(parameter: ParameterInfo) -> bool:
    """Tell whether a parameter takes any text."""
    return parameter.type in (None, "string", "text", "title", "user")


@dataclass(slots=True)
class Sample:
    """What there is on a wiki to ask about: texts for parameters that name something.

    Attributes:
        own: titles in the wiki's own namespaces, by the namespace in lower case.
        seen: by the extension that answered, and by the key under which they stood: texts of its replies.
    """

    titles: tuple[str, ...] = ()
    pageids: tuple[str, ...] = ()
    revids: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seen: dict[str, dict[str, dict[str, None]]] = field(default_factory=dict)

    @property
    def pages(self) -> list[str]:
        """Titles: one of each kind first, for some modules take only one kind."""
        first = (*self.titles[:1], *self.categories[:1], *self.files[:1])
        return list(dict.fromkeys((*first, *self.titles)))

    @property
    def ids(self) -> list[str]:
        """Ids of what the wiki has pages of data about: the first one of each kind, then more."""
        kinds = list(self._kinds().values())
        return [*(found[0] for found in kinds), *(name for found in kinds for name in found[1:])]

    def _kinds(self) -> dict[str, list[str]]:
        """Give the ids by their letters, the lowest first: what was made early has the most to show."""
        titles = (*self.titles, *(title for some in self.own.values() for title in some))
        names = {name for name in map(_without_namespace, titles) if _ID.fullmatch(name)}
        kinds: dict[str, list[str]] = {}
        for name in sorted(names, key=lambda name: (name.rstrip(_DIGITS), len(name), name)):
            kinds.setdefault(name.rstrip(_DIGITS), []).append(name)
        return kinds

    def with_own_ids(self, text: str) -> str:
        """Put ids that this wiki has in the place of those in an example."""
        kinds = self._kinds()
        made: dict[str, str] = {}

        def own(found: re.Match[str]) -> str:
            name, letters = found[0], found[0].rstrip(_DIGITS)
            known = kinds.get(letters, [])
            if known and name not in made:
                made[name] = known[sum(one.rstrip(_DIGITS) == letters for one in made) % len(known)]
            return made.get(name, name)

        return re.sub(rf"\b{_ID.pattern}\b", own, text)

    def note(self, module: ModuleInfo, reply: Any) -> None:
        """Remember what a module answered: its extension's other modules may take it."""
        seen = self.seen.setdefault(module.source, {})
        for key, text in _texts(reply, "", 0):
            of_key = seen.setdefault(_word(key), {})
            if len(of_key) < _OF_EACH and 0 < len(text) <= _LONGEST:
                of_key[text] = None

    def noted(self, module: ModuleInfo) -> int:
        """Say how many texts the modules of an extension answered so far."""
        return sum(map(len, self.seen.get(module.source, {}).values()))

    def answered(self, module: ModuleInfo, parameter: ParameterInfo) -> list[str]:
        """List what the modules of the same extension answered under the name of a parameter that takes any text."""
        if not takes_text(parameter):
            return []
        wanted = _word(parameter.name)
        seen = self.seen.get(module.source, {})
        keys = [wanted, *(key for key in seen if key != wanted and (_ends(key, wanted) or _ends(wanted, key)))]
        return list(dict.fromkeys(text for key in keys for text in seen.get(key, ())))

    def named(self, parameter: ParameterInfo) -> list[str]:
        """List what is on the wiki of what a parameter is called after."""
        ids = next((list(of(self)) for pattern, of in _NUMBERS if pattern.search(parameter.name)), [])
        if ids or not takes_text(parameter):
            return ids
        typed = {"user": self.users, "title": self.titles}.get(str(parameter.type), ())
        found = next((of(self) for pattern, of in _NAMES if pattern.search(parameter.name)), typed)
        own = map(_without_namespace, self.own.get(parameter.name.lower(), ()))
        return list(dict.fromkeys((*own, *found)))

    def values(self, module: ModuleInfo, parameter: ParameterInfo) -> list[str]:
        """List values for a parameter that mean something on this wiki; the best come first."""
        named, answered = self.named(parameter), self.answered(module, parameter)
        # Any page will not do: one of which the extension told has what its other modules show.
        first = answered[:1] if named == self.pages else []
        return list(dict.fromkeys((*first, *named, *answered)))


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[Sample], Sequence[str]]], ...] = (
    (re.compile(r"pageids?$|^(from|to)id$"), lambda found: found.pageids),
    (re.compile(r"rev(ision)?s?$|(rev|old)ids?$"), lambda found: found.revids),
)
_NAMES: tuple[tuple[re.Pattern[str], Callable[[Sample], Sequence[str]]], ...] = (
    (re.compile(r"user(name)?s?$"), lambda found: found.users),
    (re.compile(r"categor"), lambda found: found.categories),
    (re.compile(r"(file|image)(name)?s?$"), lambda found: found.files or found.titles),
    (re.compile(r"(title|page|subject)s?$"), lambda found: found.pages),
    (re.compile(r"search$"), lambda found: _sought(found)),
    (re.compile(r"ids?$|entit(y|ies)$"), lambda found: found.ids),
)


def _sought(found: Sample) -> list[str]:
    """Give what a search may find: an id, a word of a title, and letters with which many words begin."""
    words = [word for title in found.titles for word in re.findall(r"\w{3,}", _without_namespace(title))]
    return [*found.ids[:1], *words[:1], "a", "e"]


def _without_namespace(title: str) -> str:
    return title.partition(":")[2] or title


def sample(call: Read) -> Sample:
    """Look what there is on a wiki, in a few calls."""
    recent = {"list": "recentchanges", "rcprop": "title|ids|user", "rclimit": "50"}
    reply = call({"action": "query", "meta": "siteinfo", "siprop": "namespaces", **recent})
    own = _own_namespaces(reply)
    pages = {number: _pages(call, number) for number in ("0", "6", "14", *own.values())}
    changes = _rows(reply, "recentchanges")
    titles = [row["title"] for row in (*changes, *pages["0"]) if row.get("title")]
    return Sample(
        titles=_few(titles) or ("Main Page",),
        pageids=_few(row["pageid"] for row in (*changes, *pages["0"]) if row.get("pageid")),
        revids=_few(row["revid"] for row in changes if row.get("revid")),
        users=_few(row["user"] for row in changes if row.get("user")),
        files=_few(row["title"] for row in pages["6"]),
        categories=_few(row["title"] for row in pages["14"]),
        own={name: _few(row["title"] for row in pages[number]) for name, number in own.items()},
    )


def _own_namespaces(reply: Any) -> dict[str, str]:
    """Give the numbers of the namespaces that the wiki has besides MediaWiki's own, by their names."""
    query = reply.get("query") if isinstance(reply, Mapping) else None
    found = query.get("namespaces") if isinstance(query, Mapping) else None
    spaces = [one for one in found.values() if isinstance(one, Mapping)] if isinstance(found, Mapping) else []
    own = [one for one in spaces if _is_own(one.get("id"))]
    return {str(one.get("canonical") or one.get("name")).lower(): str(one["id"]) for one in own[:_NAMESPACES]}


def _is_own(number: Any) -> bool:
    """Tell whether a namespace has pages of its own kind: odd ones have the talk about them."""
    return isinstance(number, int) and number >= _OWN_NAMESPACE and number % 2 == 0


def _pages(call: Read, namespace: str) -> list[Mapping[str, Any]]:
    reply = call({"action": "query", "list": "allpages", "apnamespace": namespace, "aplimit": "10"})
    return [row for row in _rows(reply, "allpages") if row.get("title")]


def _rows(reply: Any, module: str) -> list[Mapping[str, Any]]:
    query = reply.get("query") if isinstance(reply, Mapping) else None
    rows = query.get(module) if isinstance(query, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _few(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values))[:10]


def _texts(value: Any, key: str, depth: int) -> Iterator[tuple[str, str]]:
    """Give the texts and numbers in a reply, each with the key under which it stands; keys of maps are such too."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        yield from _of_object(value, key, depth)
    elif isinstance(value, list):
        for inner in value[:_OF_EACH]:
            yield from _texts(inner, key, depth + 1)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield key, str(value)


def _of_object(value: Mapping[str, Any], key: str, depth: int) -> Iterator[tuple[str, str]]:
    if {"lat", "lon"} <= value.keys():
        for name in ("coord", "point"):
            yield name, f"{value['lat']}|{value['lon']}"
    if value and all(isinstance(inner, Mapping | list) for inner in value.values()):
        yield from ((key, name) for name in value)
    for name, inner in value.items():
        yield from _texts(inner, name, depth + 1)


def _word(name: str) -> str:
    return naming.singular(re.sub(r"[\W_]", "", name.lower()))


def _ends(longer: str, shorter: str) -> bool:
    """Tell whether a name is another with something before it: `maintable`, `table`."""
    return len(shorter) > 3 and longer.endswith(shorter)
