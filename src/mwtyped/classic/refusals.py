"""What the wiki refuses, as the errors that the reference has for it."""

from ..runtime.errors import (
    APIError,
    InsufficientPermission,
    InvalidPageTitle,
    PageDeleted,
    ProtectedPageError,
    UserBlocked,
    shown,
)

__all__ = ["of_change", "of_edit"]

_PROTECTED = frozenset(
    {
        "cantcreate",
        "cantcreate-anon",
        "cascadeprotected",
        "customcssjsprotected",
        "customcssprotected",
        "customjsonprotected",
        "customjsprotected",
        "noedit",
        "noedit-anon",
        "noimageredirect",
        "noimageredirect-anon",
        "protectednamespace",
        "protectednamespace-interface",
        "protectedpage",
        "protectedtitle",
    }
)
"""Codes of edits that this account may not make."""

_DENIED = frozenset({"cantmove", "cantmove-anon", "cantmovefile", "permissiondenied", *_PROTECTED})
"""Codes of moves and deletions that this account may not make."""

_BLOCKED = frozenset({"blocked", "autoblocked"})


def of_edit(page: object, asked: str | int, error: APIError, *, was_there: bool) -> Exception:
    """Give the error of an edit that was refused; `was_there` is what it was made from, as the request says."""
    if was_there and error.code == "missingtitle":
        return PageDeleted("pagedeleted", error.info, error.kwargs)
    other = _of_page(page, asked, error)
    return ProtectedPageError(page, error.code, error.info) if other is error and error.code in _PROTECTED else other


def of_change(page: object, asked: str | int, error: APIError) -> Exception:
    """Give the error of a move or a deletion that was refused."""
    other = _of_page(page, asked, error)
    return InsufficientPermission(page, error.code, error.info) if other is error and error.code in _DENIED else other


def _of_page(page: object, asked: str | int, error: APIError) -> Exception:
    """Tell what is wrong with the account or the title, whatever else is: of several errors a block may come last."""
    entries = (error.kwargs or {}).get("errors") or [{"code": error.code}]
    if any(entry.get("code") in _BLOCKED for entry in entries):
        return UserBlocked(page, error.code, error.info)
    if error.code == "invalidtitle" and str(asked) in error.info:  # else it is the one to move to
        return InvalidPageTitle(f"{shown(error.info)} ({shown(repr(asked))})")
    return error
