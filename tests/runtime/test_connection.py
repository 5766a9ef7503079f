"""The constructor's arguments, and the connection that scripts read and change."""

import asyncio
import base64
import json
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import mwtyped
from mwtyped import Options, ParameterError, PlainHTTPRefused
from mwtyped.runtime import AsyncBaseSite, BaseSite
from mwtyped.runtime.flows import Send
from mwtyped.runtime.line import line_options
from mwtyped.runtime.oauth import Basic
from mwtyped.runtime.session import Secret
from tests.runtime.loopback import Reply, Seen, Server, marked, serving

HUSH = "hush-0123456789"
FACTS = {
    "query": {
        "general": {"generator": "MediaWiki 1.43.9"},
        "namespaces": {},
        "userinfo": {"id": 0, "name": "127.0.0.1", "anon": True},
    }
}


def wiki(_: Seen) -> tuple[int, Mapping[str, str], bytes]:
    return 200, {"content-type": "application/json"}, json.dumps(FACTS).encode()


def site_of(server: Server, **arguments: Any) -> BaseSite[Any]:
    return BaseSite(server.url, do_init=False, **arguments)


def refusal(**arguments: Any) -> str:
    """Give what both worlds say of arguments of which no site can be made."""
    texts = []
    for make in (BaseSite[Any], AsyncBaseSite[Any]):
        with pytest.raises(ValueError) as caught:
            make(**{"host": "wiki.example", "do_init": False, **arguments})
        texts.append(str(caught.value))
    assert texts[0] == texts[1].replace("AsyncSite", "Site")
    assert HUSH not in texts[0]
    return texts[0]


# The constructor.


def test_arguments_are_taken_by_their_places() -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", "/x/", ".php5", None, 1, 2, None, "Bot/1", "7", False, False, False)

    session = site.context.session
    assert (site.path, site.ext, site.max_lag, site.compress, site.force_login) == ("/x/", ".php5", 7, False, False)
    assert (session.patience.retry_timeout, session.patience.max_retries) == (1, 2)
    assert site.connection.headers["User-Agent"].startswith("Bot/1 mwtyped/")


def test_a_host_with_its_scheme_is_an_old_form() -> None:
    with pytest.warns(DeprecationWarning, match="give `scheme`"):
        site: BaseSite[Any] = BaseSite(("http", "localhost"), do_init=False)

    assert (site.scheme, site.host) == ("http", "localhost")


@pytest.mark.parametrize("host", [("http",), ("http", "a", "b"), ("http", 1), 5, None, b"wiki.example"], ids=repr)
def test_a_host_that_is_none(host: object) -> None:
    assert "host: must be a host name or a URL" in refusal(host=host)


@pytest.mark.parametrize(("given", "read"), [(None, None), (5, 5), ("5", 5), (-1, -1)], ids=repr)
def test_a_lag_is_a_number_or_its_text(given: Any, read: int | None) -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", max_lag=given, do_init=False)
    assert site.max_lag == read
    site.max_lag = "9"
    assert site.max_lag == 9


@pytest.mark.parametrize("given", ["", "x", "5.0", 5.0, True, "9" * 20, "٣"], ids=repr)
def test_a_lag_that_is_none(given: object) -> None:
    assert "max_lag: must be a number of seconds" in refusal(max_lag=given)


def test_older_names_warn_and_do_not_go_with_the_new() -> None:
    with pytest.warns(DeprecationWarning, match="`reqs` is an older name"):
        BaseSite("wiki.example", do_init=False, reqs={"timeout": 9})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        BaseSite("wiki.example", do_init=False, reqs={}, connection_options={"timeout": 9})

    assert "give one of them" in refusal(reqs={"timeout": 1}, connection_options={"timeout": 1})


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"verfy": True}, "has 'verfy'; known are timeout, verify, cert, proxies"),
        ({"allow_redirects": False}, "known are timeout"),
        ({"timeout": "soon"}, "timeout must be seconds, more than 0, not 'soon'"),
        ({"timeout": 0}, "timeout must be seconds"),
        ({"proxies": {"socks": f"x://a:{HUSH}@b"}}, "by scheme, 'http' or 'https', not 'socks'"),
        ({"proxies": {"http": 1}}, "address of a proxy must be a text"),
        ({"cert": ("a", "b", "c")}, "a file with a certificate and its key"),
    ],
    ids=str,
)
def test_options_of_a_connection_that_are_none(options: dict[str, Any], text: str) -> None:
    assert text in refusal(connection_options=options)


