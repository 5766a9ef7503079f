"""A wiki, with the reference's methods."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar, cast, overload

from ...runtime import AsyncRawApi
from ...runtime.errors import APIError, MediaWikiVersionError
from ...runtime.flows.call import token
from ...runtime.model import Item, Result, WriteResult
from ..ask import ask
from ..checkuser import check_user_log
from ..lists import email_error, in_order, names, parts, reason_of, titles, with_ids
from ..requests import generator_of, list_of, pages_of, prop_of, request_of, sized
from ..values import Moment, Namespaces, Values
from .category import AsyncCategory
from .classes import pages_from
from .image import AsyncImage
from .listing import AsyncList
from .page import AsyncPage
from .page_list import AsyncPageList
from .uploading import AsyncUploading

__all__ = ["AsyncClassicSite"]

Api_co = TypeVar("Api_co", bound=AsyncRawApi, covariant=True)

_TOKENS = frozenset({"createaccount", "csrf", "login", "patrol", "rollback", "userrights", "watch"})


class AsyncClassicSite(AsyncUploading[Api_co]):
    """Base of a binding's site: its own `api`, and the methods and page objects of mwclient's `Site`."""

    # Pages

    @property
    def pages(self) -> AsyncPageList[AsyncPage]:
        """The wiki's pages: `site.pages["Title"]`, `site.pages[42]`; iterated, all of its main namespace."""
        return AsyncPageList(self)

    @property
    def categories(self) -> AsyncPageList[AsyncCategory]:
        """The categories, by their names without `Category:`; iterated, all that have a page."""
        return AsyncPageList(self, namespace=14)

    @property
    def images(self) -> AsyncPageList[AsyncImage]:
        """The files, by their names without `File:`; iterated, all that have a page."""
        return AsyncPageList(self, namespace=6)

    @property
    def Pages(self) -> AsyncPageList[AsyncPage]:  # noqa: N802  # the reference's older name
        """The same as `pages`."""
        return self.pages

    @property
    def Categories(self) -> AsyncPageList[AsyncCategory]:  # noqa: N802
        """The same as `categories`."""
        return self.categories

    @property
    def Images(self) -> AsyncPageList[AsyncImage]:  # noqa: N802
        """The same as `images`."""
        return self.images

    # Lists

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
    ) -> AsyncList[AsyncPage]: ...
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
    ) -> AsyncList[str]: ...
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
    ) -> AsyncList[Any]:
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
    ) -> AsyncList[AsyncCategory]: ...
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
    ) -> AsyncList[str]: ...
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
    ) -> AsyncList[Any]:
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
    ) -> AsyncList[AsyncImage]: ...
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
    ) -> AsyncList[Item]: ...
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
    ) -> AsyncList[Any]:
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
    ) -> AsyncList[AsyncPage]: ...
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
    ) -> AsyncList[str]: ...
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
    ) -> AsyncList[Any]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
    ) -> AsyncList[Item]:
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
        given = {"user": user, "target": target, "dir": dir, "start": start, "end": end}
        arguments, most = sized(given, None, max_items, api_chunk_size or limit)
        return AsyncList(self, check_user_log(self.context, arguments), max_items=most)

    def users(
        self, users: Values, prop: Values = "blockinfo|groups|editcount", **parameters: object
    ) -> AsyncList[Item]:
        """Give what the wiki knows of users, any number of them.

        One that is `missing` or `invalid` has that flag.

        Args:
            users: their names.
            prop: what to give of each: `groups`, `rights`, `editcount`, `registration`, `gender`, `blockinfo`, …
            parameters: more parameters of `list=users`, by their names without `us`.
        """
        most = 500 if self.context.session.high_limits else 50
        requests = [
            list_of(self.context, "users", {"users": part, "prop": prop, **parameters}) for part in parts(users, most)
        ]
        return AsyncList(self, *requests)

    async def revisions(
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
        wanted = [int(revid) for revid in revids]
        given = {"prop": with_ids(prop), "expandtemplates": expandtemplates, "diffto": diffto, **parameters}
        request = pages_of(self.context, {"revids": wanted}, [prop_of(self.context, "revisions", given)])
        found = [page async for page in self.iterate(request)]
        return in_order(wanted, found)

    # Actions

    async def email(self, user: str, text: str, subject: str, cc: bool = False) -> WriteResult:
        """Send a mail to a user over the wiki.

        Args:
            user: the name of who gets it.
            text: its text.
            subject: its subject.
            cc: send a copy to oneself.

        Raises:
            NoSpecifiedEmailError: the user takes no mail.
            EmailError: the wiki refused.
            WriteOutcomeUnknown: the answer was lost; it is not sent twice.
        """
        given = {"target": user, "text": text, "subject": subject, "ccme": cc}
        try:
            result = cast("WriteResult", await self.send(request_of(self.context, "emailuser", given)))
        except APIError as error:
            raise email_error(user, error.code, error.info) from error
        if result.get("result") == "Failure":
            raise email_error(user, *reason_of(result))
        return result

    @overload
    async def expandtemplates(
        self, text: str, title: str | None = None, generatexml: Literal[False] = False
    ) -> str: ...
    @overload
    async def expandtemplates(
        self, text: str, title: str | None = None, *, generatexml: Literal[True]
    ) -> tuple[str, str]: ...
    async def expandtemplates(
        self, text: str, title: str | None = None, generatexml: bool = False
    ) -> str | tuple[str, str]:
        """Expand the templates in a wikitext.

        Args:
            text: the wikitext.
            title: of the page on which it is to be thought to stand.
            generatexml: give the structure of `text` too, as XML.
        """
        prop = "wikitext|parsetree" if generatexml else "wikitext"
        result = await self.send(
            request_of(self.context, "expandtemplates", {"text": text, "title": title, "prop": prop})
        )
        expanded = str(result["wikitext"])
        return (expanded, str(result["parsetree"])) if generatexml else expanded

    async def parse(
        self,
        text: str | None = None,
        title: str | None = None,
        page: str | None = None,
        prop: Values | None = None,
        redirects: bool = False,
        mobileformat: bool = False,
        **parameters: object,
    ) -> Result:
        """Have the wiki render a text, or a page.

        Args:
            text: the wikitext.
            title: of the page on which it is to be thought to stand.
            page: the title of the page, in place of a text.
            prop: what to give: `text`, `categories`, `links`, `sections`, …
            redirects: where `page` redirects, render the target.
            mobileformat: for small screens, where the wiki has the extension for it.
            parameters: more parameters of `action=parse`.
        """
        given = {"text": text, "title": title, "page": page, "prop": prop, "redirects": redirects}
        arguments = {**given, "mobileformat": mobileformat, **parameters}
        return cast("Result", await self.send(request_of(self.context, "parse", arguments, strange=True)))

    async def patrol(
        self, rcid: int | None = None, revid: int | None = None, tags: Values | None = None
    ) -> WriteResult:
        """Mark a change as patrolled.

        Args:
            rcid: the number of the recent change.
            revid: that of the revision, in place of it.
            tags: put these on the entry in the log.
        """
        given = {"rcid": rcid, "revid": revid, "tags": tags}
        return cast("WriteResult", await self.send(request_of(self.context, "patrol", given)))

    async def get_token(self, type: str, force: bool = False, title: str | None = None) -> str:
        """Give a token, for calls that are made by hand; every method of the site has its own.

        Args:
            type: `csrf`, `createaccount`, `login`, `patrol`, `rollback`, `userrights`, `watch`; others are for `csrf`.
            force: ask for a new one.
            title: of no use since MediaWiki 1.24.
        """
        kind = type if type in _TOKENS else "csrf"
        if force:
            self.context.session.tokens.pop(kind, None)
        return await self.run(token(self.context, kind))

    def require(
        self, major: int, minor: int, revision: int | None = None, raise_error: bool | None = True
    ) -> bool | None:
        """Tell whether the wiki runs this version of MediaWiki, or a newer one.

        Args:
            major: the 1 of 1.43.
            minor: the 43 of 1.43.
            revision: cannot be asked for.
            raise_error: raise an error if it is older; None gives None where the version is not known yet.

        Raises:
            MediaWikiVersionError: it is older.
        """
        if revision is not None:
            raise NotImplementedError("the wiki's revision cannot be asked for: only its major and minor version")
        if raise_error is None and not self.initialized:
            return None
        version = self.version[:2]
        if version >= (major, minor):
            return True
        if raise_error:
            raise MediaWikiVersionError(f"needs MediaWiki {major}.{minor}, and the wiki runs {version[0]}.{version[1]}")
        return False

    async def ask(self, query: str, title: str | None = None) -> AsyncIterator[Mapping[str, Any]]:
        """Ask Semantic MediaWiki, to the end of its answers.

        Args:
            query: `[[Category:City]]|?Population`.
            title: of the page on which the query is to be thought to stand.

        Raises:
            UnknownModule: the wiki does not have the extension.
            APIError: the query is none.
        """
        offset: int | None = 0
        while offset is not None:
            answers, offset = await self.run(ask(self.context, query, offset, title))
            for answer in answers:
                yield answer

    def _pages(
        self,
        name: str,
        given: Mapping[str, object],
        generator: bool,
        limit: int | None,
        max_items: int | None,
        api_chunk_size: int | None,
        give: Callable[[list[Any]], Iterable[Any]] = titles,
    ) -> AsyncList[Any]:
        """Give a list of pages, as objects or as `give` makes them."""
        arguments, most = sized(given, limit, max_items, api_chunk_size)
        if generator:
            request = generator_of(self.context, name, arguments)
            return AsyncList(self, request, max_items=most, give=pages_from(self))
        return AsyncList(self, list_of(self.context, name, arguments), max_items=most, give=give)

    def _items(
        self,
        name: str,
        given: Mapping[str, object],
        limit: int | None,
        max_items: int | None,
        api_chunk_size: int | None,
    ) -> AsyncList[Item]:
        """Give the items of a list."""
        arguments, most = sized(given, limit, max_items, api_chunk_size)
        return AsyncList(self, list_of(self.context, name, arguments), max_items=most)
