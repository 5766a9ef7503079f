# Derived from tests/live/_async/test_site_calls.py by codegen/twin.py. Do not edit.
"""The reference's constructor, its connection and its raw calls, on the real wiki."""

import io
import json
import uuid

import pytest

import mwtyped
from mwtyped import (
    APIError,
    AssertUserFailedError,
    HTTPStatusError,
    LoginError,
    NotLoggedIn,
    Options,
    Site,
    WrongPath,
)
from mwtyped.events import Event, RequestDone

from ...wiki import Wiki

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def opened(wiki: Wiki, options: Options | None = None) -> Site:
    return Site(wiki.url, max_lag=None, clients_useragent="Tests/1 (tests@example.org)", options=options)


def entered(site: Site, wiki: Wiki) -> None:
    account = wiki.accounts["admin"]
    site.login(account.bot_name, account.bot_password)


@pytest.fixture
def title() -> str:
    """Name a page that is not there yet."""
    return f"Page {uuid.uuid4()}"


def test_what_the_wiki_says_of_itself_is_what_a_call_gives(wiki: Wiki) -> None:
    with opened(wiki) as site:
        general = (site.api("query", meta="siteinfo"))["query"]["general"]
        own = dict(site.site)

    assert {**own, "time": ""} == {**general, "time": ""}
    assert own["langconversion"] == ""
    assert "rtl" not in own
    assert own["variantarticlepath"] is False


def test_untyped_calls_are_answered_in_json(wiki: Wiki) -> None:
    with opened(wiki) as site:
        for reply in (
            site.api("query", titles="Berlin", format="xml"),
            site.raw_api("query", titles="Berlin", format="none"),
        ):
            assert [page["title"] for page in reply["query"]["pages"].values()] == ["Berlin"]


def test_a_token_of_a_page_takes_no_request_for_the_page(wiki: Wiki) -> None:
    with opened(wiki) as site:
        entered(site, wiki)
        with wiki.recording() as calls:
            token = site.pages["Berlin"].get_token("csrf", force=True)
        assert token == site.get_token("csrf")

    assert [call.params.get("meta") for call in calls] == ["tokens"]


# The constructor.


def test_where_the_wiki_is_can_be_said_as_in_the_reference(wiki: Wiki) -> None:
    host = wiki.url.partition("://")[2]
    with Site(host, "/w/", ".php", None, 30, 25, None, "Tests/1", "3", False, scheme="http") as site:
        assert (site.scheme, site.host, site.path, site.ext) == ("http", host, "/w/", ".php")
        assert (site.max_lag, site.compress) == (3, False)
        assert site.version[:2] == (1, 43)


def test_a_wrong_path_names_the_right_one(wiki: Wiki) -> None:
    with pytest.raises(WrongPath, match="path='/w/'") as caught:
        with Site(wiki.url, "/wrong/"):
            pass
    assert caught.value.suggestion == "/w/"


def test_sites_that_share_a_connection_share_a_login(wiki: Wiki) -> None:
    with opened(wiki) as first:
        entered(first, wiki)
        with Site(wiki.url, pool=first.connection) as second:
            assert second.logged_in
            assert second.username == first.username
            assert second.connection.headers["user-agent"].startswith("Tests/1")
            assert dict(second.connection.cookies) == dict(first.connection.cookies)


def test_cookies_of_another_session_can_be_set(wiki: Wiki) -> None:
    with opened(wiki) as first, opened(wiki) as second:
        entered(first, wiki)
        second.connection.cookies.update(first.connection.cookies)
        second.login()
        assert second.username == first.username
        second.connection.cookies.clear()
        with pytest.raises(AssertUserFailedError):
            second.api("query", meta="userinfo")


def test_a_failed_login_leaves_nobody_logged_in(wiki: Wiki) -> None:
    account = wiki.accounts["admin"]
    with opened(wiki) as site:
        entered(site, wiki)
        with pytest.raises(LoginError) as caught:
            site.login(account.bot_name, "wrong")
        assert (site.logged_in, site.credentials) == (False, None)
        assert caught.value.args == (site, {"result": caught.value.code, "reason": caught.value.info})
        assert caught.value.code == "Failed"