def test_options_of_a_connection_are_read() -> None:
    given = {"timeout": (3, 9), "verify": None, "cert": ["a.pem", "a.key"], "proxies": {"https": "http://proxy"}}
    line = line_options(given, None)

    assert (line.timeout, line.verify, line.certificate) == (9, True, ("a.pem", "a.key"))
    assert line.proxies == {"https": "http://proxy"}
    assert line_options({"timeout": (3, None)}, "b.pem").certificate == ("b.pem",)


def test_replies_are_compressed_unless_not_wanted() -> None:
    with serving(wiki) as server:
        site = site_of(server, compress=False)
        site.get("query")
        site.compress = True
        site.get("query")
        site.compress = False
        site.get("query")

    asked = [seen.headers["accept-encoding"] for seen in server.seen]
    assert (asked[0], asked[2]) == ("identity", "identity")
    assert "gzip" in asked[1]


# What stands before the wiki.


class HTTPBasicAuth:
    """In place of the library's, which the runtime's own tests do without."""

    def __init__(self, username: str, password: str) -> None:
        self.username, self.password = username, password


HTTPBasicAuth.__module__ = "requests.auth"


class HTTPDigestAuth(HTTPBasicAuth):
    pass


HTTPDigestAuth.__module__ = "requests.auth"


class Stamp:
    def header(self, method: str, url: str, form: str) -> str:
        return f"Stamp {method}"


def basic(name: bytes, word: bytes) -> str:
    return f"Basic {base64.b64encode(name + b':' + word).decode()}"


