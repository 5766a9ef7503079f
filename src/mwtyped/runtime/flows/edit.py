"""Edits: saved once, on the revision that they were made from, and found again when the answer is lost.

`baserevid` alone tells two edits of the same second apart, and `starttimestamp`, by the wiki's own clock, a page that
was deleted meanwhile; `basetimestamp` does neither. A repeat is no way to learn what became of the first try: a text
that was saved and then reverted would be put back by it. So the page's history is looked at.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import APIError, EditConflict, MwClientError, PageDeleted
from ..model import Outcome
from ..reply import inside
from ..request import Params, wire_value
from ..session import Context
from . import Flow
from .call import call, keep_token, write_call
from .retry import Write

__all__ = ["Base", "EditWrite", "content_of", "edit", "only", "page_of"]

_MOST_BASES = 10
"""How often an addition is put on a new base, if each time somebody else is faster."""

_MOST_REVISIONS = 20
"""How many of our own revisions are looked at: more than one account saves on a page while an answer is lost."""

_TRIMMED = " \t\n\r\0\x0b"

_TRANSFORMED = re.compile(r"~~~|\{\{\s*(?:safe)?subst:|\[\[\||\|\]\]", re.IGNORECASE)
"""What the wiki writes otherwise when it saves: signatures, substitutions, the pipe trick."""

_KEPT = frozenset({"wikitext", "text", "css", "javascript", "Scribunto"})
"""Content models whose text is saved as it was sent, but for what stands above."""

_ADDING = frozenset({"appendtext", "prependtext"})


@dataclass(frozen=True, slots=True)
class Base:
    """What there is of a page before it is edited.

    Attributes:
        revid: its newest revision; 0 if there is no page.
        pageid: its number; 0 if there is no page.
        title: its title, behind a redirect if the edit follows one.
        now: the wiki's clock, as it writes it.
    """

    revid: int
    pageid: int
    title: str
    now: str = ""


def edit(context: Context, write: "EditWrite", kind: str) -> Flow[Any]:
    """Save an edit. An addition that meets another's edit is put on the new base.

    Raises:
        EditConflict: another's edit came between.
        PageDeleted: the page was deleted since the revision that the text was made from.
        WriteOutcomeUnknown: the answer was lost, and the page's history does not tell whether it was saved.
    """
    conflict: EditConflict | None = None
    while conflict is None or (write.moves and write.bases < _MOST_BASES):
        write.on((yield from _base(context, write.params, kind)))
        try:
            return (yield from write_call(context, write.guarded(), "token", kind, write))
        except APIError as error:
            if not write.met_another(error):
                raise
            conflict = error if isinstance(error, EditConflict) else EditConflict(error.code, error.info, error.kwargs)
    raise conflict


def _base(context: Context, params: Params, kind: str) -> Flow[Base]:
    """Ask for what there is of a page, in one request with the token; for nothing if the caller knows it all."""
    session = context.session
    known = {"baserevid", "starttimestamp"} <= params.keys() and "redirect" not in params
    if known and kind in session.tokens and session.username is not None:
        return Base(int(params["baserevid"]), int(params.get("pageid", 0)), str(params.get("title", "")))
    meta = [] if kind in session.tokens else ["tokens"]
    meta += ["userinfo"] if session.username is None else []
    sent = {"action": "query", "curtimestamp": "1", "prop": "info", **page_of(params)}
    sent |= {"meta": "|".join(meta)} if meta else {}
    sent |= {"type": kind} if "tokens" in meta else {}
    reply = yield from call(context, sent, marked=True)
    query = inside(reply, "query")
    keep_token(session, kind, reply)
    if isinstance(name := inside(query, "userinfo", "name"), str):
        session.username = name
    page = only(inside(query, "pages"))
    target = _target(query, params) if "redirects" in sent else None
    if target not in (None, page.get("title")):  # that of a redirect to a redirect: an edit goes one step
        return (yield from _base(context, {"title": target}, kind))
    title = page.get("title") or params.get("title") or f"page {params.get('pageid')}"
    return Base(_number(page, "lastrevid"), _number(page, "pageid"), str(title), str(inside(reply, "curtimestamp")))


def page_of(params: Params) -> Params:
    """Name the page of an edit for a query."""
    if "pageid" in params:
        return {"pageids": params["pageid"]}
    redirects = {"redirects": "1"} if "redirect" in params else {}
    return {"titles": wire_value((str(params.get("title", "")),)), **redirects}


def only(pages: Any) -> Mapping[str, Any]:
    """Give the one page of a reply; an empty one if there is none."""
    page = pages[0] if isinstance(pages, list) and pages else None
    return page if isinstance(page, Mapping) else {}


def _number(page: Mapping[str, Any], key: str) -> int:
    value = page.get(key)
    return value if isinstance(value, int) else 0


def _target(query: Any, params: Params) -> str | None:
    """Follow one redirect from the title of an edit."""
    title = str(params.get("title", ""))
    title = _steps(query, "normalized").get(title, title)
    return _steps(query, "redirects").get(title)


def _steps(query: Any, kind: str) -> dict[str, str]:
    entries = inside(query, kind)
    found = entries if isinstance(entries, list) else []
    return {str(one.get("from")): str(one.get("to")) for one in found if isinstance(one, Mapping)}


class EditWrite(Write):
    """An edit with a base, over all its tries.

    Attributes:
        params: the caller's, in wire names.
        base: what the next try is saved on.
        bases: how many there were.
    """

    def __init__(self, context: Context, params: Params) -> None:
        super().__init__("edit")
        self._context = context
        self.params: Params = params
        self.base: Base = Base(0, 0, "")
        self.bases: int = 0
        self._first: Base | None = None
        given = params.get("baserevid")
        self._given = None if given is None else int(given)
        self._adds = bool(_ADDING & params.keys()) or params.get("section") == "new"

    @property
    def moves(self) -> bool:
        """Whether it may be put on another base: an addition, and the caller named none."""
        return self._adds and self._given is None

    def on(self, base: Base) -> None:
        """Take a base; the caller's own, if there is one.

        Raises:
            PageDeleted: the caller's is of a page that is gone.
        """
        if self._given is not None:
            if self._given and not base.revid and "recreate" not in self.params:
                raise PageDeleted("pagedeleted", f"{base.title} was deleted since revision {self._given}")
            base = Base(self._given, base.pageid, base.title, base.now)
        self.base = base
        self.bases += 1
        self._first = self._first or base

    def guarded(self) -> Params:
        """Give the parameters with those that keep the edit from meeting another's unseen."""
        params = {key: value for key, value in self.params.items() if key != "baserevid"}
        if self.base.now:
            params.setdefault("starttimestamp", self.base.now)
        if self.base.revid:
            params["baserevid"] = str(self.base.revid)
        elif "nocreate" not in params:
            params["createonly"] = "1"
        return params

    def met_another(self, error: APIError) -> bool:
        """Tell whether a refusal says that somebody else was faster."""
        made = error.code == "articleexists" and not self.base.revid and "createonly" not in self.params
        return made or isinstance(error, EditConflict)

    def outcome(self, reply: Any) -> Outcome:
        """Tell what the reply does not: that a lost try had done it, that it is on top of another's edit."""
        result = inside(reply, "edit")
        applied = self.applied or (self.lost is not None and bool(inside(result, "nochange")))
        before = inside(result, "oldrevid")
        merged = bool(inside(result, "newrevid")) and before is not None and before != self.base.revid
        return Outcome(already_applied=applied, merged=merged)

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        first = self._first or self.base
        page = yield from self._history(first)
        if "missing" in page and (first.revid or isinstance(failure, PageDeleted)):
            raise self.unknown(f"{first.title} was deleted meanwhile")
        is_sure = "more" not in page
        for row in page.get("revisions", []):
            match (yield from self._is_this(row)) if isinstance(row, Mapping) and self._is_own(row, first) else False:
                case True:
                    return {"edit": _answer(page, row)}
                case None:
                    is_sure = False
        if not is_sure:
            raise self.unknown(f"{first.title} has revisions of this account that may be it")
        if self._adds and not self._is_refused_late():
            raise self.unknown(f"{first.title} did not have it yet; a second try might add it twice")
        return None

    def _is_refused_late(self) -> bool:
        """Tell whether the wiki refuses an addition that comes after its repeat; a new section needs no base there."""
        if not self.base.revid:
            return "nocreate" not in self.params
        return self.params.get("section") != "new"

    def _history(self, first: Base) -> Flow[dict[str, Any]]:
        """Give the page with its revisions since the first try, our own if we have a name, the oldest first."""
        session = self._context.session
        sent = {
            **({"pageids": str(first.pageid)} if first.pageid else page_of({"title": first.title})),
            **({"rvstartid": str(first.revid)} if first.revid else {}),
            **({"rvuser": session.username} if session.logged_in and session.username else {}),
        }
        fixed = {"prop": "revisions", "rvprop": "ids|timestamp|user|tags|content", "rvslots": "main"}
        most = {"rvdir": "newer", "rvlimit": str(_MOST_REVISIONS)}
        reply = yield from call(self._context, {"action": "query", **fixed, **most, **sent}, marked=True)
        page = dict(only(inside(reply, "query", "pages")))
        return {**page, "more": True} if "continue" in reply else page

    def _is_own(self, row: Mapping[str, Any], first: Base) -> bool:
        nobody = not self._context.session.logged_in
        return row.get("revid") != first.revid and (not nobody or "anon" in row or "temp" in row)

    def _is_this(self, row: Mapping[str, Any]) -> Flow[bool | None]:
        """Tell whether a revision is what this edit saves; None if that cannot be told."""
        text, model = content_of(row)
        if text is None:
            return None
        params, section = self.params, self.params.get("section")
        if "undo" in params:
            return "mw-undo" in row.get("tags", ()) or None
        if section == "new":
            before = yield from self._text_before(row, None)
            return None if before is None else self._ends_in_section(before, text)
        wanted = str(params.get("text", ""))
        if _ADDING & params.keys():
            before = yield from self._text_before(row, section)
            if before is None:
                return None
            wanted = f"{params.get('prependtext', '')}{before}{params.get('appendtext', '')}"
        if section is None and model in _KEPT and not self._is_transformed():
            return saved(wanted) == text
        return (yield from self._compared(row, wanted, section))

    def _is_transformed(self) -> bool:
        return any(_TRANSFORMED.search(str(self.params.get(key, ""))) for key in ("text", *_ADDING))

    def _ends_in_section(self, before: str, text: str) -> bool | None:
        """Tell whether a text is another with a new section at its end."""
        if not text.startswith(before):
            return False
        title = str(self.params.get("sectiontitle", self.params.get("summary", "")))
        added, body = text[len(before) :], saved(str(self.params.get("text", "")))
        if added.endswith(body) and saved(title) in added:
            return True
        return None if self._is_transformed() or _TRANSFORMED.search(title) else False

    def _text_before(self, row: Mapping[str, Any], section: Any) -> Flow[str | None]:
        """Give the text that a revision was made from, or a section of it; None if it is hidden."""
        parent = _number(row, "parentid")
        if not parent:
            return ""
        sent = {"action": "query", "prop": "revisions", "revids": str(parent), "rvprop": "content", "rvslots": "main"}
        sent |= {} if section is None else {"rvsection": str(section)}
        reply = yield from call(self._context, sent, marked=True)
        rows = only(inside(reply, "query", "pages")).get("revisions")
        return content_of(only(rows))[0]

    def _compared(self, row: Mapping[str, Any], wanted: str, section: Any) -> Flow[bool | None]:
        """Have the wiki compare a revision with what it would save; a signature has the time in it."""
        sent = {
            "action": "compare",
            "prop": "diff",
            "fromrev": str(row["revid"]),
            "toslots": "main",
            "topst": "1",
            **({"torev": str(row["parentid"])} if row.get("parentid") else {}),
            **({} if section is None else {"tosection-main": str(section)}),
            "totext-main": wanted,
        }
        try:
            reply = yield from call(self._context, sent, marked=True)
        except APIError:
            return None
        body = inside(reply, "compare", "body")
        return True if body == "" else None if body is None or self._is_transformed() else False


def saved(text: str) -> str:
    """Give a text in the form in which the wiki saves it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip(_TRIMMED)


def content_of(row: Mapping[str, Any]) -> tuple[str | None, Any]:
    """Give the text of a revision, None if it is hidden, and its content model."""
    slot = inside(row, "slots", "main")
    text = inside(slot, "content")
    return text if isinstance(text, str) else None, inside(slot, "contentmodel")


def _answer(page: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the wiki answers to an edit, as far as the page's history tells."""
    parent = _number(row, "parentid")
    return {
        "result": "Success",
        "pageid": page.get("pageid"),
        "title": page.get("title"),
        "contentmodel": content_of(row)[1],
        "oldrevid": parent,
        "newrevid": row.get("revid"),
        "newtimestamp": row.get("timestamp"),
        **({} if parent else {"new": True}),
    }
