"""What a site says of itself, without I/O."""

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Self

from .ahead import Ahead
from .errors import NotLoaded, ParameterError
from .secret import concealed_call
from .session import Context, Credentials, Session, Tokens, credentials_of, lag_of, version_tuple

if TYPE_CHECKING:
    api_property = property
else:

    class ApiProperty(property):
        """A property that on the class itself is a function, as the reference's `Site.api` is."""

        def __get__(self, instance, owner=None):
            if instance is not None:
                return instance.__dict__.get("api") or super().__get__(instance, owner)

            def api(self, action, http_method="POST", *args, **kwargs):
                args, kwargs = concealed_call(action, args, kwargs)
                return self.call(action, http_method, *args, **kwargs)

            api.__doc__ = self.__doc__
            return api

        def __set__(self, instance, value):
            instance.__dict__["api"] = value  # a test's mock: what the site itself does goes past it

        def __delete__(self, instance):
            instance.__dict__.pop("api", None)

    api_property = ApiProperty


class SharedAttributes:
    """The attributes of a site, named as in the reference."""

    context: Context

    def __copy__(self) -> Self:
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __reduce__(self) -> NoReturn:
        raise TypeError("a site holds a login and connections, which are not pickled: make one in each process")

    def _known(self) -> Session:
        """Give the session with the wiki's facts in it."""
        raise TypeError("a site says how it comes to know the wiki")

    def _known_user(self) -> Session:
        """Give the session with the account's facts in it."""
        raise TypeError("a site says how it comes to know the account")

    @property
    def host(self) -> str:
        return self.context.session.endpoint.host

    @property
    def path(self) -> str:
        return self.context.session.endpoint.path

    @property
    def ext(self) -> str:
        return self.context.session.endpoint.ext

    @property
    def scheme(self) -> str:
        return self.context.session.endpoint.scheme

    @property
    def max_lag(self) -> int | None:
        """Seconds the wiki's databases may lag before it refuses to work for us; None sends nothing."""
        return self.context.session.max_lag

    @max_lag.setter
    def max_lag(self, value: int | str | None) -> None:
        self.context.session.max_lag = lag_of(value)

    @property
    def initialized(self) -> bool:
        """Whether the wiki's facts are known."""
        return self.context.session.initialized

    @property
    def logged_in(self) -> bool:
        return self.context.session.logged_in

    @property
    def force_login(self) -> bool:
        """Whether an edit by page objects needs a login; without, it is nobody's, under an address."""
        return self.context.session.force_login

    @force_login.setter
    def force_login(self, value: bool) -> None:
        self.context.session.force_login = value

    @property
    def credentials(self) -> Credentials | None:
        """What one logged in with, for the next login; its repr does not show the password."""
        return self.context.session.credentials

    @credentials.setter
    def credentials(self, value: Credentials | tuple[str, str] | tuple[str, str, str | None] | None) -> None:
        found = credentials_of(value)
        del value
        if isinstance(found, ParameterError):
            raise found
        self.context.session.credentials = found

    @property
    def tokens(self) -> MutableMapping[str, str]:
        """The tokens that are known, by their types; without one, the wiki is asked for it at need."""
        return self.context.session.tokens

    @tokens.setter
    def tokens(self, value: Mapping[str, str]) -> None:
        self.context.session.tokens = Tokens(value)

    @property
    def chunk_size(self) -> int:
        """Bytes of a piece of an upload; a larger file goes in pieces."""
        return self.context.of_reference().chunk_size

    @chunk_size.setter
    def chunk_size(self, value: int) -> None:
        if value < 1:
            raise ParameterError("Site", "chunk_size", f"must be a number of bytes, not {value!r}")
        self.context.session.chunk_size = value

    @property
    def blocked(self) -> tuple[str, str] | Literal[False]:
        """Who blocked the account and why, when the site last asked; False if nobody did."""
        return self._known_user().blocked or False

    @property
    def hasmsg(self) -> bool:
        """Whether a message waited for the account when the site last asked."""
        return self._known_user().hasmsg

    @property
    def site(self) -> Mapping[str, Any]:
        """`general` of the wiki's siteinfo, as a call gives it: a flag that is not set is not there."""
        return self._known().general

    @property
    def namespaces(self) -> dict[int, str]:
        """Names of the namespaces, by number; that of the main one is empty."""
        return self._known().namespaces

    @property
    def version(self) -> tuple[int | str, ...]:
        """MediaWiki's version, e.g. `(1, 43, 9)`."""
        return version_tuple(str(self._known().general.get("generator", "")))

    @property
    def username(self) -> str | None:
        """The account's name; without login the address that the wiki sees."""
        return self._known_user().username

    @property
    def groups(self) -> list[str]:
        return self._known_user().groups

    @property
    def rights(self) -> list[str]:
        return self._known_user().rights

    @staticmethod
    def version_tuple_from_generator(string: str, prefix: str = "MediaWiki ") -> tuple[int | str, ...]:
        """Read a version: `'MediaWiki 1.5.1'` gives `(1, 5, 1)`.

        Raises:
            MediaWikiVersionError: `string` does not begin with `prefix`, or no version follows.
        """
        return version_tuple(string, prefix)


class AsyncSiteAttributes(SharedAttributes):
    """Attributes do no I/O: what is not loaded yet says so."""

    _do_init: bool

    def _created(self) -> None:
        """Make what is async alone; a constructor does no I/O here."""
        from .async_ahead import AsyncAhead  # sync code does not wait for asyncio to be loaded
        from .coalescing import Coalescing

        self.coalescing: Coalescing = Coalescing()
        self.ahead: AsyncAhead = AsyncAhead()

    async def _entered(self) -> None:
        if self._do_init and not self.initialized:
            await self.site_init()

    async def site_init(self) -> None:
        raise TypeError("a site says how it comes to know the wiki")

    def _known(self) -> Session:
        if not self.initialized:
            raise NotLoaded("the wiki's facts are not loaded: use `async with`, or `await site.site_init()`")
        return self.context.session

    def _known_user(self) -> Session:
        session = self._known()
        if not session.knows_user:
            raise NotLoaded(
                "who one is after a logout, or a login that failed, is not loaded: `await site.site_init()`"
            )
        return session


class SiteAttributes(SharedAttributes):
    """Attributes ask the wiki when they are first read, if the constructor did not."""

    _do_init: bool

    def _created(self) -> None:
        self.ahead: Ahead = Ahead()
        if self._do_init:
            self.site_init()

    def _entered(self) -> None:
        """Do nothing: the constructor did."""

    def site_init(self) -> None:
        raise TypeError("a site says how it comes to know the wiki")

    def _known(self) -> Session:
        if not self.initialized:
            self.site_init()
        if not self.initialized:
            raise NotLoaded("the wiki says nothing of itself before login: `site.login(...)` first")
        return self.context.session

    def _known_user(self) -> Session:
        if self.initialized and not self.context.session.knows_user:
            self.site_init()
        return self._known()