@pytest.mark.parametrize(
    ("given", "header"),
    [
        (("a", "ü"), basic(b"a", "ü".encode())),
        (["a", "b"], basic(b"a", b"b")),
        ((b"a", b"\xfc"), basic(b"a", b"\xfc")),
        (("a", b"\xfc"), basic(b"a", b"\xfc")),
        (HTTPBasicAuth("a", "b"), basic(b"a", b"b")),
        (Stamp(), "Stamp GET"),
        (Basic("a", Secret("b")), basic(b"a", b"b")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_name_and_a_password_come_in_several_forms(given: Any, header: str) -> None:
    with serving(wiki) as server:
        site = site_of(server, httpauth=given)
        site.get("query")

    assert server.seen[0].headers["authorization"] == header
    assert HUSH not in repr(site.connection.auth)


@pytest.mark.parametrize(
    "given",
    [("a", HUSH, "c"), ("a",), [], f"a:{HUSH}", ("a", 5), HTTPDigestAuth("a", HUSH), object(), ("a:b", HUSH)],
    ids=lambda value: type(value).__name__,
)
def test_who_one_is_that_is_none(given: object) -> None:
    assert "Site: httpauth: " in refusal(httpauth=given)


def test_the_libraries_own_objects_are_read() -> None:
    auth = pytest.importorskip("requests.auth")

    with serving(wiki) as server:
        site_of(server, httpauth=auth.HTTPBasicAuth("a", "b")).get("query")
    assert server.seen[0].headers["authorization"] == basic(b"a", b"b")
    assert "not a requests.auth.HTTPDigestAuth" in refusal(httpauth=auth.HTTPDigestAuth("a", HUSH))


# The connection.


def test_a_certificate_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no such\.pem, no such\.key"):
        BaseSite[Any]("127.0.0.1:9", client_certificate=("no such.pem", "no such.key"))


def test_headers_can_be_changed() -> None:
    with serving(wiki) as server:
        pairs: Any = [("X-Gate", "open"), ("X-Old", "1")]  # as mwclient takes them, too
        site = site_of(server, custom_headers=pairs)
        headers = site.connection.headers
        headers["x-gate"] = "wide open"
        headers.update({"X-New": "2"})
        del headers["X-OLD"]
        site.get("query")

        assert sorted(headers) == ["user-agent", "x-gate", "x-new"]
        assert len(headers) == 3
        assert "X-Gate" in headers
        assert "open" not in repr(headers)

    sent = server.seen[0].headers
    assert (sent["x-gate"], sent["x-new"], sent.get("x-old")) == ("wide open", "2", None)


@pytest.mark.parametrize(
    ("value", "kind"), [("a\r\nX-Other: b", ValueError), (b"a", TypeError), (5, TypeError), (None, TypeError)], ids=repr
)
def test_a_header_that_is_none(value: Any, kind: type[Exception]) -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", do_init=False)
    with pytest.raises(kind):
        site.connection.headers["X-Gate"] = value
    with pytest.raises(kind):
        BaseSite("wiki.example", do_init=False, custom_headers={"X-Gate": value})


SECRETS: list[Callable[[BaseSite[Any]], object]] = [
    lambda site: site.connection.headers.update({"Authorization": HUSH}),
    lambda site: site.connection.cookies.update({"gate": HUSH}),
    lambda site: setattr(site.connection, "auth", ("a", HUSH)),
]


@pytest.mark.parametrize("change", SECRETS, ids=["header", "cookie", "auth"])
def test_what_is_secret_is_not_said_over_plain_http(change: Callable[[BaseSite[Any]], object]) -> None:
    site: BaseSite[Any] = BaseSite("http://wiki.example", do_init=False)
    with pytest.raises(PlainHTTPRefused):
        change(site)
    change(BaseSite("http://wiki.example", do_init=False, options=Options(allow_plain_http=True)))


def setting_cookies(seen: Seen) -> Reply | None:
    fields = {"content-type": "application/json", "set-cookie": "wikiSession=s1"}
    return marked((200, fields, json.dumps(FACTS).encode()), seen)


def test_cookies_can_be_read_and_set() -> None:
    with serving(setting_cookies) as server:
        site = site_of(server)
        cookies = site.connection.cookies
        cookies["gate"] = HUSH
        site.get("query")

        assert dict(cookies) == {"gate": HUSH, "wikiSession": "s1"}
        assert HUSH not in repr(cookies) + repr(site.connection) + repr(site)
        del cookies["gate"], cookies["wikiSession"]
        with pytest.raises(KeyError):
            del cookies["gate"]
        site.get("query")

    assert server.seen[0].headers["cookie"] == f"gate={HUSH}"
    assert "cookie" not in server.seen[1].headers


@pytest.mark.parametrize("in_async", [False, True])
def test_a_header_with_cookies_leaves_the_session_in_place(in_async: bool) -> None:
    headers = {"Cookie": "gate=open; wikiSession=old"}

    async def ask_twice(url: str) -> None:
        async with AsyncBaseSite[Any](url, do_init=False, custom_headers=headers) as site:
            for _ in range(2):
                await site.get("query")

    with serving(setting_cookies) as server:
        if in_async:
            asyncio.run(ask_twice(server.url))
        else:
            site = site_of(server, custom_headers=headers)
            for _ in range(2):
                site.get("query")

    sent = [seen.headers["cookie"] for seen in server.seen]
    assert sent == ["gate=open; wikiSession=old", "gate=open; wikiSession=s1"]


def test_a_header_with_cookies_goes_to_no_other_host() -> None:
    with serving(setting_cookies) as server:
        site = site_of(server, custom_headers={"Cookie": "gate=open"})
        site.get("query")
        site._transport.send(Send("GET", server.url, own=False))

    assert "cookie" not in server.seen[1].headers


@pytest.mark.parametrize("value", [5, None, b"x", "a\r\nb"], ids=repr)
def test_a_cookie_that_is_none(value: Any) -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", do_init=False)
    with pytest.raises((TypeError, ValueError)):
        site.connection.cookies["gate"] = value
    assert len(site.connection.cookies) == 0


def test_a_cookie_of_the_script_outlives_a_login() -> None:
    with serving(setting_cookies) as server:
        site = site_of(server, max_retries=0)
        site.connection.cookies["gate"] = "open"
        site.get("query")
        with pytest.raises(Exception, match="no token of type"):
            site.login("Bot", HUSH)

        assert dict(site.connection.cookies)["gate"] == "open"
        assert not site.logged_in

    assert [seen.headers["cookie"] for seen in server.seen] == ["gate=open", "gate=open"]


def test_a_login_without_arguments_is_one_of_before() -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", do_init=False)
    with pytest.raises(ValueError, match="a login needs"):
        site.login()

    with serving(setting_cookies) as server:
        site = site_of(server)
        site.get("query")
        with pytest.raises(ValueError, match="a login needs"):
            site.login()  # the wiki's own cookies are no login
        site.connection.cookies["mySession"] = "s"
        site.login()
        assert site.logged_in

    assert "assert=user" in server.seen[1].target
    assert server.seen[1].headers["cookie"] == "mySession=s"


def logging_in(seen: Seen) -> Reply | None:
    reply: dict[str, Any] = FACTS
    if b"action=login" in seen.body:
        reply = {"login": {"result": "Success" if HUSH.encode() in seen.body else "Failed", "reason": "Wrong."}}
    elif "type=login" in seen.target:
        reply = {"query": {"tokens": {"logintoken": "t"}}}
    return marked((200, {"content-type": "application/json"}, json.dumps(reply).encode()), seen)


def test_a_login_without_arguments_has_the_credentials() -> None:
    with serving(logging_in) as server:
        site = site_of(server)
        site.credentials = ("Bot@task", HUSH, "here")
        site.login()
        assert site.logged_in
        site.login()

        site.credentials = ("Bot@task", "wrong")
        with pytest.raises(mwtyped.LoginError) as caught:
            site.login()
        assert not site.logged_in
        assert (caught.value.site, caught.value.code, caught.value.info) == (site, "Failed", "Wrong.")

    bodies = [seen.body for seen in server.seen if b"action=login" in seen.body]
    assert [b"lgdomain=here" in body for body in bodies] == [True, True, False]


def test_who_one_is_can_be_set() -> None:
    with serving(wiki) as server:
        site = site_of(server)
        site.connection.auth = ("a", "b")
        site.get("query")
        site.connection.auth = None
        site.get("query")
        with pytest.raises(ParameterError, match="httpauth"):
            site.connection.auth = "a:b"  # type: ignore[assignment]  # wrong on purpose

    assert [seen.headers.get("authorization") for seen in server.seen] == [basic(b"a", b"b"), None]
    bearing: BaseSite[Any] = BaseSite("wiki.example", do_init=False, access_token="t")
    with pytest.raises(ParameterError, match="only one can have it"):
        bearing.connection.auth = ("a", "b")


def test_the_authorities_can_be_set_before_the_first_request() -> None:
    site: BaseSite[Any] = BaseSite("https://127.0.0.1:1", do_init=False, max_retries=0)
    assert site.connection.verify is True
    site.connection.verify = False
    assert site.connection.verify is False
    with pytest.raises(FileNotFoundError):
        site.connection.verify = "/no/such/file"
    with pytest.raises(RuntimeError):
        site.get("query")
    with pytest.raises(ValueError, match="connection_options"):
        site.connection.verify = True


# A connection that is shared.


def test_sites_share_a_connection() -> None:
    with serving(setting_cookies) as server, serving(wiki) as other:
        first = site_of(server, custom_headers={"X-Gate": "open"}, httpauth=("a", "b"))
        second: BaseSite[Any] = BaseSite(server.url, "/w/", ".php", first.connection, do_init=False)
        third: BaseSite[Any] = BaseSite(other.url.replace("127.0.0.1", "localhost"), pool=first.connection, max_lag=9)
        first.get("query")
        second.connection.headers["X-More"] = "1"
        for site in (second, third):
            site.get("query")

        assert first.connection.transport is second.connection.transport is third.connection.transport
        assert dict(second.connection.cookies) == {"wikiSession": "s1"}
        assert dict(third.connection.cookies) == {}

    assert server.seen[1].headers["cookie"] == "wikiSession=s1"
    assert "cookie" not in other.seen[1].headers, "another host's"
    for seen in (server.seen[1], other.seen[1]):
        assert (seen.headers["x-gate"], seen.headers["x-more"]) == ("open", "1")
        assert seen.headers["authorization"] == basic(b"a", b"b")


def test_a_login_at_one_wiki_leaves_the_cookies_of_another() -> None:
    with serving(setting_cookies) as server, serving(setting_cookies) as other:
        first = site_of(server)
        second: BaseSite[Any] = BaseSite(
            other.url.replace("127.0.0.1", "localhost"), pool=first.connection, do_init=False, max_retries=0
        )
        first.connection.cookies["gate"] = "open"
        for site in (first, second):
            site.get("query")
        with pytest.raises(Exception, match="no token"):
            second.login("Bot", HUSH)

        assert dict(first.connection.cookies) == {"gate": "open", "wikiSession": "s1"}
        assert dict(second.connection.cookies) == {}


def test_oauth_is_shared_too() -> None:
    first: BaseSite[Any] = BaseSite("wiki.example", do_init=False, access_token=HUSH)
    second: BaseSite[Any] = BaseSite("other.example", do_init=False, pool=first.connection)

    assert second.context.session.guards() == {"assert": "user"}
    with pytest.raises(PlainHTTPRefused):
        BaseSite("http://other.example", do_init=False, pool=first.connection)
    with pytest.raises(Exception, match="OAuth tokens"):
        second.login("Bot", HUSH)


@pytest.mark.parametrize(
    "beside",
    [
        {"httpauth": ("a", HUSH)},
        {"access_token": HUSH},
        {"connection_options": {"timeout": 5}},
        {"clients_useragent": "Bot/1"},
        {"client_certificate": "a.pem"},
        {"custom_headers": {"X-Gate": HUSH}},
        {"compress": False},
    ],
    ids=lambda value: next(iter(value)),
)
def test_what_makes_a_connection_is_not_given_beside_one(beside: dict[str, Any]) -> None:
    first: BaseSite[Any] = BaseSite("wiki.example", do_init=False)
    with pytest.raises(ParameterError, match=f"Site: {next(iter(beside))}: is the connection's") as caught:
        BaseSite("wiki.example", pool=first.connection, do_init=False, **beside)
    assert HUSH not in str(caught.value)


def test_a_connection_that_is_none_of_ours() -> None:
    wrong: list[Any] = [object(), "x", AsyncBaseSite[Any]("wiki.example").connection]
    for pool in wrong:
        with pytest.raises(ParameterError, match="takes the `connection` of another Site"):
            BaseSite("wiki.example", do_init=False, pool=pool)
    other: Any = BaseSite[Any]("wiki.example", do_init=False).connection
    with pytest.raises(ParameterError, match="takes the `connection` of another AsyncSite"):
        AsyncBaseSite("wiki.example", pool=other)
    session: Any = type("Session", (), {"__module__": "requests.sessions"})()
    with pytest.raises(ParameterError, match=r"a requests\.sessions\.Session.*custom_headers=, httpauth="):
        BaseSite("wiki.example", do_init=False, pool=session)


def test_async_sites_share_a_connection() -> None:
    async def use(server: Server) -> None:
        async with AsyncBaseSite[Any](server.url, do_init=False) as first:
            second: AsyncBaseSite[Any] = AsyncBaseSite(server.url, pool=first.connection)
            await first.get("query")
            async with second:
                assert dict(second.connection.cookies) == {"wikiSession": "s1"}

    with serving(setting_cookies) as server:
        asyncio.run(use(server))

    assert server.seen[1].headers["cookie"] == "wikiSession=s1"


# What scripts set.


def test_what_scripts_set_takes_effect() -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", do_init=False)
    assert (site.chunk_size, site.credentials, dict(site.tokens)) == (1_048_576, None, {})
    site.force_login, site.chunk_size, site.tokens = False, 5_000, {"csrf": HUSH}
    site.credentials = ("Bot", HUSH, None)

    session = site.context.session
    assert (session.force_login, session.chunk_size, session.tokens) == (False, 5_000, {"csrf": HUSH})
    assert session.credentials is not None
    assert session.credentials[:3] == ("Bot", Secret(HUSH), None)
    shown = repr(site.tokens) + repr(site.credentials) + repr(site) + repr(session) + repr(site.context)
    assert HUSH not in shown
    assert "csrf" in repr(site.tokens)
    site.tokens = {}
    assert session.tokens == {}
    with pytest.raises(ParameterError, match="chunk_size"):
        site.chunk_size = 0


@pytest.mark.parametrize(
    "given", [("Bot",), ("Bot", 5), ("Bot", HUSH, 5), ("Bot", HUSH, None, None), f"B{HUSH}"], ids=len
)
def test_credentials_that_are_none(given: Any) -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", do_init=False)
    with pytest.raises(ParameterError, match="a name, a password") as caught:
        site.credentials = given
    assert HUSH not in str(caught.value)


def test_the_size_of_a_piece_is_the_scripts_or_the_options_or_the_references() -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", do_init=False)
    assert (site.chunk_size, site.context.chunk_size) == (1_048_576, 5 * 1_048_576)
    site.chunk_size = 7_000
    assert (site.chunk_size, site.context.chunk_size) == (7_000, 7_000)
    site = BaseSite("wiki.example", do_init=False, options=Options(chunk_size=9_000))
    assert (site.chunk_size, site.context.chunk_size) == (9_000, 9_000)


# A subclass of a script.


class Loud(BaseSite[Any]):
    """Watches its untyped calls, as scripts for mwclient do."""

    def api(self, action: str, http_method: str = "POST", *args: Any, **kwargs: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        self.heard = action
        return super().api(action, http_method, *args, **kwargs)


def test_a_subclass_may_override_the_untyped_call() -> None:
    with serving(wiki) as server:
        site = Loud(server.url)

        assert site.api("query", meta="userinfo")["query"]["userinfo"]["name"] == "127.0.0.1"
        assert site.heard == "query"
        assert site.get("query") == FACTS
