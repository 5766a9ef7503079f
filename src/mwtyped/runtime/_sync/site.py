# Derived from src/mwtyped/runtime/_async/site.py by codegen/twin.py. Do not edit.
"""A wiki: the calls that every binding's `Site` has."""

import copy
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Generic, Self, TypeVar

from ..attributes import SiteAttributes, api_property
from ..errors import LoginError
from ..flows import Flow
from ..flows.call import raw_call, send
from ..flows.combine import combine
from ..flows.login import init, login
from ..model import Combined
from ..options import Options
from ..raw import raw_params, several
from ..request import ListingRequest, ListRequest, MainRequest, MetaRequest, Pages, Request
from ..session import SECRET_HEADERS, Context, Endpoint, Patience, Session, refuse_plain_http, user_agent
from ..transport import Transport
from .driver import run
from .listing import Listing
from .namespace import RawApi

__all__ = ["BaseSite"]

Api_co = TypeVar("Api_co", bound=RawApi, covariant=True)
R = TypeVar("R")
T = TypeVar("T")
P = TypeVar("P")


class BaseSite(SiteAttributes, Generic[Api_co]):
    """Base of a binding's site.

    Args:
        host: host name, with or without port, or a URL of the wiki, from which scheme and path are read.
        path: where `api.php` is; begins and ends with `/`.
        ext: the scripts' extension.
        scheme: `https` or `http`.
        retry_timeout: seconds by which each wait for what fails in a passing way is longer than the one before.
        max_retries: how often that is tried again.
        wait_callback: called before each wait with what tries, how often it failed, and the call; may raise to stop.
        clients_useragent: names the script and whom to write to, e.g. `CoolBot/1.0 (cool@example.org)`.
        max_lag: seconds the wiki's databases may lag before it refuses to work for us; None sends nothing.
        do_init: ask for the wiki's facts at once, not at first need.
        custom_headers: sent with each request to this wiki, and to no other host.
        options: what mwclient's constructor has no keyword for.

    Raises:
        ValueError: `host`, `path` or `scheme` is none.
        PlainHTTPRefused: `custom_headers` say who one is, and the wiki is asked over plain http.
    """

    _api_class: ClassVar[Any] = RawApi

    def __init__(
        self,
        host: str,
        path: str = "/w/",
        ext: str = ".php",
        *,
        scheme: str = "https",
        retry_timeout: float = 30,
        max_retries: int = 25,
        wait_callback: Callable[[Any, int, Any], object] | None = None,
        clients_useragent: str | None = None,
        max_lag: int | None = 3,
        do_init: bool = True,
        custom_headers: Mapping[str, str] | None = None,
        options: Options | None = None,
    ) -> None:
        endpoint = Endpoint.of(host, path, ext, scheme)
        patience = Patience(max_retries, retry_timeout, wait_callback or (lambda *_: None))
        binding = self._api_class.__module__.rpartition(".")[0]
        session = Session(endpoint, max_lag=max_lag, options=options or Options(), patience=patience, binding=binding)
        self.context: Context = Context(session)
        if any(name.lower() in SECRET_HEADERS for name in custom_headers or ()):
            refuse_plain_http(endpoint, "a header that proves who one is", session.options)
        headers = {"user-agent": user_agent(clients_useragent), **(custom_headers or {})}
        self._transport = Transport(headers)
        self._do_init = do_init
        self._created()

    @api_property
    def api(self) -> Api_co:
        """The wiki's modules, typed; called itself, one untyped call (`site.api("query", meta="userinfo")`)."""
        api: Api_co = self._api_class(self)
        return api

    def run(self, flow: Flow[T]) -> T:
        """Run one of the runtime's flows on this site's connection."""
        return run(flow, self._transport, self.context.session.options)

    def send(self, request: Request[R]) -> R:
        """Send a request: one call, that module's result. A list gives its first `Batch`.

        Raises:
            ParameterError: the request cannot be right; nothing was sent.
            APIError: the wiki refused.
        """
        return self.run(send(self.context, request))

    def iterate(self, request: ListingRequest[T], *, max_items: int | None = None) -> Listing[T]:
        """Follow a list or a query of pages to its end, or to `max_items`."""
        return Listing(self, request, max_items=max_items)

    def combine(
        self,
        *,
        lists: Iterable[ListRequest[Any]] | ListRequest[Any] = (),
        meta: Iterable[MetaRequest[Any]] | MetaRequest[Any] = (),
        pages: Pages[P] | None = None,
    ) -> Combined[P]:
        """Send a combined query: what `site.api.query(...)` does."""
        return self.run(combine(self.context, several(lists), several(meta), pages))

    def call(self, action: str, http_method: str = "POST", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Make one untyped call: what `site.api(...)` does."""
        params = raw_params(action, args, kwargs)
        reply: dict[str, Any] = self.run(raw_call(self.context, params, post=_posts(http_method)))
        return reply

    def get(self, action: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Make one untyped call with GET."""
        return self.call(action, "GET", *args, **kwargs)

    def post(self, action: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Make one untyped call with POST."""
        return self.call(action, "POST", *args, **kwargs)

    def raw_api(self, action: str, http_method: str = "POST", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Make one untyped call and give its reply as it came, an error of the wiki included."""
        params = raw_params(action, args, kwargs)
        flow = raw_call(self.context, params, post=_posts(http_method), check=False)
        reply: dict[str, Any] = self.run(flow)
        return reply

    def login(self, username: str, password: str) -> None:
        """Log in with a bot password (`Name@task`, from Special:BotPasswords) or a main password.

        From then on each request asserts that user: a session that ends is an error, never an edit of nobody's.

        Raises:
            LoginError: the wiki refused, with its code and reason; nobody is logged in then.
            PlainHTTPRefused: the wiki is asked over plain http, and is not on this machine.
        """
        self._transport.forget()  # or a login that fails would leave the user of before in the cookies
        try:
            self.run(login(self.context, username, password))
        except LoginError as error:
            error.site = self
            raise

    def site_init(self) -> None:
        """Ask the wiki for its facts and for our own: name, groups, rights."""
        self.run(init(self.context))

    def close(self) -> None:
        """Close the connection. The site can be used again: it makes a new one."""
        self._transport.close()

    def __enter__(self) -> Self:
        self._entered()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _with_main(self, main: MainRequest) -> Self:
        """Give a site that sends these parameters of the main module with each call; all else is shared."""
        other = copy.copy(self)
        other.context = Context(self.context.session, {**self.context.main, **main.encode()})
        return other

    def __repr__(self) -> str:
        endpoint = self.context.session.endpoint
        return f"<{type(self).__name__} {endpoint.host}{endpoint.path}>"


def _posts(http_method: str) -> bool:
    if http_method not in ("GET", "POST"):
        raise ValueError(f"http_method must be 'GET' or 'POST', not {http_method!r}")
    return http_method == "POST"
