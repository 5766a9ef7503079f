"""Calls whose answer is text, whatever it says: of `api.php` and `index.php` as they are."""

import asyncio
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mwtyped.runtime import AsyncBaseSite, BaseSite
from mwtyped.runtime.errors import (
    APIDisabledError,
    APIError,
    ConnectionFailed,
    DryRun,
    HTTPStatusError,
    InvalidResponse,
    MaximumRetriesExceeded,
    MwClientError,
    ParameterError,
    PlainHTTPRefused,
    WriteOutcomeUnknown,
)
from mwtyped.runtime.flows.call import raw_call, script_call
from mwtyped.runtime.options import Options
from mwtyped.runtime.raw import raw_params, script_params
from mwtyped.runtime.session import Context, Endpoint, Patience, Session
from tests.runtime.loopback import Seen, serving
from tests.runtime.scripted import Script, context, reply

BUSY = reply("<h1>Busy</h1>", status=503, headers={"retry-after": "7"})


def calling(
    script: Script, name: str = "index", within: Context | None = None, *, again: bool = True, **data: Any
) -> str:
    params = script_params(name, data, None)
    return script.run(script_call(within or context(), name, params, post=True, again=again))


def test_the_text_is_given_whatever_it_says() -> None:
    script = Script(reply("<p>ü</p>"), reply('{"error": {"code": "x"}}'))

    assert calling(script, action="render", title="A") == "<p>ü</p>"
    assert calling(script, "api", action="edit") == '{"error": {"code": "x"}}'
    assert [command.url.rpartition("/")[2] for command in script.sent] == ["index.php", "api.php"]


def test_parameters_are_sent_as_they_are_and_the_token_last() -> None:
    script = Script(reply("ok"))

    calling(script, wpEditToken="t+\\", token="u", title=b"\xc3\xbc", ids=[1, 2], none=None, off=False, on=True)

    assert list(script.params[0].items()) == [
        ("title", "ü"),
        ("ids", "1|2"),
        ("on", "1"),
        ("wpEditToken", "t+\\"),
        ("token", "u"),
    ]


def test_a_call_of_the_api_asserts_who_one_is() -> None:
    script = Script(reply("{}"), reply("x"))
    within = context(logged_in=True, username="Bot", max_lag=3)

    calling(script, "api", within, action="query")
    calling(script, "index", within, action="raw")

    assert (script.params[0]["assertuser"], script.params[0]["maxlag"]) == ("Bot", "3")
    assert script.params[1] == {"action": "raw"}


def test_files_are_posted_before_the_token(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"in a path")
    files = {"one": ("a.png", io.BytesIO(b"in a pair")), "two": b"alone", "three": "text", "four": tmp_path / "a"}
    params = script_params("api", [("action", "upload"), ("token", "t")], files)

    assert list(params) == ["action", "one", "two", "three", "four", "token"]
    assert (params["two"], params["three"]) == (b"alone", b"text")
    script = Script(reply("ok"))
    assert script.run(script_call(context(), "api", params, post=True)) == "ok"
    assert script.sent[0].parts is not None


@pytest.mark.parametrize("name", ["", "../api", "api.php?x", "a b", "/api", "a//b", "api#", "http://x/"], ids=repr)
def test_a_script_that_cannot_be(name: str) -> None:
    with pytest.raises(ParameterError, match="raw_call: script"):
        script_params(name, {}, None)


@pytest.mark.parametrize("data", ["a=b", b"a=b"])
def test_data_that_are_none(data: Any) -> None:
    with pytest.raises(ParameterError, match="raw_call: data"):
        script_params("api", data, None)


# What goes wrong.


@pytest.mark.parametrize(
    "failure", [BUSY, ConnectionFailed("reset"), reply("lag", headers={"x-database-lag": "9", "retry-after": "7"})]
)
def test_what_passes_is_waited_for(failure: object) -> None:
    script = Script(failure, failure, reply("ok"))

    assert calling(script, title="A") == "ok"
    assert len(script.waits) == 2
    assert [command.attempt for command in script.sent] == [1, 2, 3]


@pytest.mark.parametrize(("failure", "kind"), [(BUSY, HTTPStatusError), (ConnectionFailed("x"), ConnectionFailed)])
def test_what_passes_is_raised_where_it_is_not_to_be_tried_again(failure: object, kind: type[MwClientError]) -> None:
    script = Script(failure)

    with pytest.raises(kind):
        calling(script, again=False)
    assert script.waits == []


@pytest.mark.parametrize("status", [400, 403, 404, 410, 304])
def test_another_status_is_raised_at_once(status: int) -> None:
    script = Script(reply("no such page", status=status, url="https://wiki.example/w/index.php?title=A"))

    with pytest.raises(HTTPStatusError, match="no such page") as caught:
        calling(script)
    assert (caught.value.status, caught.value.url) == (status, "https://wiki.example/w/index.php")
    assert len(script.sent) == 1


def test_there_is_an_end_of_trying() -> None:
    script = Script(then=lambda _: BUSY)

    with pytest.raises(MaximumRetriesExceeded) as caught:
        calling(script, "api", context(patience=Patience(max_retries=2)), action="login", lgpassword="hush")
    assert caught.value.args[1] == ("api", {"action": "login", "lgpassword": "..."})
    assert isinstance(caught.value.__cause__, HTTPStatusError)
    assert len(script.sent) == 3


@pytest.mark.parametrize("failure", [BUSY, ConnectionFailed("reset")])
@pytest.mark.parametrize("name", ["api", "index"])
def test_a_write_without_an_answer_is_not_sent_again(name: str, failure: object) -> None:
    script = Script(failure)

    with pytest.raises(WriteOutcomeUnknown, match="rollback") as caught:
        calling(script, name, action="rollback", token="hush")
    assert "hush" not in str(caught.value)
    assert len(script.sent) == 1


