"""Combined queries: lists, meta information and pages in one call."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ..errors import ContinuationError, ParameterError, shown
from ..model import Combined
from ..reading import Mismatches
from ..reply import cursor_of, loads
from ..request import ListRequest, MetaRequest, Pages, Params, Request, RequestData
from ..session import Context
from . import Flow
from .call import read_call, refuse, settle
from .walk import PageBatch

__all__ = ["combine"]

P = TypeVar("P")


def combine(
    context: Context, lists: Sequence[ListRequest[Any]], meta: Sequence[MetaRequest[Any]], pages: Pages[P] | None
) -> Flow[Combined[P]]:
    """Ask for all in one call, then follow the props of the pages, and nothing else, to their end."""
    nothing = [pages] if pages is not None and pages.selects_nothing() else []
    asked: list[Any] = [*lists, *meta, *([pages] if pages is not None and not nothing else [])]
    _refuse_twice(lists, meta)
    for request in asked:
        refuse(context.session, request)
    mismatches = Mismatches()
    results: dict[Request[Any], Any] = {request: request.read({}, mismatches) for request in nothing}
    if not asked:
        return Combined(results)
    first = yield from read_call(context, _params(lists, meta, asked))
    for request in meta:
        results[request] = request.read(_own(request, first, asked), mismatches)
    for request in lists:
        own = {**_own(request, first, asked), "continue": _cursor_of(request, first) or None}
        results[request] = request.read(own, mismatches)
    if pages is not None and not nothing:
        complete = yield from _with_props(context, pages, first)
        results[pages] = pages.read({**complete, "continue": _generator_cursor(pages, complete)}, mismatches)
    result: Combined[P] = Combined(results)
    settle(context.session, mismatches, result)
    return result


_OF_PAGES = frozenset({"pages", "badrevids", "normalized", "converted", "redirects", "interwiki"})


def _own(request: Request[Any], reply: Mapping[str, Any], asked: Sequence[RequestData]) -> Mapping[str, Any]:
    """Leave out what others brought: there are modules whose result is the whole `query`, or stands beside a list."""
    query = reply.get("query")
    if not isinstance(query, Mapping):
        return reply
    others = {(other.facts.result or ("query", other.facts.name))[1:2] for other in asked if other is not request}
    return {**reply, "query": {key: query[key] for key in query if (key,) not in others and key not in _OF_PAGES}}


def _refuse_twice(lists: Sequence[ListRequest[Any]], meta: Sequence[MetaRequest[Any]]) -> None:
    """Refuse two requests of one module: their parameters have the same names."""
    for name, requests in (("lists", lists), ("meta", meta)):
        paths = [request.facts.path for request in requests]
        for path in paths:
            if paths.count(path) > 1:
                raise ParameterError("query", name, f"has {path} twice")


def _params(
    lists: Sequence[ListRequest[Any]], meta: Sequence[MetaRequest[Any]], asked: Sequence[RequestData]
) -> Params:
    params: Params = {"action": "query"}
    for request in asked:
        params.update(request.encode())
    for kind, requests in (("list", lists), ("meta", meta)):
        for request in requests:
            selector = request.facts.selector or kind
            params[selector] = f"{params[selector]}|{request.facts.name}" if selector in params else request.facts.name
    return params


def _with_props(context: Context, pages: Pages[Any], reply: Mapping[str, Any]) -> Flow[Mapping[str, Any]]:
    """Follow the props alone: with lists in a reply, its `batchcomplete` says nothing of the pages."""
    params = pages.call()
    batch = PageBatch()
    batch.add(reply)
    seen: list[Mapping[str, Any]] = []
    while cursor := _prop_cursor(pages, reply):
        if cursor in seen:
            raise ContinuationError(f"query: the wiki's cursor repeats: {shown(str(cursor))}")
        seen.append(cursor)
        reply = yield from read_call(context, {**params, **cursor}, batch.reading(loads))
        batch.add(reply)
    return batch.reply(reply)


def _prop_cursor(pages: Pages[Any], reply: Mapping[str, Any]) -> dict[str, str]:
    """Give the keys of a cursor that belong to the props, and what goes with them; empty if there are none."""
    cursor = cursor_of(reply, "query")
    own = {key for key in cursor if any(prop.owns(key) for prop in pages.props or ())}
    generator = {key for key in cursor if key.startswith("g") and _generator_owns(pages, key[1:])}
    kept = own | generator | {"continue"}
    return {key: value for key, value in cursor.items() if key in kept} if own else {}


def _generator_owns(pages: Pages[Any], key: str) -> bool:
    generator = getattr(pages, "generator", None)
    return generator is not None and generator.owns(key)


def _generator_cursor(pages: Pages[Any], reply: Mapping[str, Any]) -> dict[str, Any] | None:
    cursor = _cursor(reply)
    return {key: value for key, value in cursor.items() if key[:1] == "g" and _generator_owns(pages, key[1:])} or None


def _cursor_of(request: ListRequest[Any], reply: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in _cursor(reply).items() if request.owns(key)}


def _cursor(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    cursor = reply.get("continue")
    return cursor if isinstance(cursor, Mapping) else {}
