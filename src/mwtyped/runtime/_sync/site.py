# Derived from src/mwtyped/runtime/_async/site.py by codegen/twin.py. Do not edit.
"""A wiki: the calls that every binding's `Site` has."""

import copy
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar, cast

from ..attributes import SiteAttributes, api_property
from ..checkpoint import resumed
from ..connection import Connection, refuse_beside_pool, wrong_pool
from ..cookies import own_cookies
from ..errors import LoginError, ParameterError, SessionFileError, shown
from ..flows import Flow
from ..flows.call import raw_call, script_call
from ..flows.combine import combine
from ..flows.login import client_login, init, login, login_with, restore
from ..flows.send import send
from ..keywords import check_options
from ..line import Certificate, chosen, hidden_proxies, line_options
from ..login_step import LoginStep
from ..model import Combined
from ..oauth import Gate, gate_of
from ..oauth import authority as oauth
from ..options import Options, options_of
from ..raw import Data, concealed_data, hidden, hidden_values, login_params, raw_params, script_params, several
from ..request import EditRequest, ListingRequest, ListRequest, MainRequest, MetaRequest, Pages, Request
from ..secret import Secret, concealed_call
from ..session import (
    SECRET_HEADERS,
    Context,
    Endpoint,
    Patience,
    Session,
    lag_of,
    refuse_plain_http,
    scheme_and_host,
    user_agent,
)
from ..transport import Transport
from .driver import run
from .listing import Listing
from .namespace import RawApi

