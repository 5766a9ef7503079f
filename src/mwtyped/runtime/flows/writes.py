"""The table of signs: how it is found out, of each module that writes, whether a write whose answer was lost was done.

A module that is not here, as any extension's, is never sent again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..errors import APIError, MwClientError
from ..reply import inside
from ..request import Params, wire_value
from ..session import Context
from ..uploads import Source
from . import Flow, Now, Read
from .call import call
from .retry import Write

__all__ = ["SAME_TWICE", "SIGNS", "Sign", "write_of"]

Entry = Mapping[str, Any]

SAME_TWICE = frozenset(
    {"clearhasmsg", "discussiontoolssubscribe", "echomarkread", "echomute", "options", "patrol", "purge"}
    | {"setnotificationtimestamp", "stashedit", "tag", "watch"}
)
"""Modules that set a state and leave no trace of a second time: sent again, and one that comes late does no harm."""


_DONE_ALREADY = frozenset(
    {"articleexists", "missingtitle", "cantundelete", "alreadyblocked", "cantunblock", "nochanges"}
    | {"pagelang-unchanged-language"}
)
"""Codes with which the wiki refuses the second of two writes: the first may be ours, or somebody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a write leaves in the wiki's log.

    Attributes:
        log: the type of the log.
        actions: the log's actions.
        answer: what the wiki answers, as far as the parameters and the entry tell.
        title: the parameter that says what the entry is about; empty if none does.
        number: the parameter that says the same by a page's number; empty if none does.
        space: what stands before the title in the log.
        fits: whether an entry is what these parameters do, where its action and title do not tell.
        again: whether a second one is refused or changes nothing, so that it can be sent where there is no entry.
        gone: whether there is no such page once it was done; None if that does not tell.
    """

    log: str
    actions: frozenset[str]
    answer: Callable[[Params, Entry], dict[str, Any]]
    title: str = "title"
    number: str = "pageid"
    space: str = ""
    fits: Callable[[Params, Entry], bool] = lambda params, entry: True
    again: Callable[[Params], bool] = lambda params: True
    gone: bool | None = None


_ENDLESS = frozenset({"infinite", "infinity", "indefinite", "never"})


def _values(params: Params, name: str) -> set[str]:
    return set(filter(None, re.split(r"[|\x1f]", str(params.get(name, "")))))


def _lasts(params: Params) -> bool:
    """Tell whether each expiry is a moment, or none: "1 week" is another moment the second time."""
    return all(part in _ENDLESS or re.match(r"\d{4}-\d\d-\d\d|\d{14}$", part) for part in _values(params, "expiry"))


def _blocks_once(params: Params) -> bool:
    return "newblock" not in params and ("reblock" not in params or _lasts(params))


def _blocks(params: Params, entry: Entry) -> bool:
    lasts = {str(params.get("expiry", "never")), str(inside(entry, "params", "duration"))}
    return len(lasts) == 1 or lasts <= _ENDLESS


def _goes_there(params: Params, entry: Entry) -> bool:
    return str(inside(entry, "params", "target_title")) in _spellings(str(params.get("to")))


def _spellings(title: str) -> tuple[str, str]:
    """Give the forms in which a wiki may write a title: some begin each with a capital."""
    wanted = re.sub(r"[ _]+", " ", title).strip()
    return wanted, wanted[:1].upper() + wanted[1:]


def _protects(params: Params, entry: Entry) -> bool:
    wanted = {tuple(part.split("=", 1)) for part in _values(params, "protections") if not part.endswith("=all")}
    details = inside(entry, "params", "details")
    return {(one.get("type"), one.get("level")) for one in details or () if isinstance(one, Mapping)} == wanted


def _grants(params: Params, entry: Entry) -> bool:
    groups = set(inside(entry, "params", "newgroups") or ())
    return _values(params, "add") <= groups and not _values(params, "remove") & groups


def _of_these_ids(params: Params, entry: Entry) -> bool:
    return {str(one) for one in inside(entry, "params", "ids") or ()} == _values(params, "ids")


def _never(params: Params) -> bool:
    return False


def _page(params: Params, entry: Entry) -> dict[str, Any]:
    return {"title": entry.get("title"), "reason": entry.get("comment"), "logid": entry.get("logid")}


def _user(params: Params, entry: Entry) -> dict[str, Any]:
    return {"user": params.get("user"), "reason": entry.get("comment")}


SIGNS: Mapping[str, Sign] = {
    "move": Sign(
        log="move",
        actions=frozenset({"move", "move_redir"}),
        title="from",
        number="fromid",
        fits=_goes_there,
        answer=lambda params, entry: {
            "from": entry.get("title"),
            "to": inside(entry, "params", "target_title"),
            "reason": entry.get("comment"),
        },
    ),
    "delete": Sign(log="delete", actions=frozenset({"delete"}), gone=True, answer=_page),
    "undelete": Sign(
        log="delete",
        actions=frozenset({"restore"}),
        number="",
        gone=False,
        answer=lambda params, entry: {
            "title": entry.get("title"),
            "revisions": inside(entry, "params", "count", "revisions"),
            "fileversions": inside(entry, "params", "count", "files"),
            "reason": entry.get("comment"),
        },
    ),
    "protect": Sign(
        log="protect",
        actions=frozenset({"protect", "modify", "unprotect"}),
        fits=_protects,
        again=_lasts,
        answer=lambda params, entry: {"title": entry.get("title"), "reason": entry.get("comment")},
    ),
    "block": Sign(
        log="block",
        actions=frozenset({"block", "reblock"}),
        title="user",
        number="",
        space="User:",
        fits=_blocks,
        again=_blocks_once,
        answer=_user,
    ),
    "unblock": Sign(log="block", actions=frozenset({"unblock"}), title="user", number="", space="User:", answer=_user),
    "userrights": Sign(
        log="rights",
        actions=frozenset({"rights"}),
        title="user",
        number="",
        space="User:",
        fits=_grants,
        again=_never,
        answer=lambda params, entry: {"user": params.get("user")},
    ),
    "revisiondelete": Sign(
        log="delete",
        actions=frozenset({"revision", "event"}),
        title="",
        number="",
        fits=_of_these_ids,
        answer=lambda params, entry: {"status": "Success", "target": entry.get("title")},
    ),
    "changecontentmodel": Sign(
        log="contentmodel",
        actions=frozenset({"change", "new"}),
        fits=lambda params, entry: inside(entry, "params", "newmodel") == params.get("model"),
        answer=lambda params, entry: {
            "result": "Success",
            "title": entry.get("title"),
            "pageid": entry.get("pageid"),
            "contentmodel": inside(entry, "params", "newmodel"),
            "logid": entry.get("logid"),
        },
    ),
    "setpagelanguage": Sign(
        log="pagelang",
        actions=frozenset({"pagelang"}),
        answer=lambda params, entry: {
            "title": entry.get("title"),
            "oldlanguage": inside(entry, "params", "oldlanguage"),
            "newlanguage": inside(entry, "params", "newlanguage"),
            "logid": entry.get("logid"),
        },
    ),
    "managetags": Sign(
        log="managetags",
        actions=frozenset({"create", "delete", "activate", "deactivate"}),
        title="",
        number="",
        fits=lambda params, entry: (
            (entry.get("action"), inside(entry, "params", "tag")) == (params.get("operation"), params.get("tag"))
        ),
        again=_never,
        answer=lambda params, entry: {
            "operation": params.get("operation"),
            "tag": params.get("tag"),
            "success": True,
            "logid": entry.get("logid"),
        },
    ),
}


def write_of(context: Context, path: str, params: Params) -> Write:
    """Give the state of a write of a module, which knows how a lost answer is found out about."""
    if path in SAME_TWICE:
        return _SameTwice(path)
    if path == "rollback":
        return _Rollback(context, path, params)
    if path == "import" and "xml" in params and not _ELSEWHERE & params.keys():
        return _Import(context, path, params)
    if path in SIGNS and "oldimage" not in params:  # the deletion of a file's older version is logged otherwise
        return _Logged(context, path, params, SIGNS[path])
    return Write(path)


class _SameTwice(Write):
    """A write that is sent again, whatever became of it."""

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        return None
        yield


class _Dated(Write):
    """A write whose traces are looked for from the time on at which it was first tried, by the wiki's clock."""

    def __init__(self, context: Context, path: str, params: Params) -> None:
        super().__init__(path)
        self._context = context
        self._params = params
        self._began: float | None = None

    def began(self) -> Flow[None]:
        if self._began is None:
            self._began = yield Now()

    def _since(self) -> Flow[str]:
        """Give that time; a second earlier, for the wiki's clock has no fractions."""
        reply = yield from call(self._context, {"action": "query", "curtimestamp": "1"}, marked=True)
        passed = (yield Now()) - (self._began or 0.0)
        now = datetime.fromisoformat(str(inside(reply, "curtimestamp")))
        return (now - timedelta(seconds=passed + 1)).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Logged(_Dated):
    """A write that the wiki's log shows."""

    def __init__(self, context: Context, path: str, params: Params, sign: Sign) -> None:
        super().__init__(context, path, params)
        self._sign = sign
        title = params.get(sign.title)
        self._title = None if title is None else sign.space + str(title)
        self._number = params.get(sign.number)

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        sign = self._sign
        if sign.title and self._title is None and self._number is None:
            raise self.unknown("the log cannot be asked for it")
        entries, exists = yield from self._entries((yield from self._since()))
        done = [entry for entry in entries if self._is_this(entry)]
        if done and done[0] is entries[0] and (sign.gone is None or exists is not sign.gone):
            return {self.path: sign.answer(self._params, done[0])}
        if done:
            raise self.unknown("the log has an entry that may be it, and a newer one")
        if isinstance(failure, APIError) and failure.code in _DONE_ALREADY:
            raise self.unknown(f"a second try was refused: {failure}; the log has no entry of this account")
        if not sign.again(self._params):
            raise self.unknown("the log had no entry yet; a second try might do it twice")
        return None

    def _entries(self, since: str) -> Flow[tuple[list[Entry], bool | None]]:
        """Give what the log has since then of the same, the newest first, and whether there is such a page now."""
        sign, user = self._sign, self._context.session.username
        sent = {
            "action": "query",
            "list": "logevents",
            "letype": sign.log,
            "leend": since,
            "lelimit": "50",
            "leprop": "ids|title|type|user|timestamp|comment|details",
        }
        if self._title is not None:
            sent["letitle"] = self._title
            sent |= {"titles": wire_value((self._title,)), "prop": "info"} if sign.gone is not None else {}
        elif user is not None:
            sent["leuser"] = user
        query = inside((yield from call(self._context, sent, marked=True)), "query")
        entries = inside(query, "logevents")
        rows = [row for row in entries if isinstance(row, Mapping)] if isinstance(entries, list) else []
        if self._title is None and self._number is not None:
            rows = [row for row in rows if str(row.get("logpage")) == self._number]
        pages = inside(query, "pages")
        return rows, None if not pages else "missing" not in pages[0]

    def _is_this(self, entry: Entry) -> bool:
        is_own = entry.get("user") == self._context.session.username
        is_meant = "reason" not in self._params or _same(self._params["reason"], entry.get("comment"))
        return (
            is_own and is_meant and entry.get("action") in self._sign.actions and self._sign.fits(self._params, entry)
        )


