"""The reference's constructor, its connection and its raw calls, on the real wiki."""

import io
import json
import uuid

import pytest

import mwtyped
from mwtyped import (
    APIError,
    AssertUserFailedError,
    AsyncSite,
    HTTPStatusError,
    LoginError,
    NotLoggedIn,
    Options,
    WrongPath,
)
from mwtyped.events import Event, RequestDone

from ...wiki import Wiki

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def opened(wiki: Wiki, options: Options | None = None) -> AsyncSite:
    return AsyncSite(wiki.url, max_lag=None, clients_useragent="Tests/1 (tests@example.org)", options=options)


async def async_entered(site: AsyncSite, wiki: Wiki) -> None:
    account = wiki.accounts["admin"]
    await site.login(account.bot_name, account.bot_password)


@pytest.fixture
def title() -> str:
    """Name a page that is not there yet."""
    return f"Page {uuid.uuid4()}"


async def test_what_the_wiki_says_of_itself_is_what_a_call_gives(wiki: Wiki) -> None:
    async with opened(wiki) as site:
        general = (await site.api("query", meta="siteinfo"))["query"]["general"]
        own = dict(site.site)

    assert {**own, "time": ""} == {**general, "time": ""}
    assert own["langconversion"] == ""
    assert "rtl" not in own
    assert own["variantarticlepath"] is False


async def test_untyped_calls_are_answered_in_json(wiki: Wiki) -> None:
    async with opened(wiki) as site:
        for reply in (
            await site.api("query", titles="Berlin", format="xml"),
            await site.raw_api("query", titles="Berlin", format="none"),
        ):
            assert [page["title"] for page in reply["query"]["pages"].values()] == ["Berlin"]


async def test_a_token_of_a_page_takes_no_request_for_the_page(wiki: Wiki) -> None:
    async with opened(wiki) as site:
        await async_entered(site, wiki)
        with wiki.recording() as calls:
            token = await site.pages["Berlin"].get_token("csrf", force=True)
        assert token == await site.get_token("csrf")

    assert [call.params.get("meta") for call in calls] == ["tokens"]


# The constructor.


async def test_where_the_wiki_is_can_be_said_as_in_the_reference(wiki: Wiki) -> None:
    host = wiki.url.partition("://")[2]
    async with AsyncSite(host, "/w/", ".php", None, 30, 25, None, "Tests/1", "3", False, scheme="http") as site:
        assert (site.scheme, site.host, site.path, site.ext) == ("http", host, "/w/", ".php")
        assert (site.max_lag, site.compress) == (3, False)
        assert site.version[:2] == (1, 43)


async def test_a_wrong_path_names_the_right_one(wiki: Wiki) -> None:
    with pytest.raises(WrongPath, match="path='/w/'") as caught:
        async with AsyncSite(wiki.url, "/wrong/"):
            pass
    assert caught.value.suggestion == "/w/"


async def test_sites_that_share_a_connection_share_a_login(wiki: Wiki) -> None:
    async with opened(wiki) as first:
        await async_entered(first, wiki)
        async with AsyncSite(wiki.url, pool=first.connection) as second:
            assert second.logged_in
            assert second.username == first.username
            assert second.connection.headers["user-agent"].startswith("Tests/1")
            assert dict(second.connection.cookies) == dict(first.connection.cookies)


async def test_cookies_of_another_session_can_be_set(wiki: Wiki) -> None:
    async with opened(wiki) as first, opened(wiki) as second:
        await async_entered(first, wiki)
        second.connection.cookies.update(first.connection.cookies)
        await second.login()
        assert second.username == first.username
        second.connection.cookies.clear()
        with pytest.raises(AssertUserFailedError):
            await second.api("query", meta="userinfo")


async def test_a_failed_login_leaves_nobody_logged_in(wiki: Wiki) -> None:
    account = wiki.accounts["admin"]
    async with opened(wiki) as site:
        await async_entered(site, wiki)
        with pytest.raises(LoginError) as caught:
            await site.login(account.bot_name, "wrong")
        assert (site.logged_in, site.credentials) == (False, None)
        assert caught.value.args == (site, {"result": caught.value.code, "reason": caught.value.info})
        assert caught.value.code == "Failed"


async def test_credentials_log_in_again(wiki: Wiki) -> None:
    account = wiki.accounts["admin"]
    async with opened(wiki) as site:
        site.credentials = (account.bot_name, account.bot_password, None)
        await site.login()
        await site.login()
        assert site.logged_in
        assert site.credentials is not None
        assert account.bot_password not in repr(site.credentials)


