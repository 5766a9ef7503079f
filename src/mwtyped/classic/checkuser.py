"""The log of the extension CheckUser: few bindings have it, and its list stands one level deeper than others."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from ..runtime.facts import Facts
from ..runtime.fields import Timestamp
from ..runtime.model import Item
from ..runtime.request import ListRequest
from ..runtime.session import Context
from .values import built, given

__all__ = ["check_user_log"]


class CheckUserLog(ListRequest[Item]):
    """Who looked up whom."""

    facts: ClassVar[Facts] = Facts(
        path="query+checkuserlog",
        prefix="cul",
        cursors=("continue",),
        result=("query", "checkuserlog", "entries"),
    )

    user: str | None = None
    target: str | None = None
    limit: int | Literal["max"] = "max"
    dir: Literal["newer", "older"] | None = None
    start: Timestamp | None = None
    end: Timestamp | None = None


def check_user_log(context: Context, arguments: Mapping[str, object]) -> CheckUserLog:
    """Make the request."""
    return built(CheckUserLog, given(CheckUserLog, arguments, context.session.namespaces))
