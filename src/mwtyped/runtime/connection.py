"""What a site is connected by, as scripts read and change it: headers, cookies, who one is to what stands before."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING

from .cookies import own_cookies
from .errors import ParameterError
from .oauth import Authority, Gate, OAuth1, OAuth2, gate_of
from .secret import Secret
from .session import SECRET_HEADERS, Session, refuse_plain_http

if TYPE_CHECKING:
    from .async_transport import AsyncTransport
    from .transport import Transport

__all__ = ["AsyncConnection", "Connection", "SharedConnection", "refuse_beside_pool", "wrong_pool"]


class Headers(MutableMapping[str, str]):
    """The headers of each request; their names have no case. A change takes effect with the next request."""

    def __init__(self, transport: "Transport | AsyncTransport", session: Session) -> None:
        self._transport = transport
        self._session = session

    def __getitem__(self, name: str) -> str:
        return self._transport.headers[name.lower()].reveal()

    def __setitem__(self, name: str, value: str) -> None:
        if name.lower() in SECRET_HEADERS:
            refuse_plain_http(self._session.endpoint, "a header that proves who one is", self._session.options)
        hidden = Secret(value)
        del value
        self._transport.set_header(name, hidden)

    def __delitem__(self, name: str) -> None:
        del self._transport.headers[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._transport.headers))

    def __len__(self) -> int:
        return len(self._transport.headers)

    def __repr__(self) -> str:
        return f"<headers: {', '.join(self)}>"  # what they hold may prove who one is


class Cookies(MutableMapping[str, str]):
    """The cookies that the wiki is sent, by name. Those that the script sets stay until it takes them away."""

    def __init__(self, transport: "Transport | AsyncTransport", session: Session) -> None:
        self._transport = transport
        self._session = session

    def _all(self) -> dict[str, str]:
        return {one.name: one.value for one in self._transport.saved(self._session.endpoint.hostname)}

    @property
    def of_script(self) -> bool:
        """Whether the script has set some."""
        return self._transport.is_set(self._session.endpoint.hostname)

    def __getitem__(self, name: str) -> str:
        return self._all()[name]

    def __setitem__(self, name: str, value: str) -> None:
        endpoint, hidden, kind = self._session.endpoint, Secret(value), type(value)
        del value
        refuse_plain_http(endpoint, "a cookie", self._session.options)
        if not issubclass(kind, str):
            raise TypeError(f"the cookie {name!r} must be a text, not a {kind.__name__}")
        for one in own_cookies({name: hidden}, endpoint):
            self._transport.put(one)

    def __delitem__(self, name: str) -> None:
        if name not in self._all():
            raise KeyError(name)
        self._transport.drop(name, self._session.endpoint.hostname)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return f"<cookies: {', '.join(self)}>"


class SharedConnection:
    """A site's connection: `Site(..., pool=other.connection)` makes a site that shares it.

    Sites that share one have the same headers and the same cookies (each host gets its own), prove who they are in the
    same way, and send their requests in one line.

    Attributes:
        headers: of each request; changes take effect.
        cookies: by name, those that this site's wiki is sent; they can be set.
    """

    def __init__(self, transport: "Transport | AsyncTransport", session: Session) -> None:
        self._transport = transport
        self._session = session
        self.headers: Headers = Headers(transport, session)
        self.cookies: Cookies = Cookies(transport, session)

    @property
    def auth(self) -> Authority | None:
        """What says who one is, with each request: OAuth, or a name and a password for what stands before the wiki."""
        return self._transport.authority

    @auth.setter
    def auth(self, value: Gate | None) -> None:
        found = gate_of(value)
        del value
        if isinstance(found, ParameterError):
            raise found
        if self.oauth is not None:
            raise ParameterError("Site", "auth", "OAuth needs the same header, and only one can have it")
        if found is not None:
            refuse_plain_http(self._session.endpoint, "a password", self._session.options)
        self._transport.authority = found

    @property
    def oauth(self) -> OAuth1 | OAuth2 | None:
        """The OAuth tokens, if these say who one is."""
        found = self._transport.authority
        return found if isinstance(found, OAuth1 | OAuth2) else None

    @property
    def verify(self) -> bool | str:
        """Whether the wiki's certificate is checked, or by which authorities. It is set before the first request."""
        return self._transport.verify

    @verify.setter
    def verify(self, value: bool | str) -> None:
        self._transport.verify = value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._session.endpoint.host}>"


class Connection(SharedConnection):
    """The connection of a `Site`."""

    def __init__(self, transport: "Transport", session: Session) -> None:
        super().__init__(transport, session)
        self.transport: Transport = transport
        """What sends the requests; not for scripts."""


class AsyncConnection(SharedConnection):
    """The connection of an `AsyncSite`."""

    def __init__(self, transport: "AsyncTransport", session: Session) -> None:
        super().__init__(transport, session)
        self.transport: AsyncTransport = transport
        """What sends the requests; not for scripts."""


def wrong_pool(pool: object, wanted: type[SharedConnection]) -> ParameterError:
    """Say what a `pool` is here."""
    site = "Site" if wanted is Connection else "AsyncSite"
    kind = type(pool)
    problem = f"takes the `connection` of another {site}, not a {kind.__module__}.{kind.__name__}"
    if kind.__module__.partition(".")[0] == "requests":
        problem += (
            ". What a requests.Session brings is said here by custom_headers=, httpauth=, client_certificate=, "
            "connection_options= (verify, proxies, timeout), and site.connection.cookies"
        )
    return ParameterError("Site", "pool", problem)


def refuse_beside_pool(given: Mapping[str, object]) -> None:
    """Refuse what a connection that is there already cannot take.

    Raises:
        ParameterError: one of these is given.
    """
    for name, value in given.items():
        if value:
            raise ParameterError("Site", name, "is the connection's: give it to the site whose `pool` this is")