async def test_who_must_log_in_to_edit_can_be_changed(wiki: Wiki, title: str) -> None:
    async with opened(wiki) as site:
        page = site.pages[title]
        with pytest.raises(NotLoggedIn):
            await page.save("x")
        site.force_login = False
        await page.save("x")
        assert (await site.raw_index("raw", "GET", title=title)) == "x"


async def test_a_token_that_the_script_spoils_is_renewed(wiki: Wiki, title: str) -> None:
    async with opened(wiki) as site:
        await async_entered(site, wiki)
        site.tokens = {"csrf": "spoiled+\\"}
        await site.pages[title].save("x")
        assert site.tokens["csrf"] not in repr(site.tokens)


# Raw calls.


async def test_a_raw_call_of_the_api_gives_its_text(wiki: Wiki) -> None:
    async with opened(wiki) as site:
        text = await site.raw_call("api", {"action": "query", "meta": "siteinfo", "format": "json"})
        assert json.loads(text)["query"]["general"]["sitename"] == site.site["sitename"]
        xml = await site.raw_call("api", [("action", "query"), ("format", "xml")], http_method="GET")
        assert xml.startswith("<?xml")
        refused = await site.raw_call("api", {"action": "nonsense", "format": "json"})
        assert json.loads(refused)["error"]["code"] == "badvalue"


async def test_a_raw_call_of_the_index_gives_a_page(wiki: Wiki, title: str) -> None:
    async with opened(wiki) as site:
        await async_entered(site, wiki)
        await site.pages[title].save("Hello '''you'''")
        assert await site.raw_index("raw", "GET", title=title) == "Hello '''you'''"
        assert await site.raw_index("raw", title=title) == "Hello '''you'''"
        assert "<b>you</b>" in await site.raw_index("render", "GET", ("title", title))
        with pytest.raises(HTTPStatusError) as caught:
            await site.raw_index("raw", "GET", title=f"No {title}")
        assert caught.value.response.status_code == 404


async def test_a_raw_write_is_done(wiki: Wiki, title: str) -> None:
    async with opened(wiki) as site:
        await async_entered(site, wiki)
        token = await site.get_token("csrf")
        data = {"action": "edit", "token": token, "title": title, "appendtext": "once", "format": "json"}
        assert json.loads(await site.raw_call("api", data))["edit"]["result"] == "Success"
        assert await site.raw_index("raw", "GET", title=title) == "once"


async def test_a_file_goes_with_a_raw_call(wiki: Wiki) -> None:
    async with opened(wiki) as site:
        await async_entered(site, wiki)
        data = {"action": "upload", "filename": "Raw.png", "stash": True, "ignorewarnings": True, "format": "json"}
        data["token"] = await site.get_token("csrf")
        reply = json.loads(await site.raw_call("api", data, {"file": ("ü.png", io.BytesIO(PNG))}))
        assert reply["upload"]["result"] == "Success"


async def test_a_file_larger_than_a_piece_goes_in_pieces(wiki: Wiki, title: str) -> None:
    sent: list[int] = []

    def note(event: Event) -> None:
        if isinstance(event, RequestDone) and event.module == "upload":
            sent.append(event.sent)

    async with opened(wiki, Options(on_event=note)) as site:
        await async_entered(site, wiki)
        site.chunk_size = 1_500
        file = PNG + title.encode() + bytes(4_000 - len(PNG) - len(title))
        assert (await site.upload(file, f"{title}.png", "x", ignore=True))["result"] == "Success"
        pieces = len([size for size in sent if size > 1_000])
        assert (pieces, len(sent)) == (3, 4)


async def test_an_untyped_call_gives_the_wikis_own_dictionary(wiki: Wiki) -> None:
    async with opened(wiki) as site:
        reply = await site.raw_api("query", "GET", True, ("titles", "Main Page"), prop="info")
        assert reply == await site.api("query", "GET", ("titles", "Main Page"), prop="info")
        assert next(iter(reply["query"]["pages"])).isdecimal()
        refused = await site.raw_api("nonsense")
        assert refused["error"]["code"] == "badvalue"
        with pytest.raises(APIError) as caught:
            await site.api("nonsense")
        assert caught.value.args[0] == "badvalue"
        assert mwtyped.errors.APIError is APIError