def _same(one: Any, other: Any) -> bool:
    """Compare two reasons as far as the wiki keeps them."""
    first, second = (" ".join(str(text).split())[:200] for text in (one, other))
    return first == second


class _Rollback(_Dated):
    """A rollback, which the page's history shows. A second one might undo more."""

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        since, params = (yield from self._since()), self._params
        page = {"pageids": params["pageid"]} if "pageid" in params else {"titles": wire_value((str(params["title"]),))}
        user = {"rvuser": name} if (name := self._context.session.username) is not None else {}
        fixed = {"prop": "revisions", "rvprop": "ids|comment|tags", "rvend": since, "rvlimit": "20"}
        reply = yield from call(self._context, {"action": "query", **fixed, **page, **user}, marked=True)
        pages = inside(reply, "query", "pages")
        found = pages[0] if isinstance(pages, list) and pages else {}
        for row in inside(found, "revisions") or ():
            if "mw-rollback" in (inside(row, "tags") or ()):
                return {
                    "rollback": {
                        "title": found.get("title"),
                        "pageid": found.get("pageid"),
                        "summary": row.get("comment"),
                        "revid": row.get("revid"),
                        "old_revid": row.get("parentid"),
                    }
                }
        raise self.unknown("the page's history did not have it yet; a second try might undo more")


