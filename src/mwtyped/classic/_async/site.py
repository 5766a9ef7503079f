"""A wiki, with the reference's methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, cast, overload

from ...runtime import AsyncRawApi
from ...runtime.errors import APIError, MediaWikiVersionError
from ...runtime.flows.call import token
from ...runtime.model import Result, WriteResult
from .lists import AsyncLists
from .uploading import AsyncUploading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from ..values import Values
    from .category import AsyncCategory
    from .image import AsyncImage
    from .page import AsyncPage
    from .page_list import AsyncPageList

__all__ = ["AsyncClassicSite"]

Api_co = TypeVar("Api_co", bound=AsyncRawApi, covariant=True)

_TOKENS = frozenset({"createaccount", "csrf", "login", "patrol", "rollback", "userrights", "watch"})


class AsyncClassicSite(AsyncLists[Api_co], AsyncUploading[Api_co]):
    """Base of a binding's site: its own `api`, and the methods and page objects of mwclient's `Site`."""

    def _created(self) -> None:
        self._lists: dict[int, AsyncPageList[Any]] = {}
        super()._created()

    def __copy__(self) -> Self:
        other = super().__copy__()
        other._lists = {}  # which are of a site with other parameters
        return other

    def _own_list(self, namespace: int) -> AsyncPageList[Any]:
        """Give the list of a namespace's pages, one object however often it is asked for."""
        from .page_list import AsyncPageList

        if namespace not in self._lists:
            self._lists.setdefault(namespace, AsyncPageList(self, namespace=namespace))
        return self._lists[namespace]

    @property
    def pages(self) -> AsyncPageList[AsyncPage]:
        """The wiki's pages: `site.pages["Title"]`, `site.pages[42]`; iterated, all of its main namespace."""
        return self._own_list(0)

    @property
    def categories(self) -> AsyncPageList[AsyncCategory]:
        """The categories, by their names without `Category:`; iterated, all that have a page."""
        return self._own_list(14)

    @property
    def images(self) -> AsyncPageList[AsyncImage]:
        """The files, by their names without `File:`; iterated, all that have a page."""
        return self._own_list(6)

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
        from ..lists import email_error, reason_of
        from ..requests import request_of

        given = {"target": user, "text": text, "subject": subject, "ccme": cc}
        try:
            result = cast("WriteResult", await self.send(request_of(self.context, "emailuser", given)))
        except APIError as error:
            raise email_error(user, error.code, error.info) from error
        if not isinstance(result, Result):
            return result  # of a dry run
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
        from ..requests import request_of

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
        from ..requests import request_of

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
        from ..requests import request_of

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
        from ..ask import ask

        offset: int | None = 0
        while offset is not None:
            answers, offset = await self.run(ask(self.context, query, offset, title))
            for answer in answers:
                yield answer
