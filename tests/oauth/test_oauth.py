"""OAuth, without a wiki: signatures as another implementation makes them, headers, what is refused."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwtyped.runtime.errors import OAuthAuthorizationError, PlainHTTPRefused, WriteOutcomeUnknown
from mwtyped.runtime.flows import Send
from mwtyped.runtime.flows.exchange import fetch
from mwtyped.runtime.flows.login import init
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.oauth import Basic, OAuth1, OAuth2, OAuthRefresh, authority
from mwtyped.runtime.session import Context, Secret
from mwtyped.runtime.transport import Transport
from tests.runtime.binding import Edit, Users
from tests.runtime.scripted import Script, context, reply
from tests.runtime.test_login import CSRF, DONE, FACTS

KEYS = ("consumer key", "consumer&secret", "token/ü", "token=secret")


def oauth1() -> OAuth1:
    return OAuth1(*map(Secret, KEYS), now=lambda: 1_700_000_000.7, nonce=lambda: "nonce0123456789abc")


def by_another(method: Any, url: str, form: str) -> str:
    """Sign with oauthlib, with the same nonce and time."""
    from oauthlib.oauth1 import Client  # type: ignore[import-untyped]  # it has no types

    key, secret, token, token_secret = KEYS
    other = Client(key, secret, token, token_secret, nonce="nonce0123456789abc", timestamp="1700000000")
    if method == "GET":
        query = "&".join(part for part in (url.partition("?")[2], form) if part)
        _, headers, _ = other.sign(url.partition("?")[0] + (f"?{query}" if query else ""), "GET")
    else:
        form_type = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        _, headers, _ = other.sign(url, method, form or None, form_type)
    return str(headers["Authorization"])


def parts(header: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in header.removeprefix("OAuth ").split(", "))


@pytest.mark.parametrize(
    ("method", "url", "form"),
    [
        ("GET", "https://wiki.example/w/api.php", "action=query&titles=A%7CB&meta="),
        ("POST", "https://wiki.example/w/api.php", "text=a%3Db%26c+d%2B%25&token=%2B%5C"),
        ("POST", "https://wiki.example/w/api.php", ""),
        ("GET", "https://Wiki.Example:443/w/api.php", "a=1"),
        ("GET", "http://wiki.example:80/w/api.php", "a=1"),
        ("GET", "http://127.0.0.1:8080/w/api.php?b=2&a=%C3%BC", "a=1&a=0"),
        ("POST", "https://[::1]:8443/w/api.php?x=1", "y=%F0%9F%90%8D"),
        ("GET", "https://wiki.example/a%20b/api.php", "a=~*'()-._!"),
    ],
)
def test_a_signature_is_as_another_implementation_makes_it(method: str, url: str, form: str) -> None:
    assert parts(oauth1().header(method, url, form)) == parts(by_another(method, url, form))


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"))))
def test_a_signature_of_any_text_is_as_another_implementation_makes_it(params: dict[str, str]) -> None:
    sent: list[Send] = []
    flow = fetch("https://wiki.example/w/api.php", params, post=True)
    sent.append(next(flow))  # type: ignore[arg-type]  # its first command is this
    flow.close()

    header = oauth1().header("POST", sent[0].url, sent[0].encoded)

    assert parts(header) == parts(by_another("POST", sent[0].url, sent[0].encoded))


def test_each_request_has_its_own_nonce() -> None:
    signer = OAuth1(*map(Secret, KEYS))

    nonces = {parts(signer.header("GET", "https://wiki.example/", ""))["oauth_nonce"] for _ in range(100)}

    assert len(nonces) == 100


def test_the_header_goes_to_the_wiki_alone_and_not_with_what_renews_it() -> None:
    transport = Transport({"user-agent": "T/1"}, OAuth2(Secret("hush")))

    own = transport.headers_of(Send("GET", "https://wiki.example/"))
    other = transport.headers_of(Send("GET", "https://other.example/", own=False))
    renewing = transport.headers_of(Send("POST", "https://wiki.example/", authorized=False))

    assert own[b"authorization"] == b"Bearer hush"
    assert b"authorization" not in {**other, **renewing}


def test_a_body_in_parts_is_not_signed() -> None:
    transport = Transport({}, oauth1())
    upload = Send("POST", "https://wiki.example/w/api.php", parts={"a": "1"})

    signed = transport.headers_of(upload)[b"authorization"].decode()

    assert parts(signed) == parts(by_another("POST", "https://wiki.example/w/api.php", ""))


def test_basic_is_of_any_text() -> None:
    # RFC 7617 has this example.
    assert Basic("test", Secret("123£")).header("GET", "https://x/", "") == "Basic dGVzdDoxMjPCow=="
    with pytest.raises(ValueError, match="no colon"):
        Basic("a:b", Secret("c"))


@pytest.mark.parametrize("given", ["a", "ab", "abc", "bcd", "cd", "d", "abd", "acd"], ids=lambda given: " ".join(given))
def test_some_of_the_four_are_refused_and_not_shown(given: str) -> None:
    four = [Secret("hush") if letter in given else None for letter in "abcd"]

    with pytest.raises(ValueError, match=r"OAuth 1.0a takes consumer_token") as caught:
        authority(four[0], four[1], four[2], four[3], None)

    assert "hush" not in repr(caught.value)


def refresh(keep: Callable[[str, str], object] = lambda *_: None) -> OAuthRefresh:
    return OAuthRefresh("client", "client-hush", "refresh-hush", keep=keep)


def test_a_refresh_needs_a_token_of_oauth_2() -> None:
    one = Secret("x")
    with pytest.raises(ValueError, match="OAuth 2 takes access_token alone"):
        authority(one, one, one, one, refresh())
    with pytest.raises(ValueError, match="OAuth 2 takes access_token alone"):
        authority(None, None, None, None, refresh())
    assert isinstance(authority(None, None, Secret("x"), None, refresh()), OAuth2)
    assert authority(None, None, None, None, None) is None


def test_secrets_are_in_no_repr_and_no_pickle() -> None:
    for one in (oauth1(), OAuth2(Secret("hush")), refresh(), Basic("a", Secret("hush"))):
        assert not any(text in repr(one) for text in (*KEYS, "hush"))
        with pytest.raises((TypeError, AttributeError)):
            pickle.dumps(one)


# In flows.

EXPIRED = {"errors": [{"code": "mwoauth-invalid-authorization", "text": "Not valid: denied the request."}]}
USED = {"errors": [{"code": "mwoauth-invalid-authorization", "text": "Not valid: Nonce already used: 1."}]}
NEW = {"token_type": "Bearer", "access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 14400}
USERS: dict[str, Any] = {"query": {"users": []}}


def bearing(keep: Callable[[str, str], object] = lambda *_: None, **facts: Any) -> Context:
    return context(authority=OAuth2(Secret("access-1"), refresh(keep)), **facts)


def test_before_the_name_is_known_any_user_is_asserted_and_then_that_one() -> None:
    within, script = bearing(), Script(FACTS, USERS)

    script.run(init(within))
    script.run(send(within, Users(users=["A"])))

    assert [(params.get("assert"), params.get("assertuser")) for params in script.params] == [
        ("user", None),
        (None, "Bot"),
    ]
    assert (within.session.logged_in, within.session.username) == (True, "Bot")


def test_an_expired_token_is_renewed_once_and_the_call_made_again() -> None:
    kept: list[tuple[str, str]] = []
    within = bearing(lambda *new: kept.append(new), logged_in=True, username="Bot", tokens={"csrf": "old"})
    script = Script(EXPIRED, NEW, CSRF, DONE)

    script.run(send(within, Edit(title="A", text="x")))

    asked = script.sent[1]
    assert (asked.method, asked.url, asked.authorized) == (
        "POST",
        "https://wiki.example/w/rest.php/oauth2/access_token",
        False,
    )
    assert script.params[1] == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-hush",
        "client_id": "client",
        "client_secret": "client-hush",
    }
    assert kept == [("access-2", "refresh-2")]
    assert within.session.authority is not None
    assert within.session.authority.header("GET", "", "") == "Bearer access-2"


def test_a_token_that_is_refused_again_at_once_is_not_renewed_again() -> None:
    script = Script(EXPIRED, NEW, EXPIRED)

    with pytest.raises(OAuthAuthorizationError):
        script.run(send(bearing(), Users(users=["A"])))

    assert script.left == 0


@pytest.mark.parametrize(
    "answer",
    [
        reply({"error": "invalid_request", "hint": "Token has been revoked"}, status=400),
        reply({"access_token": "x"}),
        reply({"access_token": "", "refresh_token": 3}),
        reply("<html>"),
        reply([]),
        reply({}, status=404),
    ],
)
def test_without_new_tokens_it_is_an_error(answer: object) -> None:
    with pytest.raises(OAuthAuthorizationError, match="gives no new access token"):
        Script(EXPIRED, answer).run(send(bearing(), Users(users=["A"])))


def test_a_lost_answer_to_a_refresh_is_not_asked_for_again() -> None:
    script = Script(EXPIRED, reply("bad gateway", status=502))

    with pytest.raises(WriteOutcomeUnknown, match="oauth2/access_token") as caught:
        script.run(send(bearing(), Users(users=["A"])))

    assert script.left == 0
    assert "hush" not in repr(caught.value)


def test_new_tokens_that_could_not_be_kept_are_not_used() -> None:
    def full(*_: str) -> None:
        raise OSError("disk full")

    within = bearing(full)
    with pytest.raises(OSError, match="disk full"):
        Script(EXPIRED, NEW).run(send(within, Users(users=["A"])))

    assert within.session.authority is not None
    assert within.session.authority.header("GET", "", "") == "Bearer access-1"


def test_a_used_nonce_is_tried_again_in_a_write_too() -> None:
    script = Script(USED, DONE)

    script.run(send(context(authority=oauth1(), tokens={"csrf": "t"}), Edit(title="A", text="x")))

    assert len(script.sent) == 2


def test_what_says_who_one_is_goes_over_no_plain_http() -> None:
    from mwtyped import Options, Site

    kinds: list[Any] = [{"access_token": "x"}, {"httpauth": ("a", "b")}]
    for kind in kinds:
        with pytest.raises(PlainHTTPRefused, match=r"over plain http to wiki\.example"):
            Site("http://wiki.example", do_init=False, **kind)
        Site("http://wiki.example", do_init=False, options=Options(allow_plain_http=True), **kind)
        Site("http://127.0.0.1:1", do_init=False, **kind)
    with pytest.raises(ValueError, match="the same header"):
        Site("wiki.example", do_init=False, access_token="x", httpauth=("a", "b"))
