# Derived from tests/live/_async/test_sessions.py by codegen/twin.py. Do not edit.
"""Logging in, staying who one is, tokens and writes, on the real wiki."""

import io
import struct
import uuid
import warnings
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

import mwtyped
from mwtyped import APIError, APIWarning, AssertUserFailedError, LoginError, Site, UnrecognizedParameter
from mwtyped.mediawiki import AllPages, Edit, Info, Pages, Revisions, SiteInfo, UserInfo
from mwtyped.runtime import Upload

from ...wiki import Account, Wiki
from ..oracle import Oracle, Watch


def opened(wiki: Wiki) -> Site:
    return Site(wiki.url, max_lag=None, clients_useragent="Tests/1 (tests@example.org)")


def entered(site: Site, account: Account) -> None:
    site.login(account.bot_name, account.bot_password)


def text_of(oracle: Oracle, title: str) -> str | None:
    page = oracle.ask(
        action="query", titles=title, prop="revisions", rvprop="content", rvslots="main", formatversion="2"
    )["query"]["pages"][0]
    return page["revisions"][0]["slots"]["main"]["content"] if "revisions" in page else None


@pytest.fixture
def title() -> str:
    """Name a page that is not there yet."""
    return f"Page {uuid.uuid4()}"


# Who we are.


def test_before_login_one_is_an_address(wiki: Wiki) -> None:
    with opened(wiki) as site:
        assert not site.logged_in
        assert site.username == "127.0.0.1"
        assert "edit" in site.rights
        assert site.version[:2] == (1, 43)
        assert site.namespaces[1] == "Talk"


@pytest.mark.parametrize("name", ["admin", "bot", "alice"])
def test_a_bot_password_logs_in(wiki: Wiki, name: str) -> None:
    account = wiki.accounts[name]
    with opened(wiki) as site:
        site.login(account.bot_name, account.bot_password)

        assert (site.logged_in, site.username) == (True, account.name)
        assert set(account.groups) <= set(site.groups)
        assert (site.api.query.userinfo())["name"] == account.name


@pytest.mark.filterwarnings("ignore:.*Main-account login", "ignore:.*mailing list")
def test_a_main_password_logs_in(wiki: Wiki) -> None:
    account = wiki.accounts["alice"]
    with opened(wiki) as site:
        site.login(account.name, account.password)

        assert (site.logged_in, site.username) == (True, "Alice")


def test_a_wrong_password_is_an_error_and_nobody_is_logged_in(wiki: Wiki) -> None:
    with opened(wiki) as site:
        with pytest.raises(LoginError, match="Incorrect username or password") as caught:
            site.login("Bob", "wrong")

        assert caught.value.code == "Failed"
        assert not site.logged_in
        assert (site.api.query.userinfo())["id"] == 0


def test_a_wrong_password_leaves_the_user_of_before_behind(wiki: Wiki) -> None:
    account = wiki.accounts["admin"]
    with opened(wiki) as site:
        entered(site, account)
        with pytest.raises(LoginError):
            site.login("Bob", "wrong")

        assert not site.logged_in
        assert (site.api.query.userinfo())["id"] == 0


def test_after_a_wrong_password_or_a_logout_one_reads_as_nobody(wiki: Wiki) -> None:
    with opened(wiki) as site:
        with pytest.raises(LoginError):
            site.login("Bob", "wrong")
        assert "Districts" in site.pages["Berlin"].text()
        entered(site, wiki.accounts["alice"])
        site.api.logout()
        assert "Districts" in site.pages["Berlin"].text()

        site.site_init()

        assert (site.username, site.groups, "read" in site.rights) == ("127.0.0.1", ["*"], True)