_ELSEWHERE = frozenset({"namespace", "rootpage"})
"""What makes an import's pages come under other titles than stand in its file."""

_MOST_TITLES = 500
_TITLE = re.compile(rb"<title>([^<]{1,2000})</title>")
_AT_ONCE = 1024 * 1024


class _Import(_Dated):
    """An import of a file, which the log shows page by page. A second one adds to the history and to the log."""

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        titles = yield from self._titles()
        entries = yield from self._entries((yield from self._since()))
        rows = [next((entries[form] for form in _spellings(title) if form in entries), None) for title in titles]
        done = [row for row in rows if row is not None]
        if done and len(done) == len(titles):
            return {"import": [_imported(row) for row in done]}
        raise self.unknown(f"the log had {len(done)} of {len(titles)} pages; a second try might import them twice")

    def _titles(self) -> Flow[list[str]]:
        """Read the titles in the file."""
        from html import unescape  # which hardly anybody needs

        file, offset, rest = self._params["xml"], 0, b""
        if hasattr(file, "seekable") and not file.seekable():
            raise self.unknown("its file can be read once, so that it is not known what it holds")
        titles, source = dict[str, None](), Source(file)
        while piece := (yield Read(source, offset, _AT_ONCE)):
            offset += len(piece)
            text = rest + piece
            found = list(_TITLE.finditer(text))
            titles |= dict.fromkeys(unescape(one[1].decode(errors="replace")) for one in found)
            rest = text[max(found[-1].end() if found else 0, len(text) - 2_100) :]
            if len(titles) > _MOST_TITLES:
                raise self.unknown("it holds more pages than are looked for")
        return list(titles)

    def _entries(self, since: str) -> Flow[dict[str, Entry]]:
        """Give what this account imported since then, by title."""
        user = self._context.session.username
        if user is None:
            raise self.unknown("who we are is not known, so that it cannot be looked for")
        fixed = {"action": "query", "list": "logevents", "leaction": "import/upload", "lelimit": str(_MOST_TITLES)}
        asked = {"leuser": user, "leend": since, "leprop": "ids|title|type|user|timestamp|comment|details"}
        reply = yield from call(self._context, {**fixed, **asked}, marked=True)
        summary = self._params.get("summary", "")
        rows = inside(reply, "query", "logevents")
        own = [row for row in rows or () if isinstance(row, Mapping) and _same(summary, row.get("comment"))]
        return {str(row.get("title")): row for row in own}


def _imported(entry: Entry) -> dict[str, Any]:
    return {"title": entry.get("title"), "ns": entry.get("ns"), "revisions": inside(entry, "params", "count")}
