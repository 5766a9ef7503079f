"""Whether the keys of an object are data, or names that its software fixed."""

import re
from collections.abc import Collection, Mapping

from .observed import Node

__all__ = ["is_map"]

_FIXED_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_:-]*")
_ID = re.compile(r"[A-Z]{1,2}[0-9]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
_MANY_KEYS = 40
_SEVERAL = 4


def is_map(node: Node, words: Collection[str] = ()) -> bool:
    """Tell whether the keys of an object look like data.

    Args:
        node: all such objects.
        words: values of the module's enumerations: what is called so has a fixed name.
    """
    keys = list(node.keys)
    if all(key.lstrip("-").isdecimal() for key in keys) or not all(_FIXED_KEY.fullmatch(key) for key in keys):
        return True
    if len(keys) > _MANY_KEYS:
        return len({tuple(sorted(inner.kinds)) for inner in node.keys.values()}) == 1
    if _are_ids(keys) or _are_all(node, node.repeated) or _are_all(node, node.named):
        return True
    return not set(keys) <= set(words) and (_never_alike(node) or _are_records(node))


def _are_ids(keys: Collection[str]) -> bool:
    """Tell whether keys are ids of things or codes of languages."""
    return all(map(_ID.fullmatch, keys)) or ("en" in keys and all(map(_LANGUAGE.fullmatch, keys)))


def _are_all(node: Node, counts: Mapping[str, int]) -> bool:
    """Tell whether all keys, wherever they were, are such as are counted.

    What stands under each says it again, as in `{"Q1": {"id": "Q1"}}`; or each was named by who asked.
    """
    return all(counts.get(key, 0) == sum(seen.values()) for key, seen in node.seen.items())


def _never_alike(node: Node) -> bool:
    """Tell whether objects had either the same keys or none in common, but each time the same under their keys."""
    sets = [keys for keys in node.together if keys]
    apart = sum(map(len, sets)) == len(frozenset[str]().union(*sets))
    return len(sets) > 1 and apart and len(node.keys) > len(sets) and bool(_common(node))


def _are_records(node: Node) -> bool:
    """Tell whether there are objects of exactly the same fields under several keys."""
    inner = list(node.keys.values())
    return len(inner) >= _SEVERAL and len(_common(node)) > 1 and len({frozenset(one.keys) for one in inner}) == 1


def _common(node: Node) -> set[str]:
    """Give the fields that the objects under all keys have."""
    inner = list(node.keys.values())
    if any(set(one.kinds) != {"object"} for one in inner):
        return set()
    return set.intersection(*(set(one.keys) for one in inner))
