"""What observation says of modules that no overlay knows: where results stand, what brings their fields, their view."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from .answers import NOWHERE, Answers, observed
from .capture import Capture, ModuleInfo, ParameterInfo
from .gates import Call
from .maps import is_map
from .observed import Node, joined
from .overlay import ModuleEntry, Overlay

__all__ = ["said_of"]

Json = dict[str, Any]

_REASON = "Observed."


def said_of(observations: Iterable[Json], wiki: Capture, overlay: Overlay, paths: Collection[str]) -> Overlay:
    """Give what an overlay would say of some modules of a wiki, as far as their answers tell.

    A result whose keys are data is taken with what stands around it, so that it is a field of an object; the rows of a
    list are looked for where there is only one list, else the list's items are what each reply has.
    """
    seen = list(observations)
    infos = {module.path: module for module in wiki.modules}
    found = observed(seen, [wiki], overlay, alone=True)
    places = {path: _place(infos[path], found[path], _replies(seen, infos[path])) for path in paths if path in found}
    known = Overlay(
        modules={
            path: ModuleEntry(result=place, reason=_REASON)
            for path, place in places.items()
            if place and not overlay.module(path).result
        }
    )
    found = observed(seen, [wiki], overlay.under(known))
    brings = {path: _brings(infos[path], found[path]) for path in paths if path in found}
    views = {path: _view(infos[path], found[path], known, seen) for path in paths if path in found}
    return known.under(
        Overlay(
            modules={
                path: ModuleEntry(brings=[*overlay.module(path).brings, *names], reason=_REASON)
                for path, names in brings.items()
                if names
            }
        )
    ).under(Overlay(modules={path: ModuleEntry(view=view, reason=_REASON) for path, view in views.items() if view}))


def _replies(observations: Iterable[Json], info: ModuleInfo) -> list[Json]:
    """Give the answers of a module to calls in which no other took part."""
    found = (one["reply"] for one in observations if one["module"] == info.path and _is_alone(one["params"], info))
    return [reply for reply in found if isinstance(reply, dict) and "error" not in reply and "errors" not in reply]


def _is_alone(params: Mapping[str, str], info: ModuleInfo) -> bool:
    selected = "|".join(params[kind] for kind in ("list", "prop", "meta", "generator") if kind in params)
    return "+" not in info.path or selected == info.name


def _place(info: ModuleInfo, answers: Answers, replies: list[Json]) -> list[str]:
    """Say where a module's result stands; empty where it is under its own name, or nothing can be told."""
    own = info.path.split("+")
    if info.group == "prop":
        return []
    if info.group == "list":
        return _place_of_rows(own, replies, answers.words)
    if not any(isinstance(_inside(reply, own), dict) for reply in replies):
        return []
    if not (answers.found.keys and is_map(answers.found, answers.words)):
        return []
    return own[:-1] or [NOWHERE]


def _place_of_rows(own: list[str], replies: list[Json], words: Collection[str]) -> list[str]:
    """Say where the rows of a list stand; if there is no list, where the object stands that it answers instead."""
    found = [_inside(reply, own) for reply in replies]
    if any(isinstance(one, list) and one for one in found):
        return []
    for above in (own, own[:-1]):
        objects = [one for reply in replies if isinstance(one := _inside(reply, above), dict)]
        filled = {key for one in objects for key, value in one.items() if value not in ({}, [])}
        lists = [key for key in sorted(filled) if all(_is_rows(one.get(key)) for one in objects)]
        if len(lists) == 1:
            return [*above, *lists]
        if filled and not _is_keyed(objects, words):
            return above
    return []


def _is_keyed(objects: Iterable[Json], words: Collection[str]) -> bool:
    """Tell whether the keys of objects are data."""
    node = Node()
    for number, one in enumerate(objects):
        node.add(one, Call(number, "", "", frozenset()))
    return is_map(node, words)


def _is_rows(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(row, dict) for row in value))


def _brings(info: ModuleInfo, answers: Answers) -> list[str]:
    """List the parameters whose values are names of fields, though they are not called so."""
    names = {key for node in (answers.found, answers.absent) for key in _fields(node, answers.words)}
    others = (one for one in info.parameters if one.multi and one.name not in answers.parameters)
    return [one.name for one in others if _are_names(one, names)]


def _are_names(parameter: ParameterInfo, names: Collection[str]) -> bool:
    """Tell whether half of the values of a parameter are names."""
    values = [str(value) for value in parameter.type] if isinstance(parameter.type, list) else []
    return bool(values) and 2 * sum(value in names for value in values) >= len(values)


def _fields(node: Node, words: Collection[str]) -> Iterator[str]:
    """List the names of fields in a node, those of what is in it among them; keys that are data are none."""
    if not is_map(node, words):
        yield from node.keys
    for inner in (*node.keys.values(), *((node.items,) if node.items is not None else ())):
        yield from _fields(inner, words)


def _view(info: ModuleInfo, answers: Answers, known: Overlay, observations: Iterable[Json]) -> dict[str, str]:
    """Say where a text called `content` is called so in format version 1 too, as far as that was asked for."""
    place = known.module(info.path).result or (["query", "pages"] if info.group == "prop" else info.path.split("+"))
    replies = [_inside(one["plain"], place) for one in observations if one["module"] == info.path and "plain" in one]
    results = [row for one in replies for row in _items(one)] if info.group in ("list", "prop") else replies
    return dict.fromkeys(_contents(answers.found, results, answers.words), "plain")


def _contents(node: Node, plain: Iterable[Any], words: Collection[str], path: str = "") -> Iterator[str]:
    """List the paths of texts in a node that are called `content` in the replies of format version 1 too."""
    found = list(plain)
    inner = {"*": joined(node.keys.values())} if is_map(node, words) else node.keys
    for key, below in inner.items():
        where = f"{path}.{key}" if path else key
        values = [one[name] for one in found if isinstance(one, Mapping) for name in one if key in ("*", name)]
        if key == "content" and any(isinstance(value, str) for value in values):
            yield where
        if below is not None:
            yield from _contents(below, values, words, where)
    if node.items is not None:
        yield from _contents(node.items, (row for one in found for row in _items(one)), words, f"{path}[]")


def _items(value: Any) -> Iterable[Any]:
    """Give what is in a list, which in format version 1 may be a map."""
    return value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()


def _inside(reply: Any, place: Iterable[str]) -> Any:
    for key in place:
        reply = reply.get(key) if isinstance(reply, Mapping) else None
    return reply