if TYPE_CHECKING:
    from ..uploads import UploadResume

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
        pool: the `connection` of another site, to share: its headers, its cookies, its way to prove who one is, its
            line of requests. What makes a connection is then said to that site alone.
        retry_timeout: seconds by which each wait for what fails in a passing way is longer than the one before.
        max_retries: how often that is tried again.
        wait_callback: called before each wait with what tries, how often it failed, and the call; may raise to stop.
        clients_useragent: names the script and whom to write to, e.g. `CoolBot/1.0 (cool@example.org)`.
        max_lag: seconds the wiki's databases may lag before it refuses to work for us; None sends nothing.
        compress: ask for replies that are compressed.
        force_login: page objects refuse to edit as nobody.
        do_init: ask for the wiki's facts at once, not at first need.
        httpauth: name and password for what stands before the wiki and asks for them (HTTP Basic), or an `Authority`.
        reqs: mwclient's older name of `connection_options`.
        consumer_token: OAuth 1.0a, for the owner of a consumer, needs all four of these.
        consumer_secret: see `consumer_token`.
        access_token: see `consumer_token`; alone, the token of OAuth 2. With OAuth there is no login.
        access_secret: see `consumer_token`.
        client_certificate: a file with a TLS certificate and its key, or a pair of such files.
        custom_headers: sent with each request to this wiki, and to no other host. The cookies of a `Cookie` among them
            go beside those that the wiki sets, which take the place of one of the same name.
        scheme: `https` or `http`.
        connection_options: `timeout`, the seconds to wait for a sign of the wiki, while a whole answer may take ten
            times as long; `verify`, a file of authorities to trust, or False; `cert`, like
            `client_certificate`; `proxies`, their addresses by scheme.
        options: what mwclient's constructor has no keyword for.

    Raises:
        ValueError: `host`, `path` or `scheme` is none; some of what OAuth needs is missing.
        ParameterError: another argument is none, or cannot be beside `pool`.
        PlainHTTPRefused: what is secret would go over plain http to another host than this machine.
        OAuthAuthorizationError: the wiki refused the OAuth tokens, or ignored them.
    """

    _api_class: ClassVar[Any] = RawApi

    def __init_subclass__(cls) -> None:
        check_options(cls)

    def __init__(
        self,
        host: str | tuple[str, str],
        path: str = "/w/",
        ext: str = ".php",
        pool: Connection | None = None,
        retry_timeout: float = 30,
        max_retries: int = 25,
        wait_callback: Callable[[Any, int, Any], object] | None = None,
        clients_useragent: str | None = None,
        max_lag: int | str | None = 3,
        compress: bool = True,
        force_login: bool = True,
        do_init: bool = True,
        httpauth: Gate | None = None,
        reqs: Mapping[str, object] | None = None,
        consumer_token: str | None = None,
        consumer_secret: str | None = None,
        access_token: str | None = None,
        access_secret: str | None = None,
        client_certificate: Certificate | None = None,
        custom_headers: Mapping[str, str] | None = None,
        scheme: str = "https",
        connection_options: Mapping[str, object] | None = None,
        *,
        options: Options | None = None,
    ) -> None:
        consumer = hidden(consumer_token), hidden(consumer_secret)
        access = hidden(access_token), hidden(access_secret)
        gate = gate_of(httpauth)
        own_headers = hidden_values(custom_headers)
        reqs, connection_options = hidden_proxies(reqs), hidden_proxies(connection_options)
        del consumer_token, consumer_secret, access_token, access_secret, httpauth, custom_headers
        scheme, host = scheme_and_host(scheme, host)
        endpoint = Endpoint.of(host, path, ext, scheme)
        patience = Patience(max_retries, retry_timeout, wait_callback or (lambda *_: None))
        binding = self._api_class.__module__.rpartition(".")[0]
        options = options_of(options)
        session = Session(endpoint, max_lag=lag_of(max_lag), options=options, patience=patience, binding=binding)
        session.force_login = force_login
        self.context: Context = Context(session)
        if isinstance(gate, ParameterError):
            raise gate
        own = oauth(*consumer, *access, options.oauth_refresh)
        if own is not None and gate is not None:
            raise ValueError("`httpauth` and OAuth need the same header, and only one can have it")
        wanted = chosen(reqs, connection_options)
        if pool is None:
            line = line_options(wanted, client_certificate)
            headers: dict[str, str | Secret] = {"user-agent": user_agent(clients_useragent), **own_headers}
            self._transport = Transport(headers, own or gate, line, parallel=options.parallel)
        else:
            beside: dict[str, object] = {"httpauth": gate, "access_token": own, "connection_options": wanted}
            beside |= {"clients_useragent": clients_useragent, "client_certificate": client_certificate}
            self._transport = _pooled(pool, {**beside, "custom_headers": own_headers, "compress": not compress})
        if not compress:
            self.compress = False
        self._prove()
        self._do_init = do_init
        self._created()

    def _prove(self) -> None:
        """Note who one is without a login; refuse to say it where others may read it."""
        session = self.context.session
        session.authority = self.connection.oauth
        if self._transport.authority is not None:
            refuse_plain_http(session.endpoint, "an OAuth token or a password", session.options)
        if any(name in SECRET_HEADERS for name in self._transport.headers):
            refuse_plain_http(session.endpoint, "a header that proves who one is", session.options)

    @property
    def connection(self) -> Connection:
        """What the site is connected by: `headers`, `cookies`, `auth`, `verify`; another site's `pool`."""
        return Connection(self._transport, self.context.session)

    @property
    def compress(self) -> bool:
        """Whether the wiki is asked for compressed replies."""
        return self._transport.headers.get("accept-encoding") != Secret("identity")

    @compress.setter
    def compress(self, value: bool) -> None:
        if value:
            self._transport.headers.pop("accept-encoding", None)
        else:
            self._transport.set_header("accept-encoding", "identity")

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

    def revise(self, request: EditRequest[R], change: Callable[[str], str], *, tries: int = 5) -> R | None:
        """Read the text of a page or a section, change it, save it, and begin anew if somebody else was faster.

        Args:
            request: the edit without its text: `Edit(title="X", summary="s")`, `Edit(title="X", section="2")`.
            change: makes the new text of the one that is there; of an empty one if there is no page. It is called
                again for each try.
            tries: how often at most.

        Returns:
            The result of the edit; None if there was nothing to change, and nothing was sent.

        Raises:
            EditConflict: somebody else was faster each time.
        """
        from ..flows.revise import revise

        return self.run(revise(self.context, request, change, tries))

    def resume_upload(self, request: Request[R], resume: "UploadResume") -> R:
        """Go on with an upload in pieces where it stopped: `UploadResume.of(error)` says where.

        Args:
            request: the same `UploadRequest`, with the same file.
            resume: where it stopped, in this process or in another.

        Raises:
            ParameterError: it is another file, or the wiki has no longer what had arrived.
        """
        return self.run(send(self.context, request, resume))

    def iterate(self, request: ListingRequest[T], *, max_items: int | None = None) -> Listing[T]:
        """Follow a list or a query of pages to its end, or to `max_items`."""
        return Listing(self, request, max_items=max_items)

    def resume(self, request: type[ListingRequest[T]], checkpoint: str) -> Listing[T]:
        """Go on with a listing where its `checkpoint` stands, in another process too.

        Nothing is left out of it; where the wiki's list changed in between, some items may come again.

        Args:
            request: the class of its request, e.g. `AllPages`.
            checkpoint: what `listing.checkpoint` gave.

        Raises:
            InvalidCheckpoint: it is none, or of another request, binding or version of mwtyped.
        """
        found, mark = resumed(request, checkpoint)
        return Listing(self, found, mark=mark)

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
        again = kwargs.pop("retry_on_error", True)
        args, kwargs = concealed_call(action, args, kwargs)
        params = raw_params(action, args, kwargs)
        reply: dict[str, Any] = self.run(raw_call(self.context, params, post=_posts(http_method), again=bool(again)))
        return reply or {}

    def get(self, action: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Make one untyped call with GET."""
        args, kwargs = concealed_call(action, args, kwargs)
        return self.call(action, "GET", *args, **kwargs)

    def post(self, action: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Make one untyped call with POST."""
        args, kwargs = concealed_call(action, args, kwargs)
        return self.call(action, "POST", *args, **kwargs)

    def raw_api(
        self,
        action: str,
        http_method: str = "POST",
        retry_on_error: object = True,
        *args: Any,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Make one untyped call and give its reply as it came, an error of the wiki included.

        Args:
            action: the module.
            http_method: `GET` or `POST`; what has a token is posted in any case.
            retry_on_error: what fails in a passing way is tried again. A pair in its place is a parameter.
            args: parameters, as pairs of name and value.
            kwargs: parameters.

        Raises:
            APIDisabledError: the wiki has its API switched off.
            InvalidResponse: the reply is no JSON.
            HTTPStatusError: a status other than 200, and no error of the API in it.
            MaximumRetriesExceeded: it was tried as often, or for as long, as the site may.
            WriteOutcomeUnknown: of a call with a token no answer came.
        """
        if isinstance(retry_on_error, tuple):
            args, retry_on_error = (cast("tuple[str, Any]", retry_on_error), *args), True
        args, kwargs = concealed_call(action, args, kwargs)
        params = raw_params(action, args, kwargs)
        flow = raw_call(self.context, params, post=_posts(http_method), check=False, again=bool(retry_on_error))
        reply: dict[str, Any] = self.run(flow)
        return reply

    def raw_call(
        self,
        script: str,
        data: Data,
        files: Mapping[str, Any] | None = None,
        retry_on_error: bool = True,
        http_method: str = "POST",
    ) -> str:
        """Send parameters to a script of the wiki and give the text that it answers, whatever that says.

        Args:
            script: its name without the extension: `api`, `index`.
            data: the parameters; a list is joined with `|`, what is False or None is not sent.
            files: files to post, by name: open files, bytes, paths, or the pairs `(filename, file)`.
            retry_on_error: what fails in a passing way (no connection, a status of 5xx) is tried again.
            http_method: `GET` or `POST`; what has a token or a file is posted in any case.

        Raises:
            HTTPStatusError: a status other than 200.
            ConnectionFailed: no connection; with `retry_on_error` only where trying again would not help.
            MaximumRetriesExceeded: it was tried as often, or for as long, as the site may.
            WriteOutcomeUnknown: of a call with a token no answer came: it is not sent again.
        """
        data = concealed_data(data)
        params = script_params(script, data, files)
        post = _posts(http_method) or bool(files)
        return self.run(script_call(self.context, script, params, post=post, again=retry_on_error))

    def raw_index(self, action: str, http_method: str = "POST", *args: Any, **kwargs: Any) -> str:
        """Send parameters to `index.php` and give the text that it answers: `raw_index("raw", "GET", title="A")`.

        Args:
            action: what it is to do.
            http_method: `GET` or `POST`.
            args: parameters, as pairs of name and value.
            kwargs: parameters.

        Raises:
            HTTPStatusError: a status other than 200, e.g. 404 for a page that does not exist.
            MaximumRetriesExceeded: it was tried as often, or for as long, as the site may.
            WriteOutcomeUnknown: of a call with a token no answer came: it is not sent again.
        """
        args, kwargs = concealed_call(action, args, kwargs)
        lag = self.context.session.max_lag
        params = {"maxlag": lag, **raw_params(action, args, kwargs)}
        return self.raw_call("index", params, http_method=http_method)

    def login(
        self,
        username: str | None = None,
        password: str | None = None,
        cookies: Mapping[str, str] | None = None,
        domain: str | None = None,
        *,
        code: str | Callable[[], str] | None = None,
    ) -> None:
        """Log in with a bot password (`Name@task`, from Special:BotPasswords) or a main password.

        From then on each request asserts that user: a session that ends is an error, never an edit of nobody's.
        Without arguments it logs in again with `credentials`, or goes on with a session whose cookies were set on the
        `connection`.

        Args:
            username: `Name@task`, or the account's name.
            password: the one that belongs to it.
            cookies: of an earlier session, by name; without a name and a password, that session is gone on with.
            domain: of the account, where the wiki asks another authority for it.
            code: of the second factor of a main password: a one-time code, a recovery code, or what gives one when
                it is asked, like `TOTP(secret)` or `lambda: input("Code: ")`; with that an ended session is renewed.

        Raises:
            LoginError: the wiki refused, with its code and reason, or asks for more; nobody is logged in then.
            PlainHTTPRefused: the wiki is asked over plain http, and is not on this machine.
        """
        word, ask = hidden(password), Secret(code) if isinstance(code, str) else code
        given = hidden_values(cookies)
        del password, code, cookies
        flow: Flow[None]
        if username is not None and word is not None:
            flow = login(self.context, username, word, domain, ask)
        elif username is None and word is None and not given and self.credentials is not None:
            flow = login_with(self.context, self.credentials)
        elif username is None and word is None and (given or self.connection.cookies.of_script):
            flow = restore(self.context, None)
        else:
            raise ValueError("a login needs a username and a password, or the cookies of an earlier session")
        # Or a login that fails would leave the user of before in the cookies.
        begin = self._beginning(given)
        self._logged_in(flow, begin)

    def clientlogin(
        self, cookies: Mapping[str, str] | None = None, **kwargs: str | bool | None
    ) -> Literal[True] | LoginStep:
        """Take one step of a login, with the parameters of `action=clientlogin` under their names on the wire.

        The first step has `username` and `password`. It gives True when one is logged in, else the wiki's next
        question: answer it by `clientlogin(logincontinue=True, OATHToken="123456")` and the like.

        Raises:
            LoginError: the wiki refused, with its code and reason.
        """
        given, own = login_params(kwargs), hidden_values(cookies)
        del kwargs, cookies
        begin = self._beginning(own)
        first = "logincontinue" not in given
        return self._logged_in(client_login(self.context, given), begin if first else None)

    def save_session(self, path: str | os.PathLike[str]) -> None:
        """Write the login to a file that only its owner can read, for `load_session` in a later run.

        Who can read the file is logged in as this user. It holds no password.

        Raises:
            SessionFileError: nobody is logged in, or not by cookies.
        """
        from ..session_file import SavedSession

        session = self.context.session
        endpoint, cookies = session.endpoint, self._transport.saved(session.endpoint.hostname)
        if not session.logged_in or session.username is None or not cookies:
            raise SessionFileError("there is no login to save: nobody is logged in, or not by cookies")
        saved = SavedSession(endpoint.address, session.username, cookies)
        self._transport.apart(lambda: saved.write(path))

    def load_session(self, path: str | os.PathLike[str]) -> None:
        """Go on with the login that a file holds, once the wiki confirmed that it is still that user's.

        Raises:
            FileNotFoundError: there is no such file.
            SessionFileError: others can read the file, or it is of another wiki, or it holds no session.
            AssertUserFailedError: the session ended; nobody is logged in then.
        """
        from ..session_file import SavedSession

        endpoint = self.context.session.endpoint
        saved = self._transport.apart(lambda: SavedSession.read(path))
        if saved.wiki != endpoint.address:
            raise SessionFileError(f"{os.fspath(path)}: of another wiki, {shown(saved.wiki)}")
        begin = partial(self._transport.restore, saved.cookies, endpoint.hostname)
        self._logged_in(restore(self.context, saved.username), begin)

    def _beginning(self, cookies: Mapping[str, Secret]) -> Callable[[], object]:
        """Give what makes the script's own cookies those with which a login begins."""
        endpoint = self.context.session.endpoint
        return partial(self._transport.give, own_cookies(cookies, endpoint), endpoint.hostname)

    def _logged_in(self, flow: Flow[T], begin: Callable[[], object] | None) -> T:
        """Run a login; each has the cookies for itself, or one would end the other's session in the middle."""
        if self.context.session.authority is not None:
            raise LoginError(self, None, "the site has OAuth tokens: it needs no login, and takes none")
        session = self.context.session
        with self._transport.alone:
            if begin is not None:
                begin()
            try:
                return self.run(flow)
            except BaseException as error:
                if isinstance(error, LoginError):
                    error.at(self)
                if not session.logged_in:  # whoever the cookies are of, nobody would assert it
                    session.tokens.clear()
                    self._transport.give((), session.endpoint.hostname)
                raise

    def site_init(self) -> None:
        """Ask the wiki for its facts and for our own: name, groups, rights."""
        try:
            self.run(init(self.context))
        except LoginError as error:
            error.at(self)
            raise

    def close(self) -> None:
        """Close the connection. The site can be used again: it makes a new one."""
        self.ahead.end()
        self._transport.close()

    def __enter__(self) -> Self:
        self._entered()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def with_main(self, **parameters: str) -> Self:
        """Give a site that sends these parameters, in wire names, with each call; all else is shared."""
        other = copy.copy(self)
        other.context = Context(self.context.session, {**self.context.main, **parameters})
        return other

    def _with_main(self, main: MainRequest) -> Self:
        """Give a site that sends these parameters of the main module with each call; all else is shared."""
        other = copy.copy(self)
        other.context = Context(self.context.session, {**self.context.main, **main.encode()})
        return other

    def __repr__(self) -> str:
        if "context" not in vars(self):  # a debugger shows what could not be made, too
            return f"<{type(self).__name__}>"
        endpoint = self.context.session.endpoint
        return f"<{type(self).__name__} {endpoint.host}{endpoint.path}>"


def _pooled(pool: object, beside: Mapping[str, object]) -> Transport:
    """Give what sends for another site, beside which nothing may be given that makes a connection."""
    if not isinstance(pool, Connection):
        raise wrong_pool(pool, Connection)
    refuse_beside_pool(beside)
    return pool.transport


def _posts(http_method: str) -> bool:
    if http_method not in ("GET", "POST"):
        raise ValueError(f"http_method must be 'GET' or 'POST', not {http_method!r}")
    return http_method == "POST"
