"""Combined queries: lists, meta information and pages in one call."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import ContinuationError
from ..model import Combined
from ..request import ListRequest, MetaRequest, Pages, Params, Request
from ..session import Context
from . import Flow
from .call import read_call
from .walk import merge, ordered

__all__ = ["combine"]


def combine(
    context: Context, lists: Sequence[ListRequest[Any]], meta: Sequence[MetaRequest[Any]], pages: Pages[Any] | None
) -> Flow[Combined]:
    """Ask for all in one call, then follow the props of the pages, and nothing else, to their end."""
    first = yield from read_call(context, _params(lists, meta, pages))
    found: dict[object, dict[str, Any]] = {}
    merge(found, first)
    if pages is not None:
        yield from _rest_of_props(context, pages, first, found)
    results: dict[Request[Any], Any] = {request: request.read(first) for request in meta}
    for request in lists:
        batch = request.read({**first, "continue": _cursor_of(request, first) or None})
        results[request] = batch
    if pages is not None:
        results[pages] = pages.read({"query": {"pages": ordered(found)}, "continue": _generator_cursor(pages, first)})
    return Combined(results)


def _params(lists: Sequence[ListRequest[Any]], meta: Sequence[MetaRequest[Any]], pages: Pages[Any] | None) -> Params:
    params: Params = {"action": "query"}
    if lists:
        params["list"] = "|".join(request.facts.name for request in lists)
    if meta:
        params["meta"] = "|".join(request.facts.name for request in meta)
    for request in (*lists, *meta, *([pages] if pages is not None else [])):
        params.update(request.encode())
    return params


def _rest_of_props(
    context: Context, pages: Pages[Any], reply: Mapping[str, Any], found: dict[object, dict[str, Any]]
) -> Flow[None]:
    """Follow the props alone: with lists in a reply, its `batchcomplete` says nothing of the pages."""
    params = pages.call()
    seen: list[Mapping[str, Any]] = []
    while cursor := _prop_cursor(pages, reply):
        if cursor in seen:
            raise ContinuationError(f"query: the wiki's cursor repeats: {cursor!r}")
        seen.append(cursor)
        reply = yield from read_call(context, {**params, **cursor})
        merge(found, reply)


def _prop_cursor(pages: Pages[Any], reply: Mapping[str, Any]) -> dict[str, str]:
    """Give the keys of a cursor that belong to the props, and what goes with them; empty if there are none."""
    cursor = reply.get("continue") or {}
    own = {key for key in cursor if any(prop.owns(key) for prop in pages.props or ())}
    generator = {key for key in cursor if key.startswith("g") and _generator_owns(pages, key[1:])}
    kept = own | generator | {"continue"}
    return {key: str(value) for key, value in cursor.items() if key in kept} if own else {}


def _generator_owns(pages: Pages[Any], key: str) -> bool:
    generator = getattr(pages, "generator", None)
    return generator is not None and generator.owns(key)


def _generator_cursor(pages: Pages[Any], reply: Mapping[str, Any]) -> dict[str, Any] | None:
    cursor = reply.get("continue") or {}
    return {key: value for key, value in cursor.items() if key[:1] == "g" and _generator_owns(pages, key[1:])} or None


def _cursor_of(request: ListRequest[Any], reply: Mapping[str, Any]) -> dict[str, Any]:
    cursor = reply.get("continue") or {}
    return {key: value for key, value in cursor.items() if request.owns(key)}
