"""What was seen of the types that several replies share, wherever they stand."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .answers import Answers
from .gates import Call
from .observed import Node, joined
from .overlay import Overlay, SharedEntry

__all__ = ["Pool", "pools"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What was seen of one shared type.

    Attributes:
        entry: what the overlay says of it.
        node: all of it, and of what extends it.
        calls: those that could show it.
        parameters: those that bring its fields.
        keys: its own, without those of what extends it.
        kinds: what was seen of each of its kinds that has fields, where it has kinds.
    """

    name: str
    entry: SharedEntry
    node: Node
    calls: Mapping[int, Call]
    parameters: list[str]
    keys: frozenset[str]
    kinds: Mapping[str, Node]

    def places_in(self, module: str) -> Iterator[str]:
        """List where the type stands in the reply of a module, or in another shared type."""
        return (path for owner, path in map(_split, self.entry.places) if owner == module)

    def is_whole(self, module: str, path: str) -> bool:
        """Tell whether all of it counts as asked for at a place."""
        return f"{module}:{path}" in self.entry.whole

    def class_of(self, kind: str) -> str:
        """Name the type of a kind: `MoveLogParams`."""
        return "".join(word.capitalize() for word in re.split(r"\W|_", kind)) + self.name


def pools(answers: Mapping[str, Answers], overlay: Overlay) -> dict[str, Pool]:
    """Give the shared types of which anything was seen, by name."""
    found = (_pool(name, entry, answers, overlay.shared) for name, entry in overlay.shared.items())
    return {pool.name: pool for pool in found if pool is not None}


def _pool(
    name: str, entry: SharedEntry, answers: Mapping[str, Answers], shared: Mapping[str, SharedEntry]
) -> Pool | None:
    own = [path for owner, path in map(_split, entry.places) if owner == name]
    places = [place for place in entry.places if _split(place)[0] != name]
    placed = [inner for node in _nodes(places, answers, shared) for inner in (node, *_inside(node, own))]
    based = list(_nodes([f"{base}:" for base in entry.bases], answers, shared))
    node = joined([*placed, *based])
    if node is None:
        return None
    keys = [set(one.keys) for one in placed or based]
    together = set.union(*keys) if placed else set.intersection(*keys)
    unseen = {path for path, one in entry.fields.items() if one.unseen and re.fullmatch(r"[\w-]+", path)}
    calls, parameters = _calls(entry, answers, shared)
    return Pool(
        name=name,
        entry=entry,
        node=node,
        calls=calls,
        parameters=parameters,
        keys=frozenset(unseen | {key for key in together if _is_among(key, entry.keys)}),
        kinds=_kinds(entry, answers),
    )


def _nodes(
    places: Collection[str], answers: Mapping[str, Answers], shared: Mapping[str, SharedEntry]
) -> Iterator[Node]:
    """Give what was seen at places: in replies, on pages that are not there too, and in other shared types."""
    for owner, path in map(_split, places):
        if owner in shared:
            others = [place for place in shared[owner].places if _split(place)[0] != owner]
            others += [f"{base}:" for base in shared[owner].bases]
            around = list(_nodes(others, answers, shared))
        else:
            around = [answers[owner].found, answers[owner].absent] if owner in answers else []
        found = (node.at(path) for node in around)
        yield from (node for node in found if node is not None and (node.kinds or not path) and node.keys)


def _is_among(key: str, patterns: Collection[str]) -> bool:
    return not patterns or any(fnmatchcase(key, pattern) for pattern in patterns)


def _inside(node: Node, paths: Collection[str]) -> Iterator[Node]:
    """Give what stands at paths in a node, and at the same ones in that, as deep as there is anything."""
    for path in paths:
        if (inner := node.at(path)) is not None:
            yield inner
            yield from _inside(inner, paths)


def _owners(entry: SharedEntry, shared: Mapping[str, SharedEntry]) -> Iterator[str]:
    """List the modules in whose replies a type stands, in another one or not."""
    yield from entry.bases
    for owner, _ in map(_split, entry.places):
        if owner not in shared:
            yield owner
        elif shared[owner] is not entry:
            yield from _owners(shared[owner], shared)


def _calls(
    entry: SharedEntry, answers: Mapping[str, Answers], shared: Mapping[str, SharedEntry]
) -> tuple[dict[int, Call], list[str]]:
    """Give the calls that could show a type, and what brings its fields. Where all of it comes, all is asked for."""
    whole = {module for module, _ in map(_split, entry.whole)}
    modules = dict.fromkeys(_owners(entry, shared))
    known = [(module, answers[module]) for module in modules if module in answers]
    calls = {number: call for module, one in known if module not in whole for number, call in one.calls.items()}
    everything = frozenset(condition for call in calls.values() for condition in call.conditions)
    for module, one in known:
        if module in whole:
            calls |= {number: call._replace(conditions=everything) for number, call in one.calls.items()}
    parameters = dict.fromkeys(name for module, one in known if module not in whole for name in one.parameters)
    return calls, list(parameters)


def _kinds(entry: SharedEntry, answers: Mapping[str, Answers]) -> dict[str, Node]:
    kinds: dict[str, Node] = {}
    for module, key in map(_split, entry.places if entry.by else ()):
        for kind, node in (answers[module].found.variants.get(key, {}) if module in answers else {}).items():
            kinds.setdefault(kind, Node()).join(node)
    return {kind: node for kind, node in sorted(kinds.items()) if node.keys}


def _split(place: str) -> tuple[str, str]:
    module, _, path = place.partition(":")
    return module, path
