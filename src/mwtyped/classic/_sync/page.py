# Derived from src/mwtyped/classic/_async/page.py by codegen/twin.py. Do not edit.
"""A page of a wiki, as the reference has it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast, overload

from ...runtime.errors import (
    APIError,
    EditConflict,
    EditError,
    InsufficientPermission,
    NotLoggedIn,
    PageDeleted,
    ParameterError,
)
from ...runtime.model import Page as Model
from ...runtime.model import Result, WriteResult
from ...runtime.request import PropRequest
from ..attributes import PageAttributes, refuse_key
from ..neighbours import Neighbours
from ..refusals import of_change, of_edit
from ..requests import (
    extra_prop_of,
    generator_of,
    list_of,
    loaded,
    name_of,
    page_of,
    pages_of,
    prop_of,
    request_of,
    sized,
)
from ..told import Told, by_deletion, by_edit, by_move, title_in
from ..util import parse_timestamp
from ..values import Moment, Namespaces, Values
from . import classes
from .listing import List

if TYPE_CHECKING:
    from .category import Category
    from .image import Image
    from .site import ClassicSite

__all__ = ["Page"]

_FILE = 6

_OWN_GUARDS = frozenset({"basetimestamp", "createonly", "nocreate", "recreate"})
"""Parameters by which a script says itself what may have become of the page."""


class Page(PageAttributes):
    """A page of a wiki. Making one sends nothing.

    Args:
        site: the wiki.
        name: the title, the page's number, or another page object, of which it becomes a copy.
        info: what is known of it: what `site.api.query.pages` gives, or the wiki's own dictionary. An empty name is
            that of the page in it.
        extra_properties: more props to load it with, by name, and their parameters: pairs in wire names. One that it
            is loaded with anyway is asked for so instead.

    Raises:
        InvalidPageTitle: no page can have this title.
        TypeError: it is named by something else.
    """

    _extra: Mapping[str, Iterable[tuple[str, str]]] | None = None
    _is_file = False

    def __init__(
        self,
        site: "ClassicSite[Any]",
        name: "str | int | Page",
        info: Mapping[str, Any] | None = None,
        extra_properties: Mapping[str, Iterable[tuple[str, str]]] | None = None,
    ) -> None:
        if isinstance(name, Page):
            own = {"_texts": dict(name._texts), "_bases": dict(name._bases)}  # each guards what it gave itself
            self.__dict__.update(name.__dict__, **own)
            return
        self.site: ClassicSite[Any] = site
        if not info:
            refuse_key(name)
        self._model = page_of(site.context, info) if info else None
        self._asked = name if name != "" or self._model is None else name_of(self._model)
        self._told = {}
        self._texts: dict[tuple[str | None, bool, str], str] = {}
        self._bases: dict[tuple[str | None, bool, str], int] = {}  # of these texts, the one that was read first ahead
        self._base: int | None = None
        self._neighbours: Neighbours | None = None
        self._extra = extra_properties if extra_properties is not None else self._extra
        self.last_rev_time = None
        self.edit_time = None

    def take(self, info: Model, neighbours: Neighbours | None = None) -> None:
        """Take what was read of the page, and with which others it came."""
        self._model = info
        self._told = {}
        self._neighbours = neighbours

    def load(self) -> None:
        """Ask the wiki what it knows of the page, anew."""
        page = self._one(self._selection(), self._props())
        if page is not None:
            self.take(page)

    def _selection(self) -> dict[str, Any]:
        pageid = None if self._model is None else self._model.get("pageid")
        if isinstance(self._asked, int):
            return {"pageids": [pageid or self._asked]}
        return {"titles": [self._asked]}

    def _props(self, *, with_files: bool = False) -> list[PropRequest]:
        usual = loaded(self.site.context, with_files=with_files or self._is_file)
        extra = [extra_prop_of(self.site.context, name, dict(pairs)) for name, pairs in (self._extra or {}).items()]
        return _once_each([*usual, *extra])

    def _one(self, selection: Mapping[str, Any], props: list[PropRequest]) -> Any:
        return self.site.iterate(pages_of(self.site.context, selection, props)).first()

    # Reading

    def text(
        self, section: int | str | None = None, expandtemplates: bool = False, cache: bool = True, slot: str = "main"
    ) -> str:
        """Give the wikitext of the page, or of one section; empty if there is no page.

        What it is saved with next is based on this revision: where somebody else was faster, `save` raises
        `EditConflict`. Of a page that came from a listing, the texts of those behind it are read in the same request.

        Args:
            section: the number of a section.
            expandtemplates: with templates expanded, which takes a request more.
            cache: give what was read before; without it, the wiki is asked anew.
            slot: the part of the revision, where it has several.

        Raises:
            InsufficientPermission: this account may not read it.
        """
        key = (None if section is None else str(section), expandtemplates, slot)
        if cache and key in self._texts:
            return self._texts[key]
        session = self.site.context.session
        if session.knows_user and "read" not in session.rights:
            raise InsufficientPermission(self, None, "this account may not read")
        text, base = self._read(key[0], slot, cache=cache)
        if expandtemplates and text:
            text = self.site.expandtemplates(text, title=self.name)
        self._texts[key] = text
        self._bases.pop(key, None)
        self._bases[key] = base
        self._base = next(iter(self._bases.values()))  # another's edit may have come between two of the texts
        return text

    def _read(self, section: str | None, slot: str, *, cache: bool) -> tuple[str, int]:
        """Give the text, and the number of its revision; 0 if there is no page."""
        page = self._neighbouring(slot) if cache and section is None else None
        if page is None:
            page = self._one(self._selection(), self._text_props(section, slot))
        self.edit_time = datetime.now(UTC).timetuple()
        rows = page.get("revisions") or () if page is not None else ()
        if page is not None:
            self._model, self._told = page, {}
        if not rows:
            self.last_rev_time = None
            return "", 0
        row = rows[0]
        content = row["slots"].get(slot, {})
        if "texthidden" in content or "texthidden" in row:
            raise InsufficientPermission(self, "texthidden", "the text of this revision is hidden")
        self.last_rev_time = row.get("timestamp")
        text: str = content.get("*", "")
        return text, row["revid"]

    def _text_props(self, section: str | None, slot: str, *, with_files: bool = False) -> list[PropRequest]:
        arguments = {"prop": "ids|timestamp|content", "slots": slot, "section": section}
        return _once_each([*self._props(with_files=with_files), prop_of(self.site.context, "revisions", arguments)])

    def _neighbouring(self, slot: str) -> Any:
        """Give the page with its text, read together with those behind it."""
        neighbours, self._neighbours = self._neighbours, None  # what is asked for again is asked for alone
        pageid = None if self._model is None else self._model.get("pageid")
        if neighbours is None or not isinstance(pageid, int) or slot != "main":
            return None
        if (page := neighbours.taken(pageid)) is None:
            most = 500 if self.site.context.session.high_limits else 50
            wanted = neighbours.wanted(pageid, most)
            if not wanted:
                return None
            found = dict[int, Model]()
            try:
                props = self._text_props(None, slot, with_files=neighbours.with_files)
                for other in self.site.iterate(pages_of(self.site.context, {"pageids": wanted}, props)):
                    found[other.get("pageid")] = other
            finally:
                neighbours.note(found)
            page = neighbours.taken(pageid)
        moved = page is None or page.get("title") != self._asked  # or deleted: another may have this title now
        return None if moved else page

    def redirects_to(self) -> "Page | None":
        """Give the page that this one redirects to; None if it is no redirect."""
        page = self._one({**self._selection(), "redirects": True}, [])
        asked = None if page is None else page.asked
        if asked is None or not asked.redirects:
            return None
        return classes.page_of_title(self.site, asked.redirects[0])

    def resolve_redirect(self) -> "Page":
        """Give the page that this one redirects to, or itself."""
        return self.redirects_to() or self

    # Writing

    def edit(
        self,
        text: str,
        summary: str = "",
        minor: bool = False,
        bot: bool = True,
        section: int | str | None = None,
        **kwargs: object,
    ) -> WriteResult:
        """Save a new text of the page, or of one section.

        It is saved once, and on the revision that `text()` read; without, on the newest. Other parameters of
        `action=edit` go by their names: `createonly=True`, `tags="a|b"`.

        Returns:
            What the wiki answers: `newrevid` and so on; without one, nothing had changed.

        Raises:
            EditConflict: somebody else changed it since; read again.
            PageDeleted: it was deleted since; `recreate=True` saves it all the same.
            ProtectedPageError: this account may not edit it.
            EditError: the wiki did not save it: a filter, a captcha.
            NotLoggedIn: nobody is logged in, and the site is not to edit as nobody.
            WriteOutcomeUnknown: the answer was lost, and the wiki cannot tell what became of it.
        """
        return self._edit(summary, minor, bot, section, {"text": text, **self._guards(kwargs), **kwargs})

    def save(
        self,
        text: str,
        summary: str = "",
        minor: bool = False,
        bot: bool = True,
        section: int | str | None = None,
        **kwargs: object,
    ) -> WriteResult:
        """Do what `edit` does."""
        return self.edit(text, summary, minor, bot, section, **kwargs)

    def append(
        self,
        text: str,
        summary: str = "",
        minor: bool = False,
        bot: bool = True,
        section: int | str | None = None,
        **kwargs: object,
    ) -> WriteResult:
        """Add text at the end of the page or of a section, whatever others did to it meanwhile.

        Returns and raises what `edit` does, but for conflicts.
        """
        return self._edit(summary, minor, bot, section, {"appendtext": text, **kwargs})

    def prepend(
        self,
        text: str,
        summary: str = "",
        minor: bool = False,
        bot: bool = True,
        section: int | str | None = None,
        **kwargs: object,
    ) -> WriteResult:
        """Add text at the beginning of the page or of a section, whatever others did to it meanwhile.

        Returns and raises what `edit` does, but for conflicts.
        """
        return self._edit(summary, minor, bot, section, {"prependtext": text, **kwargs})

    def _guards(self, given: Mapping[str, object]) -> dict[str, object]:
        """Give what keeps a text from being saved over another's: the revision that it was made from."""
        since = self.site.context.session.since
        if self._base is None:
            return {}
        guards: dict[str, object] = {"baserevid": self._base}
        if self._base and not _OWN_GUARDS.intersection(given):
            guards["nocreate"] = True  # the clock, below, does not show a deletion within the second
        if since:  # the wiki looks for a deletion since then only where there is no page: before any reading will do
            guards["starttimestamp"] = since
            guards["recreate"] = not self._base
        return guards

    def _edit(
        self, summary: str, minor: bool, bot: bool, section: int | str | None, given: Mapping[str, object]
    ) -> WriteResult:
        if not self.site.logged_in and self.site.force_login:
            raise NotLoggedIn(self.site)
        flags = {"minor": minor, "notminor": not minor, "bot": bot, "section": section}
        if given.get("basetimestamp") is not None:  # who dates the base himself wants no other
            given = {name: value for name, value in given.items() if name != "baserevid"}
        arguments = {**self._target(), "summary": summary, **flags, **given}
        try:
            result = cast("WriteResult", self.site.send(request_of(self.site.context, "edit", arguments, strange=True)))
        except APIError as error:
            was_there = bool(given.get("nocreate") and given.get("baserevid"))
            meant = of_edit(self, self._asked, error, was_there=was_there)
            if isinstance(meant, EditConflict | PageDeleted):
                self._forget_texts()  # the base stays: of what is saved without reading again
            if meant is error:
                raise
            raise meant from error
        if not isinstance(result, Result):
            return result  # of a dry run
        if str(result.get("result", "")).lower() == "failure":
            raise EditError(self, result.to_dict())
        self._written(result)
        return result

    def _target(self) -> dict[str, Any]:
        return {"pageid": self._asked} if isinstance(self._asked, int) else {"title": self._asked}

    def _written(self, result: WriteResult) -> None:
        """Forget what is not so any more. The next text is based on this one only if it was made from the same."""
        new, old = result.get("newrevid"), result.get("oldrevid", 0)
        title = result.get("title")
        if isinstance(title, str) and not isinstance(self._asked, int):
            self._asked = title
        if isinstance(new, int):
            self._base = new if self._base == old else self._base
            moment = result.get("newtimestamp")
            self.last_rev_time = parse_timestamp(moment) if isinstance(moment, str) else None
        self._forget()
        self._told = by_edit(result, self.site.context.session.namespaces)

    def _forget(self) -> None:
        self._model = self._neighbours = None
        self._told = {}
        self._forget_texts()

    def _forget_texts(self) -> None:
        self._texts.clear()
        self._bases.clear()

    def touch(self) -> None:
        """Save the page as it is, so that the wiki works out anew what it keeps of it; do nothing if there is none."""
        self.load()
        if self.exists:
            self.append("")

    def move(
        self,
        new_title: str,
        reason: str = "",
        move_talk: bool = True,
        no_redirect: bool = False,
        move_subpages: bool = False,
        ignore_warnings: bool = False,
    ) -> WriteResult:
        """Give the page another title. The object stays that of the old one.

        Raises:
            InsufficientPermission: this account may not.
            APIError: the wiki refused: `articleexists`, `missingtitle`, …
        """
        source = {"fromid": self._asked} if isinstance(self._asked, int) else {"from_": self._asked}
        flags = {"movetalk": move_talk, "noredirect": no_redirect, "movesubpages": move_subpages}
        arguments = {**source, "to": new_title, "reason": reason, **flags, "ignorewarnings": ignore_warnings}
        return self._change("move", arguments, by_move)

    def delete(
        self, reason: str = "", watch: bool = False, unwatch: bool = False, oldimage: str | Literal[False] = False
    ) -> WriteResult:
        """Delete the page.

        Args:
            reason: for the log.
            watch: put it on the watchlist.
            unwatch: take it off.
            oldimage: of a file, the `archivename` of the old version that alone is deleted.

        Raises:
            InsufficientPermission: this account may not.
            APIError: the wiki refused: `missingtitle`, …
            ParameterError: `oldimage` of a page that is no file: the wiki would delete the page itself.
        """
        if oldimage and not self._is_file:
            self.load()
            if self.namespace != _FILE:
                raise ParameterError("delete", "oldimage", "is of a file, and this page is none")
        watchlist = "watch" if watch else "unwatch" if unwatch else None
        arguments = {**self._target(), "reason": reason, "watchlist": watchlist, "oldimage": oldimage}
        return self._change("delete", arguments, title_in if oldimage else by_deletion)

    def _change(
        self,
        path: str,
        arguments: Mapping[str, object],
        tell: Callable[[WriteResult, Mapping[int, str]], Told],
    ) -> WriteResult:
        try:
            result = cast("WriteResult", self.site.send(request_of(self.site.context, path, arguments)))
        except APIError as error:
            if (meant := of_change(self, self._asked, error)) is error:
                raise
            raise meant from error
        if not isinstance(result, Result):
            return result  # of a dry run
        self._base = None
        self._forget()
        self._told = tell(result, self.site.context.session.namespaces)
        return result

    def purge(self) -> None:
        """Have the wiki render the page anew."""
        self.site.send(request_of(self.site.context, "purge", self._selection()))

    def get_token(self, type: str, force: bool = False) -> str:
        """Give a token, as `site.get_token` does."""
        return self.site.get_token(type, force)

    # What leads here and from here

    def revisions(
        self,
        startid: int | None = None,
        endid: int | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        dir: str = "older",
        user: str | None = None,
        excludeuser: str | None = None,
        limit: int | None = None,
        prop: Values | None = "ids|timestamp|flags|comment|user",
        expandtemplates: bool = False,
        section: int | str | None = None,
        diffto: str | int | None = None,
        slots: Values | None = None,
        uselang: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = 50,
        **parameters: object,
    ) -> "List[Result]":
        """Give the page's revisions.

        Args:
            startid: the number of the revision to begin with.
            endid: that of the last one.
            start: the time to begin at; newest first, unless `dir` is `newer`.
            end: the time to end at.
            dir: `older` or `newer`.
            user: only those of this user.
            excludeuser: none of this user.
            limit: the old name of `api_chunk_size`.
            prop: what to give of each: `ids`, `timestamp`, `flags`, `comment`, `user`, `content`, `tags`, …
            expandtemplates: of the text, where the wiki still can.
            section: of the text, this section alone.
            diffto: a revision to compare each with: its number, `prev`, `next` or `cur`.
            slots: the parts of the revision to give.
            uselang: the language of parsed comments.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `prop=revisions`, by their names without `rv`.
        """
        arguments = {
            "startid": startid,
            "endid": endid,
            "start": None if startid is not None else start,
            "end": end,
            "dir": dir,
            "user": user,
            "excludeuser": excludeuser,
            "prop": prop,
            "expandtemplates": expandtemplates,
            "section": section,
            "diffto": diffto,
            "slots": slots,
            **parameters,
        }
        site = self.site if uselang is None else self.site.with_main(uselang=uselang)
        return self._entries("revisions", arguments, limit, max_items, api_chunk_size, site=site)

    @overload
    def categories(
        self,
        generator: Literal[True] = True,
        show: Values | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> "List[Category]": ...
    @overload
    def categories(
        self,
        generator: Literal[False],
        show: Values | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def categories(
        self,
        generator: bool = True,
        show: Values | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the categories that the page is in.

        Args:
            generator: as page objects; without, their titles.
            show: `hidden` or `!hidden`.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `prop=categories`, by their names without `cl`.
        """
        return self._leads_to("categories", {"show": show, **parameters}, generator, max_items, api_chunk_size)

    @overload
    def images(
        self,
        generator: Literal[True] = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> "List[Image]": ...
    @overload
    def images(
        self,
        generator: Literal[False],
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def images(
        self,
        generator: bool = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the files that the page shows: as page objects, or their titles."""
        return self._leads_to("images", parameters, generator, max_items, api_chunk_size)

    @overload
    def links(
        self,
        namespace: Namespaces | None = None,
        generator: Literal[True] = True,
        redirects: bool = False,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> "List[Page]": ...
    @overload
    def links(
        self,
        namespace: Namespaces | None = None,
        *,
        generator: Literal[False],
        redirects: bool = False,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def links(
        self,
        namespace: Namespaces | None = None,
        generator: bool = True,
        redirects: bool = False,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the pages that the page links to.

        Args:
            namespace: only those in these.
            generator: as page objects; without, their titles.
            redirects: in place of a redirect, the page that it leads to (page objects alone).
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `prop=links`, by their names without `pl`.
        """
        return self._leads_to(
            "links", {"namespace": namespace, **parameters}, generator, max_items, api_chunk_size, redirects=redirects
        )

    @overload
    def templates(
        self,
        namespace: Namespaces | None = None,
        generator: Literal[True] = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> "List[Page]": ...
    @overload
    def templates(
        self,
        namespace: Namespaces | None = None,
        *,
        generator: Literal[False],
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def templates(
        self,
        namespace: Namespaces | None = None,
        generator: bool = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the pages that the page transcludes: as page objects, or their titles."""
        return self._leads_to("templates", {"namespace": namespace, **parameters}, generator, max_items, api_chunk_size)

    def extlinks(
        self, max_items: int | None = None, api_chunk_size: int | None = None, **parameters: object
    ) -> List[str]:
        """Give the addresses outside the wiki that the page links to."""
        return self._entries(
            "extlinks", parameters, None, max_items, api_chunk_size, give=lambda rows: [row["*"] for row in rows]
        )

    def iwlinks(
        self, max_items: int | None = None, api_chunk_size: int | None = None, **parameters: object
    ) -> List[tuple[str, str]]:
        """Give the links to other wikis: the prefix, and the title there."""
        return self._entries(
            "iwlinks",
            parameters,
            None,
            max_items,
            api_chunk_size,
            give=lambda rows: [(row["prefix"], row["*"]) for row in rows],
        )

    def langlinks(
        self,
        *,
        limit: int | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **kwargs: object,
    ) -> List[tuple[str, str]]:
        """Give the same page in other languages: the code, and the title there.

        Args:
            limit: the old name of `api_chunk_size`.
            max_items: how many in all.
            api_chunk_size: how many a request.
            kwargs: more parameters of `prop=langlinks`, by their names with `ll` or without.
        """
        arguments = {name.removeprefix("ll"): value for name, value in kwargs.items()}
        return self._entries(
            "langlinks",
            arguments,
            limit,
            max_items,
            api_chunk_size,
            give=lambda rows: [(row["lang"], row["*"]) for row in rows],
        )

    @overload
    def backlinks(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        redirect: bool = False,
        limit: int | None = None,
        generator: Literal[True] = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> "List[Page]": ...
    @overload
    def backlinks(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        redirect: bool = False,
        limit: int | None = None,
        *,
        generator: Literal[False],
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def backlinks(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        redirect: bool = False,
        limit: int | None = None,
        generator: bool = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the pages that link here.

        Args:
            namespace: only those in these.
            filterredir: `all`, `redirects` or `nonredirects`.
            redirect: also those that link to a redirect to here.
            limit: the old name of `api_chunk_size`.
            generator: as page objects; without, their titles.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=backlinks`, by their names without `bl`.
        """
        arguments = {"namespace": namespace, "filterredir": filterredir, "redirect": redirect, **parameters}
        return self._leads_here("backlinks", arguments, generator, limit, max_items, api_chunk_size)

    @overload
    def embeddedin(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        limit: int | None = None,
        generator: Literal[True] = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> "List[Page]": ...
    @overload
    def embeddedin(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        limit: int | None = None,
        *,
        generator: Literal[False],
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def embeddedin(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        limit: int | None = None,
        generator: bool = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the pages that transclude this one.

        Args:
            namespace: only those in these.
            filterredir: `all`, `redirects` or `nonredirects`.
            limit: the old name of `api_chunk_size`.
            generator: as page objects; without, their titles.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=embeddedin`, by their names without `ei`.
        """
        arguments = {"namespace": namespace, "filterredir": filterredir, **parameters}
        return self._leads_here("embeddedin", arguments, generator, limit, max_items, api_chunk_size)

    def _entries(
        self,
        prop: str,
        arguments: Mapping[str, object],
        limit: int | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        *,
        give: Callable[[list[Any]], Iterable[Any]] = list,
        site: "ClassicSite[Any] | None" = None,
    ) -> List[Any]:
        """Give the entries of a prop of this page."""
        arguments, most = sized(arguments, limit, max_items, api_chunk_size)
        arguments.setdefault("limit", "max")
        site = site or self.site
        request = pages_of(site.context, self._selection(), [prop_of(site.context, prop, arguments)])
        return List(site, request, max_items=most, entries=prop, give=give)

    def _leads_to(
        self,
        prop: str,
        arguments: Mapping[str, object],
        generator: bool,
        max_items: int | None,
        api_chunk_size: int | None,
        *,
        redirects: bool = False,
    ) -> List[Any]:
        if not generator:
            sizes = None, max_items, api_chunk_size
            return self._entries(prop, arguments, *sizes, give=lambda rows: [row["title"] for row in rows])
        arguments, most = sized(arguments, None, max_items, api_chunk_size)
        selection = {**self._selection(), **({"redirects": True} if redirects else {})}
        request = generator_of(self.site.context, prop, {"limit": "max", **arguments}, selection)
        return List(self.site, request, max_items=most, give=classes.pages_from(self.site))

    def _leads_here(
        self,
        name: str,
        arguments: Mapping[str, object],
        generator: bool,
        limit: int | None,
        max_items: int | None,
        api_chunk_size: int | None,
    ) -> List[Any]:
        arguments, most = sized({**self._named(), **arguments}, limit, max_items, api_chunk_size)
        if generator:
            request = generator_of(self.site.context, name, arguments)
            return List(self.site, request, max_items=most, give=classes.pages_from(self.site))
        return List(
            self.site,
            list_of(self.site.context, name, arguments),
            max_items=most,
            give=lambda rows: [row["title"] for row in rows],
        )

    def _named(self) -> dict[str, Any]:
        """Name the page for a list."""
        return {"pageid": self._asked} if isinstance(self._asked, int) else {"title": self._asked}


def _once_each(props: Iterable[PropRequest]) -> list[PropRequest]:
    """Give the last of those of one kind: a request has one of each."""
    return list({prop.facts.path: prop for prop in props}.values())
