"""Semantic MediaWiki's queries. They continue by an offset of their own, and their errors have a form of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..runtime.errors import APIError, ContinuationError
from ..runtime.flows import Flow
from ..runtime.flows.call import raw_call
from ..runtime.reply import as_object, inside
from ..runtime.session import Context
from .values import unknown_module

__all__ = ["ask"]

_Answers = Sequence[Mapping[str, Any]]


def ask(context: Context, query: str, offset: int, title: str | None) -> Flow[tuple[_Answers, int | None]]:
    """Ask for the answers from an offset on; give them, and the next offset; None at the end.

    Raises:
        UnknownModule: the wiki does not have the extension.
        APIError: the query is none.
    """
    params = {"action": "ask", "query": f"{query}|offset={offset}"}
    try:
        reply = yield from raw_call(context, params if title is None else {**params, "title": title}, post=False)
    except APIError as error:
        if error.code in ("badvalue", "unknown_action"):
            raise unknown_module("ask") from error
        problem = inside(error.kwargs, "error", "query")
        if problem is None:
            raise
        reasons = problem if isinstance(problem, list) else [problem]
        raise APIError("ask", "; ".join(map(str, reasons)), error.kwargs) from error
    following = as_object(reply).get("query-continue-offset")
    if following is not None and int(following) <= offset:
        raise ContinuationError(f"ask: the wiki's offset goes from {offset} to {int(following)}")
    return _answers(inside(reply, "query", "results")), None if following is None else int(following)


def _answers(results: Any) -> _Answers:
    """Give the answers: a map by title, since Semantic MediaWiki 2.3, or a list of such maps."""
    found = list(results.values()) if isinstance(results, dict) else results
    return [answer for answer in found if isinstance(answer, dict)] if isinstance(found, list) else []
