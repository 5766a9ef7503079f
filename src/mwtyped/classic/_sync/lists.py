# Derived from src/mwtyped/classic/_async/lists.py by codegen/twin.py. Do not edit.
"""The reference's lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, overload

from ...runtime import BaseSite, RawApi

if TYPE_CHECKING:  # and in the methods: a script that calls none of them does not wait for what they are made of
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ...runtime.model import Item, Result
    from ..values import Moment, Namespaces, Values
    from .category import Category
    from .image import Image
    from .listing import List
    from .page import Page
    from .site import ClassicSite

__all__ = ["Lists"]

Api_co = TypeVar("Api_co", bound=RawApi, covariant=True)


class Lists(BaseSite[Api_co]):
    """The methods of a site that list what is on the wiki."""

    @overload
    def allpages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        namespace: Namespaces = "0",
        filterredir: str = "all",
        minsize: int | None = None,
        maxsize: int | None = None,
        prtype: Values | None = None,
        prlevel: Values | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        filterlanglinks: str = "all",
        generator: Literal[True] = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Page]: ...
    @overload
    def allpages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        namespace: Namespaces = "0",
        filterredir: str = "all",
        minsize: int | None = None,
        maxsize: int | None = None,
        prtype: Values | None = None,
        prlevel: Values | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        filterlanglinks: str = "all",
        *,
        generator: Literal[False],
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def allpages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        namespace: Namespaces = "0",
        filterredir: str = "all",
        minsize: int | None = None,
        maxsize: int | None = None,
        prtype: Values | None = None,
        prlevel: Values | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        filterlanglinks: str = "all",
        generator: bool = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the pages of a namespace, by title.

        Args:
            start: the title to begin with, without its namespace.
            prefix: what the titles begin with.
            namespace: one, by number or name.
            filterredir: `all`, `redirects` or `nonredirects`.
            minsize: bytes at least.
            maxsize: bytes at most.
            prtype: only pages protected from these actions: `edit`, `move`, `upload`.
            prlevel: with `prtype`, only at these levels.
            limit: the old name of `api_chunk_size`.
            dir: `ascending` or `descending`.
            filterlanglinks: `all`, `withlanglinks` or `withoutlanglinks`.
            generator: as page objects; without, their titles.
            end: the title to end with.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=allpages`, by their names without `ap`.
        """
        given = {
            "from_": start,
            "to": end,
            "prefix": prefix,
            "minsize": minsize,
            "maxsize": maxsize,
            "prtype": prtype,
            "prlevel": prlevel,
            "namespace": namespace,
            "filterredir": filterredir,
            "dir": dir,
            "filterlanglinks": filterlanglinks,
            **parameters,
        }
        return self._pages("allpages", given, generator, limit, max_items, api_chunk_size)

    @overload
    def allcategories(
        self,
        start: str | None = None,
        prefix: str | None = None,
        dir: str = "ascending",
        limit: int | None = None,
        generator: Literal[True] = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Category]: ...
    @overload
    def allcategories(
        self,
        start: str | None = None,
        prefix: str | None = None,
        dir: str = "ascending",
        limit: int | None = None,
        *,
        generator: Literal[False],
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def allcategories(
        self,
        start: str | None = None,
        prefix: str | None = None,
        dir: str = "ascending",
        limit: int | None = None,
        generator: bool = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the categories that pages are in, by name.

        Args:
            start: the name to begin with.
            prefix: what the names begin with.
            dir: `ascending` or `descending`.
            limit: the old name of `api_chunk_size`.
            generator: as page objects; without, their names.
            end: the name to end with.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=allcategories`, by their names without `ac`.
        """
        given = {
            "from_": start,
            "to": end,
            "prefix": prefix,
            "dir": dir,
            **parameters,
        }
        from ..lists import names

        return self._pages("allcategories", given, generator, limit, max_items, api_chunk_size, give=names)

    @overload
    def allimages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        minsize: int | None = None,
        maxsize: int | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        sha1: str | None = None,
        sha1base36: str | None = None,
        generator: Literal[True] = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Image]: ...
    @overload
    def allimages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        minsize: int | None = None,
        maxsize: int | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        sha1: str | None = None,
        sha1base36: str | None = None,
        *,
        generator: Literal[False],
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]: ...
    def allimages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        minsize: int | None = None,
        maxsize: int | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        sha1: str | None = None,
        sha1base36: str | None = None,
        generator: bool = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the files, by name.

        Args:
            start: the name to begin with.
            prefix: what the names begin with.
            minsize: bytes at least.
            maxsize: bytes at most.
            limit: the old name of `api_chunk_size`.
            dir: `ascending` or `descending`.
            sha1: only files of this SHA-1, in hexadecimal.
            sha1base36: only files of this SHA-1, in base 36.
            generator: as page objects; without, as items.
            end: the name to end with.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=allimages`, by their names without `ai`.
        """
        given = {
            "from_": start,
            "to": end,
            "prefix": prefix,
            "minsize": minsize,
            "maxsize": maxsize,
            "dir": dir,
            "sha1": sha1,
            "sha1base36": sha1base36,
            **parameters,
        }
        return self._pages("allimages", given, generator, limit, max_items, api_chunk_size, give=list)

    @overload
    def alllinks(
        self,
        start: str | None = None,
        prefix: str | None = None,
        unique: bool = False,
        prop: Values = "title",
        namespace: Namespaces = "0",
        limit: int | None = None,
        generator: Literal[True] = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Page]: ...
    @overload
    def alllinks(
        self,
        start: str | None = None,
        prefix: str | None = None,
        unique: bool = False,
        prop: Values = "title",
        namespace: Namespaces = "0",
        limit: int | None = None,
        *,
        generator: Literal[False],
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[str]: ...
    def alllinks(
        self,
        start: str | None = None,
        prefix: str | None = None,
        unique: bool = False,
        prop: Values = "title",
        namespace: Namespaces = "0",
        limit: int | None = None,
        generator: bool = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give the pages that are linked to, by title, whether they exist or not.

        Args:
            start: the title to begin with, without its namespace.
            prefix: what the titles begin with.
            unique: each title once.
            prop: `title`, and `ids` of the pages that link (not with page objects, nor `unique`).
            namespace: one, by number or name.
            limit: the old name of `api_chunk_size`.
            generator: as page objects; without, their titles.
            end: the title to end with.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=alllinks`, by their names without `al`.
        """
        given = {
            "from_": start,
            "to": end,
            "prefix": prefix,
            "unique": unique,
            "prop": prop,
            "namespace": namespace,
            **parameters,
        }
        return self._pages("alllinks", given, generator, limit, max_items, api_chunk_size)

    def allusers(
        self,
        start: str | None = None,
        prefix: str | None = None,
        group: Values | None = None,
        prop: Values | None = None,
        limit: int | None = None,
        witheditsonly: bool = False,
        activeusers: bool = False,
        rights: Values | None = None,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give the users, by name.

        Args:
            start: the name to begin with.
            prefix: what the names begin with.
            group: only members of these groups.
            prop: what to give of each: `groups`, `rights`, `editcount`, `registration`, `blockinfo`, …
            limit: the old name of `api_chunk_size`.
            witheditsonly: only those who edited.
            activeusers: only those who were active lately.
            rights: only those who have these rights.
            end: the name to end with.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=allusers`, by their names without `au`.
        """
        given = {
            "from_": start,
            "to": end,
            "prefix": prefix,
            "group": group,
            "prop": prop,
            "rights": rights,
            "witheditsonly": witheditsonly,
            "activeusers": activeusers,
            **parameters,
        }
        return self._items("allusers", given, limit, max_items, api_chunk_size)

    def blocks(
        self,
        start: Moment | None = None,
        end: Moment | None = None,
        dir: str = "older",
        ids: Values | None = None,
        users: Values | None = None,
        limit: int | None = None,
        prop: Values = "id|user|by|timestamp|expiry|reason|flags",
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give the blocks, the newest first.

        Args:
            start: the time to begin at.
            end: the time to end at.
            dir: `older` or `newer`.
            ids: only these, by number.
            users: only those of these users and addresses.
            limit: the old name of `api_chunk_size`.
            prop: what to give of each.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=blocks`, by their names without `bk`.
        """
        given = {
            "start": start,
            "end": end,
            "dir": dir,
            "ids": ids,
            "users": users,
            "prop": prop,
            **parameters,
        }
        return self._items("blocks", given, limit, max_items, api_chunk_size)

    def deletedrevisions(
        self,
        start: Moment | None = None,
        end: Moment | None = None,
        dir: str = "older",
        namespace: Namespaces | None = None,
        limit: int | None = None,
        prop: Values = "user|comment",
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give deleted revisions, by page.

        Args:
            start: the time to begin at.
            end: the time to end at.
            dir: `older` or `newer`.
            namespace: only those of pages in these.
            limit: the old name of `api_chunk_size`.
            prop: what to give of each: `revid`, `user`, `comment`, `content`, …
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=deletedrevs`, by their names without `dr`.
        """
        given = {
            "start": start,
            "end": end,
            "dir": dir,
            "namespace": namespace,
            "prop": prop,
            **parameters,
        }
        return self._items("deletedrevs", given, limit, max_items, api_chunk_size)

    def exturlusage(
        self,
        query: str,
        prop: Values | None = None,
        protocol: str = "http",
        namespace: Namespaces | None = None,
        limit: int | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give the pages that link to an address outside the wiki, and the address.

        Args:
            query: the address without its protocol; `*.example.org` is a whole domain.
            prop: what to give of each: `ids`, `title`, `url` (these without it).
            protocol: `http`, `https`, `ftp`, …
            namespace: only pages in these.
            limit: the old name of `api_chunk_size`.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=exturlusage`, by their names without `eu`.
        """
        given = {
            "query": query,
            "prop": prop,
            "protocol": protocol,
            "namespace": namespace,
            **parameters,
        }
        return self._items("exturlusage", given, limit, max_items, api_chunk_size)

    def logevents(
        self,
        type: str | None = None,
        prop: Values | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        dir: str = "older",
        user: str | None = None,
        title: str | None = None,
        limit: int | None = None,
        action: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give the entries of the wiki's logs, the newest first.

        Args:
            type: of one log: `delete`, `block`, `move`, `upload`, …
            prop: what to give of each: `ids`, `title`, `type`, `user`, `timestamp`, `comment`, `details`, `tags`, …
            start: the time to begin at.
            end: the time to end at.
            dir: `older` or `newer`.
            user: only what this user did.
            title: only what was done to this page.
            limit: the old name of `api_chunk_size`.
            action: only this one: `delete/restore`, `block/unblock`, …
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=logevents`, by their names without `le`.
        """
        given = {
            "prop": prop,
            "type": type,
            "start": start,
            "end": end,
            "dir": dir,
            "user": user,
            "title": title,
            "action": action,
            **parameters,
        }
        return self._items("logevents", given, limit, max_items, api_chunk_size)

    def recentchanges(
        self,
        start: Moment | None = None,
        end: Moment | None = None,
        dir: str = "older",
        namespace: Namespaces | None = None,
        prop: Values | None = None,
        show: Values | None = None,
        limit: int | None = None,
        type: Values | None = None,
        toponly: bool | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give the recent changes, the newest first.

        Args:
            start: the time to begin at.
            end: the time to end at.
            dir: `older` or `newer`.
            namespace: only those in these.
            prop: what to give of each: `title`, `timestamp`, `ids` (these without it), `user`, `comment`, `sizes`, …
            show: `minor`, `!minor`, `bot`, `!bot`, `anon`, `patrolled`, `redirect`, … and their opposites.
            limit: the old name of `api_chunk_size`.
            type: `edit`, `new`, `log`, `external`, `categorize`.
            toponly: only the newest revision of each page.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=recentchanges`, by their names without `rc`.
        """
        given = {
            "start": start,
            "end": end,
            "dir": dir,
            "namespace": namespace,
            "prop": prop,
            "show": show,
            "type": type,
            "toponly": toponly,
            **parameters,
        }
        return self._items("recentchanges", given, limit, max_items, api_chunk_size)

    def search(
        self,
        search: str,
        namespace: Namespaces = "0",
        what: str | None = None,
        redirects: bool = False,
        limit: int | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Search the pages' texts.

        Args:
            search: what to look for, as in the wiki's search field.
            namespace: only pages in these.
            what: `text`, `title` or `nearmatch`; not every wiki has them all.
            redirects: no wiki has this any more since MediaWiki 1.23; it is left out.
            limit: the old name of `api_chunk_size`.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=search`, by their names without `sr`.
        """
        given = {
            "search": search,
            "namespace": namespace,
            "what": what,
            **parameters,
        }
        return self._items("search", given, limit, max_items, api_chunk_size)

    def usercontributions(
        self,
        user: Values,
        start: Moment | None = None,
        end: Moment | None = None,
        dir: str = "older",
        namespace: Namespaces | None = None,
        prop: Values | None = None,
        show: Values | None = None,
        limit: int | None = None,
        uselang: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give what users did, the newest first.

        Args:
            user: one, or several.
            start: the time to begin at.
            end: the time to end at.
            dir: `older` or `newer`.
            namespace: only in these.
            prop: what to give of each: `ids`, `title`, `timestamp`, `comment`, `size`, `flags` (these without it), …
            show: `minor`, `!minor`, `new`, `top`, `patrolled`, … and their opposites.
            limit: the old name of `api_chunk_size`.
            uselang: the language of parsed comments.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=usercontribs`, by their names without `uc`.
        """
        given = {
            "user": user,
            "start": start,
            "end": end,
            "dir": dir,
            "namespace": namespace,
            "prop": prop,
            "show": show,
            **parameters,
        }
        site = self if uselang is None else self.with_main(uselang=uselang)
        return site._items("usercontribs", given, limit, max_items, api_chunk_size)

    def watchlist(
        self,
        allrev: bool = False,
        start: Moment | None = None,
        end: Moment | None = None,
        namespace: Namespaces | None = None,
        dir: str = "older",
        prop: Values | None = None,
        show: Values | None = None,
        limit: int | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give what changed on the pages that one watches, the newest first. It needs a login.

        Args:
            allrev: each revision, not only the newest of each page.
            start: the time to begin at.
            end: the time to end at.
            namespace: only in these.
            dir: `older` or `newer`.
            prop: what to give of each: `ids`, `title`, `flags` (these without it), `user`, `comment`, `timestamp`, …
            show: `unread`, `minor`, `bot`, `anon`, `patrolled`, … and their opposites.
            limit: the old name of `api_chunk_size`.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=watchlist`, by their names without `wl`.
        """
        given = {
            "allrev": allrev,
            "start": start,
            "end": end,
            "namespace": namespace,
            "dir": dir,
            "prop": prop,
            "show": show,
            **parameters,
        }
        return self._items("watchlist", given, limit, max_items, api_chunk_size)

    def random(
        self,
        namespace: Namespaces,
        limit: int | None = 20,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give pages at random.

        Args:
            namespace: only those in these.
            limit: how many in all, if `max_items` does not say it.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=random`, by their names without `rn`.
        """
        most = limit if max_items is None else max_items
        return self._items("random", {"namespace": namespace, **parameters}, None, most, api_chunk_size)

    def checkuserlog(
        self,
        user: str | None = None,
        target: str | None = None,
        limit: int | None = 10,
        dir: str = "older",
        start: Moment | None = None,
        end: Moment | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
    ) -> List[Item]:
        """Give the log of the extension CheckUser, the newest first.

        Args:
            user: only what this user looked up.
            target: only what was looked up of this user or address.
            limit: how many a request, if `api_chunk_size` does not say it.
            dir: `older` or `newer`.
            start: the time to begin at.
            end: the time to end at.
            max_items: how many in all.
            api_chunk_size: how many a request.

        Raises:
            UnknownModule: the wiki does not have the extension.
        """
        from ..checkuser import check_user_log
        from ..requests import sized
        from .listing import List

        given = {"user": user, "target": target, "dir": dir, "start": start, "end": end}
        arguments, most = sized(given, None, max_items, api_chunk_size or limit)
        return List(self, check_user_log(self.context, arguments), max_items=most)

    def users(
        self,
        users: Values,
        prop: Values = "blockinfo|groups|editcount",
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]:
        """Give what the wiki knows of users, any number of them.

        One that is `missing` or `invalid` has that flag.

        Args:
            users: their names.
            prop: what to give of each: `groups`, `rights`, `editcount`, `registration`, `gender`, `blockinfo`, …
            max_items: how many in all.
            api_chunk_size: how many a request; no more than the wiki takes.
            parameters: more parameters of `list=users`, by their names without `us`.
        """
        from ..lists import parts
        from ..requests import list_of
        from .listing import List

        most = min(500 if self.context.session.high_limits else 50, api_chunk_size or 500)
        requests = [
            list_of(self.context, "users", {"users": part, "prop": prop, **parameters})
            for part in parts(users, most, max_items)
        ]
        return List(self, *requests)

    def revisions(
        self,
        revids: Iterable[int | str],
        prop: Values = "ids|timestamp|flags|comment|user",
        expandtemplates: bool = False,
        diffto: str | int | None = "prev",
        **parameters: object,
    ) -> Sequence[Result]:
        """Give revisions by their numbers, any number of them, in the order asked; what there is none of is left out.

        Each has its page's `pagetitle` and `pageid` too.

        Args:
            revids: their numbers.
            prop: what to give of each: `ids`, `timestamp`, `user`, `comment`, `content`, …
            expandtemplates: of the text, where the wiki still can.
            diffto: a revision to compare each with: its number, `prev`, `next` or `cur`; None for no comparison.
            parameters: more parameters of `prop=revisions`, by their names without `rv`.
        """
        from ..lists import in_order, with_ids
        from ..requests import pages_of, prop_of

        wanted = [int(revid) for revid in revids]
        given = {"prop": with_ids(prop), "expandtemplates": expandtemplates, "diffto": diffto, **parameters}
        request = pages_of(self.context, {"revids": wanted}, [prop_of(self.context, "revisions", given)])
        found = [page for page in self.iterate(request)]
        return in_order(wanted, found)

    def _pages(
        self,
        name: str,
        given: Mapping[str, object],
        generator: bool,
        limit: int | None,
        max_items: int | None,
        api_chunk_size: int | None,
        give: Callable[[list[Any]], Iterable[Any]] | None = None,
    ) -> List[Any]:
        """Give a list of pages, as objects or as `give` makes them: else their titles."""
        from ..lists import titles
        from ..requests import each_namespace, generator_of, list_of, sized
        from .classes import pages_from
        from .listing import List

        arguments, most = sized(given, limit, max_items, api_chunk_size)
        each = each_namespace(self.context, name, arguments)
        if generator:
            requests = [generator_of(self.context, name, one) for one in each]
            return List(self, *requests, max_items=most, give=pages_from(cast("ClassicSite[Any]", self)))
        lists = [list_of(self.context, name, one) for one in each]
        return List(self, *lists, max_items=most, give=give or titles)

    def _items(
        self,
        name: str,
        given: Mapping[str, object],
        limit: int | None,
        max_items: int | None,
        api_chunk_size: int | None,
    ) -> List[Item]:
        """Give the items of a list."""
        from ..requests import list_of, sized
        from .listing import List

        arguments, most = sized(given, limit, max_items, api_chunk_size)
        return List(self, list_of(self.context, name, arguments), max_items=most)