def test_each_request_after_login_asserts_the_user_and_the_login_does_not(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        watch = Watch(wiki)
        entered(site, wiki.accounts["alice"])
        site.send(SiteInfo())
        site.api("query", meta="userinfo")
        site.api.edit(title="Asserted", text="x")

    asserted = [(call.params.get("assertuser"), call.params.get("maxlag")) for call in watch.calls]
    assert asserted[:2] == [(None, None)] * 2
    assert asserted[2:] == [("Alice", "3")] * (len(asserted) - 2)
    assert len(asserted) == 7


def test_a_header_with_cookies_lets_one_log_in(wiki: Wiki) -> None:
    account = wiki.accounts["alice"]
    with opened(wiki) as site:
        entered(site, account)
        stale = [f"{name}=of-long-ago" for name in site.connection.cookies]
    headers = {"Cookie": "; ".join(["gate=open", *stale])}
    with Site(wiki.url, max_lag=None, custom_headers=headers) as site:
        entered(site, account)

        assert (site.api.query.userinfo())["name"] == "Alice"


def test_a_password_is_in_no_url(wiki: Wiki) -> None:
    account = wiki.accounts["alice"]
    with opened(wiki) as site:
        watch = Watch(wiki)
        entered(site, account)

    assert all(account.bot_password not in value for call in watch.calls for value in call.query.values())
    assert any(account.bot_password in call.body.values() for call in watch.calls)


def test_a_session_that_died_is_renewed_and_the_edit_is_ours(wiki: Wiki, oracle: Oracle, title: str) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        site.api.edit(title=title, text="first")
        site._transport.forget()  # pyright: ignore[reportPrivateUsage]  # as a wiki does that ends a session
        watch = Watch(wiki)

        result = site.api.edit(title=title, text="second")
        site.send(SiteInfo())

    assert result["oldrevid"]
    assert [call.params["action"] for call in watch.calls].count("login") == 1
    history = oracle.ask(action="query", titles=title, prop="revisions", rvprop="user", rvlimit="5", formatversion="2")
    assert [one["user"] for one in history["query"]["pages"][0]["revisions"]] == ["Alice", "Alice"]


def test_a_session_that_died_is_never_an_edit_of_nobodys(wiki: Wiki, oracle: Oracle, title: str) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        site.api.edit(title=title, text="first")
        site._transport.forget()  # pyright: ignore[reportPrivateUsage]
        site.context.session.credentials = None

        with pytest.raises(AssertUserFailedError) as caught:
            site.api.edit(title=title, text="second")
        with pytest.raises(AssertUserFailedError):
            site.send(SiteInfo())

    assert caught.value.code == "assertnameduserfailed"
    assert text_of(oracle, title) == "first"


def test_a_logout_is_one(wiki: Wiki) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        site.api.logout()

        assert not site.logged_in
        assert (site.api.query.userinfo())["id"] == 0


def test_one_session_serves_all_options(wiki: Wiki) -> None:
    with opened(wiki) as site:
        german = site.with_options(uselang="de", errorlang="uselang")
        entered(site, wiki.accounts["alice"])

        assert german.logged_in
        assert german.username == "Alice"
        with pytest.raises(APIError) as in_german:
            german.api.parse(page="No such page")
        with pytest.raises(APIError) as in_english:
            site.api.parse(page="No such page")

    assert in_german.value.code == in_english.value.code == "missingtitle"
    assert "existiert nicht" in in_german.value.info
    assert "exist" in in_english.value.info


# Tokens and writes.


def test_an_edit_is_saved(wiki: Wiki, oracle: Oracle, title: str) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        result = site.api.edit(title=title, text="Ünï 日本 | {{x|y}}\n", summary="s")

        assert result["result"] == "Success"
        assert result["new"] == ""
        again = site.api.edit(title=title, text="Ünï 日本 | {{x|y}}\n")

    assert again["nochange"] == ""
    assert "newrevid" not in again
    assert text_of(oracle, title) == "Ünï 日本 | {{x|y}}"


def test_nobody_edits_with_the_token_of_nobody(wiki: Wiki, oracle: Oracle) -> None:
    with opened(wiki) as site:
        watch = Watch(wiki)
        site.api.edit(title="By an address", text="x")

    assert watch.calls[-1].body["token"] == "+\\"
    assert text_of(oracle, "By an address") == "x"


def test_an_edit_costs_two_requests_and_one_if_its_base_is_known(wiki: Wiki) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        watch = Watch(wiki)
        cold = site.api.edit(title="Cold", text="1")
        assert len(watch.calls) == 2
        warm = site.api.edit(title="Cold", text="2", baserevid=cold.newrevid, starttimestamp=cold.newtimestamp)
        assert len(watch.calls) == 3
        site.api.edit(title="Cold", text="3")

    assert warm.oldrevid == cold.newrevid
    assert len(watch.calls) == 5
    assert watch.calls[-1].method == "POST"
    assert list(watch.calls[-1].body)[-1] == "token"


def test_a_token_that_went_stale_is_renewed(wiki: Wiki, oracle: Oracle) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        site.context.session.tokens["csrf"] = "0123456789abcdef0123456789abcdef12345678+\\"
        watch = Watch(wiki)

        site.api.edit(title="Renewed", text="x")

    assert [call.params["action"] for call in watch.calls] == ["query", "edit", "query", "edit"]
    assert text_of(oracle, "Renewed") == "x"


def test_each_type_of_token_does_its_work(wiki: Wiki) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["admin"])
        site.api.edit(title="Tokens", text="x")

        assert (site.api.watch(titles=["Tokens"]))["watch"][0]["watched"] == ""
        with opened(wiki) as another:
            entered(another, wiki.accounts["alice"])
            another.api.edit(title="Tokens", text="y")
        assert (site.api.rollback(title="Tokens", user="Alice"))["title"] == "Tokens"
        assert (site.api.delete(title="Tokens", reason="x"))["title"] == "Tokens"
        assert set(site.context.session.tokens) == {"csrf", "watch", "rollback"}