def test_a_write_that_never_left_is_sent_again() -> None:
    script = Script(ConnectionFailed("refused", sent=False), reply("ok"))

    assert calling(script, action="rollback", token="t") == "ok"


def test_what_has_a_token_is_posted() -> None:
    script = Script(reply("ok"))
    script.run(script_call(context(), "index", {"action": "rollback", "token": "t"}, post=False))

    assert script.sent[0].method == "POST"
    assert "token" not in script.sent[0].url


def test_a_dry_run_sends_no_write() -> None:
    within = context(options=Options(dry_run=True))
    for name in ("api", "index"):
        with pytest.raises(DryRun) as caught:
            calling(Script(), name, within, action="delete", token="hush")
        assert "hush" not in str(caught.value)
    assert calling(Script(reply("text")), "index", within, action="raw") == "text"
    seen = context(options=Options(dry_run=True, on_dry_run=lambda params: "not done"))
    assert calling(Script(), "index", seen, action="delete", token="t") == "not done"


def test_secrets_are_not_sent_over_plain_http() -> None:
    plain = Context(Session(Endpoint("http", "wiki.example", "/w/", ".php")))
    with pytest.raises(PlainHTTPRefused):
        calling(Script(), "index", plain, wpPassword="hush")
    plain.session.logged_in = True
    with pytest.raises(PlainHTTPRefused):
        calling(Script(), "index", plain, action="raw")


# Untyped calls of the API.


def test_an_untyped_call_is_not_tried_again_where_that_is_not_wanted() -> None:
    for check in (True, False):
        script = Script(BUSY)
        with pytest.raises(HTTPStatusError):
            script.run(raw_call(context(), raw_params("query", [], {}), post=True, check=check, again=False))
        assert script.waits == []


@pytest.mark.parametrize("status", [200, 500])
def test_a_wiki_without_its_api_says_so(status: int) -> None:
    text = "MediaWiki API is not enabled for this site. Add the following line to your LocalSettings.php"
    script = Script(reply(text, status=status, headers={"content-type": "text/html"}))

    with pytest.raises(APIDisabledError, match="switched off") as caught:
        script.run(raw_call(context(), raw_params("query", [], {}), post=True, check=False))
    assert isinstance(caught.value, InvalidResponse)
    assert len(script.sent) == 1


def test_a_reply_that_is_no_json_is_kept() -> None:
    with pytest.raises(InvalidResponse) as caught:
        Script(reply("hello")).run(raw_call(context(), raw_params("query", [], {}), post=True, check=False))
    assert caught.value.response_text == "hello"


def echo(seen: Seen) -> tuple[int, Mapping[str, str], bytes]:
    said = {"method": seen.method, "target": seen.target, "body": seen.body.decode()}
    return 200, {"content-type": "application/json"}, json.dumps(said).encode()


def test_a_site_has_the_references_calls() -> None:
    with serving(echo) as server, BaseSite[Any](server.url, do_init=False, max_lag=7) as site:
        index = json.loads(site.raw_index("raw", "GET", ("title", "A"), ctype="text/plain"))
        assert (index["method"], index["body"]) == ("GET", "")
        assert index["target"] == "/w/index.php?maxlag=7&action=raw&title=A&ctype=text%2Fplain"
        posted = json.loads(site.raw_index("purge", title="A"))
        assert (posted["method"], posted["body"]) == ("POST", "maxlag=7&action=purge&title=A")
        plain = json.loads(site.raw_call("load", {"modules": "x"}, None, True, "GET"))
        assert plain["target"] == "/w/load.php?modules=x"
        again = site.raw_api("query", "GET", True, ("meta", "userinfo"), titles="A")
        older = site.raw_api("query", "GET", ("meta", "userinfo"), titles="A")
        assert again == older
        assert "retry" not in again["target"]
        site.max_lag = None
        assert "maxlag" not in site.raw_index("purge")
        given = site.api("query", "GET", retry_on_error=False, titles="A")
        assert "retry" not in given["target"]
        with pytest.raises(ValueError, match="http_method"):
            site.raw_index("raw", "PUT")


def empty(_: Seen) -> tuple[int, Mapping[str, str], bytes]:
    return 200, {"content-type": "application/json"}, b"[]"


def test_an_empty_reply_is_a_dictionary() -> None:
    with serving(empty) as server, BaseSite[Any](server.url, do_init=False) as site:
        assert site.api("query") == {}


async def _calls(url: str) -> list[Any]:
    async with AsyncBaseSite[Any](url, do_init=False, max_lag=None) as site:
        return [
            json.loads(await site.raw_index("raw", "GET", title="A"))["target"],
            json.loads(await site.raw_call("api", {"action": "x"}))["body"],
            (await site.raw_api("query", "GET", False))["target"],
        ]


def test_an_async_site_has_them_too() -> None:
    with serving(echo) as server:
        told = asyncio.run(_calls(server.url))

    assert told == ["/w/index.php?action=raw&title=A", "action=x", "/w/api.php?format=json&action=query"]


def refusing(_: Seen) -> tuple[int, Mapping[str, str], bytes]:
    refusal = {"error": {"code": "blocked", "info": "You are blocked.", "*": "See the docs."}}
    return 200, {"content-type": "application/json"}, json.dumps(refusal).encode()


def test_a_refusal_unpacks_as_the_references() -> None:
    with serving(refusing) as server, BaseSite[Any](server.url, do_init=False) as site:
        assert site.raw_api("edit")["error"]["code"] == "blocked"
        with pytest.raises(APIError) as caught:
            site.api("edit")

    code, info, _ = caught.value.args
    assert (code, info) == (caught.value.code, caught.value.info) == ("blocked", "You are blocked.")