def test_credentials_log_in_again(wiki: Wiki) -> None:
    account = wiki.accounts["admin"]
    with opened(wiki) as site:
        site.credentials = (account.bot_name, account.bot_password, None)
        site.login()
        site.login()
        assert site.logged_in
        assert site.credentials is not None
        assert account.bot_password not in repr(site.credentials)


def test_who_must_log_in_to_edit_can_be_changed(wiki: Wiki, title: str) -> None:
    with opened(wiki) as site:
        page = site.pages[title]
        with pytest.raises(NotLoggedIn):
            page.save("x")
        site.force_login = False
        page.save("x")
        assert (site.raw_index("raw", "GET", title=title)) == "x"


def test_a_token_that_the_script_spoils_is_renewed(wiki: Wiki, title: str) -> None:
    with opened(wiki) as site:
        entered(site, wiki)
        site.tokens = {"csrf": "spoiled+\\"}
        site.pages[title].save("x")
        assert site.tokens["csrf"] not in repr(site.tokens)


# Raw calls.


def test_a_raw_call_of_the_api_gives_its_text(wiki: Wiki) -> None:
    with opened(wiki) as site:
        text = site.raw_call("api", {"action": "query", "meta": "siteinfo", "format": "json"})
        assert json.loads(text)["query"]["general"]["sitename"] == site.site["sitename"]
        xml = site.raw_call("api", [("action", "query"), ("format", "xml")], http_method="GET")
        assert xml.startswith("<?xml")
        refused = site.raw_call("api", {"action": "nonsense", "format": "json"})
        assert json.loads(refused)["error"]["code"] == "badvalue"


def test_a_raw_call_of_the_index_gives_a_page(wiki: Wiki, title: str) -> None:
    with opened(wiki) as site:
        entered(site, wiki)
        site.pages[title].save("Hello '''you'''")
        assert site.raw_index("raw", "GET", title=title) == "Hello '''you'''"
        assert site.raw_index("raw", title=title) == "Hello '''you'''"
        assert "<b>you</b>" in site.raw_index("render", "GET", ("title", title))
        with pytest.raises(HTTPStatusError) as caught:
            site.raw_index("raw", "GET", title=f"No {title}")
        assert caught.value.response.status_code == 404


def test_a_raw_write_is_done(wiki: Wiki, title: str) -> None:
    with opened(wiki) as site:
        entered(site, wiki)
        token = site.get_token("csrf")
        data = {"action": "edit", "token": token, "title": title, "appendtext": "once", "format": "json"}
        assert json.loads(site.raw_call("api", data))["edit"]["result"] == "Success"
        assert site.raw_index("raw", "GET", title=title) == "once"


def test_a_file_goes_with_a_raw_call(wiki: Wiki) -> None:
    with opened(wiki) as site:
        entered(site, wiki)
        data = {"action": "upload", "filename": "Raw.png", "stash": True, "ignorewarnings": True, "format": "json"}
        data["token"] = site.get_token("csrf")
        reply = json.loads(site.raw_call("api", data, {"file": ("ü.png", io.BytesIO(PNG))}))
        assert reply["upload"]["result"] == "Success"


def test_a_file_larger_than_a_piece_goes_in_pieces(wiki: Wiki, title: str) -> None:
    sent: list[int] = []

    def note(event: Event) -> None:
        if isinstance(event, RequestDone) and event.module == "upload":
            sent.append(event.sent)

    with opened(wiki, Options(on_event=note)) as site:
        entered(site, wiki)
        site.chunk_size = 1_500
        file = PNG + title.encode() + bytes(4_000 - len(PNG) - len(title))
        assert (site.upload(file, f"{title}.png", "x", ignore=True))["result"] == "Success"
        pieces = len([size for size in sent if size > 1_000])
        assert (pieces, len(sent)) == (3, 4)


def test_an_untyped_call_gives_the_wikis_own_dictionary(wiki: Wiki) -> None:
    with opened(wiki) as site:
        reply = site.raw_api("query", "GET", True, ("titles", "Main Page"), prop="info")
        assert reply == site.api("query", "GET", ("titles", "Main Page"), prop="info")
        assert next(iter(reply["query"]["pages"])).isdecimal()
        refused = site.raw_api("nonsense")
        assert refused["error"]["code"] == "badvalue"
        with pytest.raises(APIError) as caught:
            site.api("nonsense")
        assert caught.value.args[0] == "badvalue"
        assert mwtyped.errors.APIError is APIError