def test_a_refused_edit_is_an_error(wiki: Wiki) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        with pytest.raises(APIError) as caught:
            site.api.edit(title="A<B", text="x")

    assert (caught.value.code, caught.value.module) == ("invalidtitle", "edit")
    assert str(caught.value) == 'invalidtitle: Bad title "A<B". (edit)'


def test_a_time_and_an_expiry_are_understood(wiki: Wiki, title: str) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["admin"])
        until = datetime(2035, 1, 1, 12, 30, 15, 999, tzinfo=UTC)
        site.api.edit(title=title, text="x")
        protected = site.api.protect(title=title, protections=["move=sysop"], expiry=["infinite"])
        blocked = site.api.block(user="192.0.2.77", expiry=until.strftime("%Y-%m-%dT%H:%M:%SZ"))
        site.api.unblock(user="192.0.2.77")
        recent = [row for row in site.api.query.recentchanges(start=datetime(2026, 1, 6, tzinfo=UTC), limit=5)]

    assert protected["protections"][0]["expiry"] == "infinite"
    assert blocked["expiry"] == "2035-01-01T12:30:15Z"
    assert all(row["timestamp"] <= datetime(2026, 1, 6, tzinfo=UTC).timetuple() for row in recent)


def picture(width: int, height: int = 2) -> bytes:
    """Make a PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\xff\x00\x00" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def three_ways(path: Path) -> dict[str, Upload]:
    return {"Bytes": picture(11), "Path": path, "Stream": io.BytesIO(picture(13))}


def test_a_file_is_uploaded_from_bytes_a_path_and_a_stream(wiki: Wiki, oracle: Oracle, tmp_path: Path) -> None:
    path = tmp_path / "ü|.png"
    path.write_bytes(picture(12))
    with opened(wiki) as site:
        entered(site, wiki.accounts["admin"])
        for name, content in three_ways(path).items():
            done = site.api.upload(
                filename=f"{name} Ünï {id(site)}.png", file=content, comment="Ü|ü", ignorewarnings=True
            )
            assert done["result"] == "Success", done

    uploaded = oracle.ask(action="query", list="allimages", aiprop="size", aiprefix="Path Ünï", formatversion="2")
    assert uploaded["query"]["allimages"][0]["width"] == 12


def test_a_stale_token_sends_a_file_again_whole(wiki: Wiki) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["admin"])
        site.context.session.tokens["csrf"] = "0123456789abcdef0123456789abcdef12345678+\\"

        done = site.api.upload(filename=f"Again {id(site)}.png", file=io.BytesIO(picture(14)), ignorewarnings=True)

    assert done["result"] == "Success"


# What the wiki does not know.


def test_a_read_with_an_unknown_parameter_is_an_error(wiki: Wiki) -> None:
    with opened(wiki) as site:
        with pytest.raises(UnrecognizedParameter, match="Unrecognized parameter: foo"):
            site.send(SiteInfo(extra={"foo": "1"}))
        with pytest.raises(UnrecognizedParameter, match="Unrecognized value for parameter"):
            site.send(SiteInfo(extra={"siprop": "general|nonsense"}))
        with pytest.raises(UnrecognizedParameter):
            for _ in site.iterate(AllPages(extra={"apfoo": "1"})):
                pass


def test_a_write_with_an_unknown_parameter_is_done_and_warns(wiki: Wiki, oracle: Oracle) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        with pytest.warns(APIWarning, match="Unrecognized parameter: foo"):
            result = site.send(Edit(title="Warned", text="x", extra={"foo": "1"}))

    assert result["result"] == "Success"
    assert text_of(oracle, "Warned") == "x"


def test_a_warning_made_an_error_comes_after_the_write_with_its_result(wiki: Wiki, oracle: Oracle) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
        with warnings.catch_warnings(action="error"), pytest.raises(APIWarning) as caught:
            site.send(Edit(title="Made an error", text="x", extra={"foo": "1"}))

    assert caught.value.result["result"] == "Success"
    assert text_of(oracle, "Made an error") == "x"


def test_more_titles_than_may_be_are_refused_here_and_not_there(wiki: Wiki) -> None:
    with opened(wiki) as site:
        watch = Watch(wiki)
        with pytest.raises(mwtyped.ParameterError, match="this account may send 50 at most"):
            site.send(Pages(titles=[f"T{number}" for number in range(51)], props=[Info()]))

    assert watch.calls == []


# Untyped calls.


def test_an_untyped_call_gives_the_wikis_own_dict(wiki: Wiki, oracle: Oracle) -> None:
    true = oracle.ask(action="query", titles="Berlin|No such page", prop="info")
    with opened(wiki) as site:
        for reply in (
            site.api("query", titles=["Berlin", "No such page"], prop="info"),
            site.api("query", "GET", ("titles", "Berlin|No such page"), prop="info"),
            site.get("query", titles="Berlin|No such page", prop="info"),
            site.post("query", titles="Berlin|No such page", prop="info"),
            site.raw_api("query", "POST", titles="Berlin|No such page", prop="info"),
        ):
            assert reply == true


def test_an_untyped_refusal_is_raised_or_given(wiki: Wiki) -> None:
    with opened(wiki) as site:
        with pytest.raises(APIError, match=r"^missingparam: "):
            site.api("delete")
        reply = site.raw_api("delete")

    assert reply["error"]["code"] == "missingparam"


def test_a_wrong_method_is_refused(wiki: Wiki) -> None:
    with opened(wiki) as site:
        with pytest.raises(ValueError, match="http_method must be 'GET' or 'POST'"):
            site.api("query", "PUT")


# Text and other JSON.


def test_modules_that_answer_otherwise(wiki: Wiki) -> None:
    with opened(wiki) as site:
        found = site.api.opensearch(search="Berlin")
        feed = site.api.feedrecentchanges()

    assert isinstance(found, list)
    assert found[0] == "Berlin"
    assert feed.startswith("<?xml")


# Where no wiki is.


def test_a_wrong_path_names_the_right_one(wiki: Wiki) -> None:
    with pytest.raises(mwtyped.WrongPath, match="path='/w/'") as caught:
        with Site(wiki.url, path="/wrong/") as site:
            site.send(SiteInfo())

    assert caught.value.suggestion == "/w/"


def test_a_wiki_is_found_by_the_address_of_its_api(wiki: Wiki) -> None:
    with Site(wiki.api_url, path="/wrong/") as site:
        assert (site.path, site.ext) == ("/w/", ".php")
        assert (site.send(SiteInfo(prop=["general"])))["general"]["generator"].startswith("MediaWiki 1.43")


def test_a_site_that_asks_nothing_at_first(wiki: Wiki) -> None:
    watch = Watch(wiki)
    with Site(wiki.url, do_init=False) as site:
        assert not site.initialized
        assert watch.calls == []
        site.send(UserInfo())
        site.site_init()

        assert site.initialized

    assert len(watch.calls) == 2


def test_a_closed_site_can_be_used_again(wiki: Wiki) -> None:
    with opened(wiki) as site:
        entered(site, wiki.accounts["alice"])
    site.send(SiteInfo())

    assert (site.api.query.userinfo())["name"] == "Alice"
    site.close()


def test_texts_are_read_as_dictionaries(wiki: Wiki) -> None:
    request = Pages(titles=["Berlin"], props=[Revisions(prop=["content", "timestamp"], slots=["main"])])
    with opened(wiki) as site:
        [page] = [page for page in site.iterate(request)]

    assert isinstance(page["revisions"][0]["slots"]["main"]["*"], str)
    assert page["revisions"][0]["timestamp"].tm_year == 2026
