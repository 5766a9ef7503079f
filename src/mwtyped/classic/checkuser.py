"""The log of the extension CheckUser, which few bindings have: its list stands one level deeper than others."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from ..runtime.facts import Facts
from ..runtime.fields import Timestamp
from ..runtime.model import Item
from ..runtime.request import ListRequest
from ..runtime.session import Context
from .values import built, given, known_request

__all__ = ["check_user_log"]

_PATH = "query+checkuserlog"


class CheckUserLog(ListRequest[Item]):
    """Who looked up whom."""

    facts: ClassVar[Facts] = Facts(
        path=_PATH,
        prefix="cul",
        names={"from_": "from"},
        cursors=("continue",),
        result=("query", "checkuserlog", "entries"),
    )

    user: str | None = None
    target: str | None = None
    limit: int | Literal["max"] = "max"
    dir: Literal["newer", "older"] | None = None
    start: Timestamp | None = None
    end: Timestamp | None = None


def check_user_log(context: Context, arguments: Mapping[str, object]) -> ListRequest[Any]:
    """Make the request: of the binding's own class, if it has one."""
    found = known_request(context.session.binding, _PATH)
    cls = found if found is not None and issubclass(found, ListRequest) else CheckUserLog
    return built(cls, given(cls, arguments, context.session.namespaces))
