"""A site: where it is, what it knows, when it asks."""

import asyncio
import copy
import inspect
import json
import pickle
import threading
from collections.abc import Mapping
from typing import Any
from unittest import mock

import pytest

from mwtyped.runtime import AsyncBaseSite, BaseSite
from mwtyped.runtime.errors import MediaWikiVersionError, NotLoaded, ParameterError
from mwtyped.runtime.line import line_options
from mwtyped.runtime.session import Endpoint, user_agent, version_tuple
from tests.runtime.binding import AllPages, Main, SiteInfo
from tests.runtime.loopback import Seen, Server, serving

FACTS = {
    "query": {
        "general": {"generator": "MediaWiki 1.43.9", "sitename": "W"},
        "namespaces": {"0": {"id": 0, "name": ""}, "1": {"id": 1, "name": "Talk"}},
        "userinfo": {"id": 0, "name": "127.0.0.1", "anon": True, "groups": ["*"], "rights": ["read"]},
        "allpages": [{"pageid": 1, "ns": 0, "title": "A"}],
    }
}


def wiki(_: Seen) -> tuple[int, Mapping[str, str], bytes]:
    return 200, {"content-type": "application/json"}, json.dumps(FACTS).encode()


def site_of(server: Server, **options: Any) -> BaseSite[Any]:
    return BaseSite(server.url, **options)


# Where it is.


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("en.wikipedia.org", "https://en.wikipedia.org/w/api.php"),
        ("en.wikipedia.org/", "https://en.wikipedia.org/w/api.php"),
        ("localhost:8080", "https://localhost:8080/w/api.php"),
        ("[::1]:8080", "https://[::1]:8080/w/api.php"),
        ("bücher.example", "https://bücher.example/w/api.php"),
        ("http://wiki.example", "http://wiki.example/w/api.php"),
        ("http://wiki.example:81/", "http://wiki.example:81/w/api.php"),
        ("https://wiki.example/wiki/Main_Page", "https://wiki.example/w/api.php"),
        ("https://wiki.example/mediawiki/api.php", "https://wiki.example/mediawiki/api.php"),
        ("https://wiki.example/api.php?action=query", "https://wiki.example/api.php"),
        ("https://wiki.example/a/b/index.php/Main_Page", "https://wiki.example/a/b/api.php"),
        ("https://wiki.example/w/index.php5", "https://wiki.example/w/api.php5"),
        ("https://user:secret@wiki.example/w/api.php", "https://wiki.example/w/api.php"),
    ],
)
def test_a_host_may_be_a_name_or_an_address(host: str, url: str) -> None:
    assert Endpoint.of(host, "/w/", ".php", "https").script("api") == url


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""},
        {"host": "wiki example"},
        {"host": "wiki.example/w"},
        {"host": "ftp://wiki.example"},
        {"host": "https://"},
        {"host": "x@evil.example"},
        {"host": "a", "path": "w/"},
        {"host": "a", "path": "/w"},
        {"host": "a", "path": ""},
        {"host": "a", "path": None},
        {"host": "a", "scheme": "ftp"},
    ],
    ids=str,
)
def test_what_is_no_wiki_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        BaseSite(**wrong, do_init=False)


def test_the_script_is_named_first() -> None:
    assert user_agent("CoolBot/1.0 (cool@example.org)").startswith("CoolBot/1.0 (cool@example.org) mwtyped/")
    assert user_agent(None).startswith("mwtyped/")


def test_a_site_says_where_it_is() -> None:
    site: BaseSite[Any] = BaseSite("wiki.example", path="/x/", ext=".php5", max_lag=7, do_init=False)

    assert (site.host, site.path, site.ext, site.scheme, site.max_lag) == ("wiki.example", "/x/", ".php5", "https", 7)
    assert repr(site) == "<BaseSite wiki.example/x/>"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("MediaWiki 1.43.9", (1, 43, 9)),
        ("MediaWiki 1.43.0-rc.1", (1, 43, 0, "-rc", 1)),
        ("MediaWiki 1.44.0-wmf.20", (1, 44, 0, "-wmf", 20)),
        ("MediaWiki 1.16alpha", (1, 16, "alpha")),
        ("MediaWiki 1.39.4+deb12u1", (1, 39, 4, "+deb12u1")),
    ],
)
def test_a_version_is_a_tuple(text: str, version: tuple[int | str, ...]) -> None:
    assert version_tuple(text) == BaseSite.version_tuple_from_generator(text) == version


@pytest.mark.parametrize("text", ["", "MediaWiki", "MediaWiki one.two", "Other 1.2", "MediaWiki 1"])
def test_a_version_that_is_none(text: str) -> None:
    with pytest.raises(MediaWikiVersionError):
        version_tuple(text)


# When it asks.


def test_a_site_asks_for_the_wikis_facts_when_it_is_made() -> None:
    with serving(wiki) as server:
        site = site_of(server, clients_useragent="Bot/1", custom_headers={"X-Gate": "open"})

        assert len(server.seen) == 1
        assert (site.version, site.site["sitename"], site.namespaces) == ((1, 43, 9), "W", {0: "", 1: "Talk"})
        assert (site.username, site.groups, site.rights, site.logged_in) == ("127.0.0.1", ["*"], ["read"], False)

    assert len(server.seen) == 1
    assert server.seen[0].headers["user-agent"].startswith("Bot/1 mwtyped/")
    assert server.seen[0].headers["x-gate"] == "open"


def test_a_site_may_ask_at_first_need() -> None:
    with serving(wiki) as server:
        site = site_of(server, do_init=False)
        assert server.seen == []
        assert not site.initialized

        assert site.version == (1, 43, 9)
        assert site.username == "127.0.0.1"

    assert len(server.seen) == 1


def test_calls_need_no_facts() -> None:
    with serving(wiki) as server:
        site = site_of(server, do_init=False)

        assert site.send(SiteInfo())["general"]["sitename"] == "W"
        assert [row["title"] for row in site.iterate(AllPages())] == ["A"]

    assert len(server.seen) == 2


def test_an_async_site_asks_on_entering_and_no_attribute_asks() -> None:
    async def use(server: Server) -> None:
        site: AsyncBaseSite[Any] = AsyncBaseSite(server.url)
        assert server.seen == []
        for name in ("version", "site", "namespaces", "username", "groups", "rights"):
            with pytest.raises(NotLoaded, match="async with"):
                getattr(site, name)
        assert not site.logged_in
        async with site:
            assert site.version == (1, 43, 9)
            assert [row["title"] async for row in site.iterate(AllPages())] == ["A"]

    with serving(wiki) as server:
        asyncio.run(use(server))

    assert len(server.seen) == 2


def test_who_one_is_after_a_login_that_failed_is_asked_when_it_is_needed() -> None:
    with serving(wiki) as server:
        site = site_of(server)
        site.context.session.forget()

        assert (site.username, site.rights, site.version) == ("127.0.0.1", ["read"], (1, 43, 9))
        assert len(server.seen) == 2


def test_in_an_async_site_that_says_what_loads_it() -> None:
    async def main() -> list[str]:
        async with AsyncBaseSite[Any](server.url) as site:
            site.context.session.forget()
            assert site.version == (1, 43, 9)
            with pytest.raises(NotLoaded, match=r"a login that failed.*await site\.site_init\(\)"):
                _ = site.rights
            await site.site_init()
            return site.rights

    with serving(wiki) as server:
        assert asyncio.run(main()) == ["read"]


def test_an_async_site_without_facts_makes_calls() -> None:
    async def use(server: Server) -> None:
        async with AsyncBaseSite[Any](server.url, do_init=False) as site:
            assert (await site.send(SiteInfo()))["general"]["sitename"] == "W"
            with pytest.raises(NotLoaded):
                _ = site.version

    with serving(wiki) as server:
        asyncio.run(use(server))


# Its calls.


def test_the_untyped_call_is_a_function_of_the_class_too() -> None:
    with serving(wiki) as server:
        site = site_of(server, do_init=False)

        unbound: Any = BaseSite.api

        assert list(inspect.signature(unbound).parameters) == ["self", "action", "http_method", "args", "kwargs"]
        assert unbound(site, "query") == site.api("query") == FACTS


def test_a_mock_may_stand_for_the_untyped_call_of_a_site() -> None:
    """As in the tests of scripts."""
    site: Any = BaseSite[Any]("wiki.example", do_init=False)
    other: Any = BaseSite[Any]("wiki.example", do_init=False)

    with mock.patch.object(site, "api", return_value={"query": {}}) as api:
        assert site.api("query") == {"query": {}}
        assert other.api is not api
    assert site.api is not api


def test_options_make_a_site_that_shares_all_else() -> None:
    with serving(wiki) as server:
        site = site_of(server)
        german = site._with_main(Main(uselang="de"))
        both = german._with_main(Main(maxlag=9))
        both.send(SiteInfo())
        site.send(SiteInfo())

        assert german.context.session is site.context.session
        assert german.api is not site.api

    assert "uselang=de" in server.seen[1].target
    assert "maxlag=9" in server.seen[1].target
    assert "uselang" not in server.seen[2].target


def test_a_site_can_be_used_in_a_with_block_and_after_it() -> None:
    with serving(wiki) as server:
        with site_of(server) as site:
            site.send(SiteInfo())
        assert site.send(SiteInfo())["general"]["sitename"] == "W"


def test_a_listing_shows_what_it_lists_and_asks_nothing() -> None:
    with serving(wiki) as server:
        listing = site_of(server, do_init=False).iterate(AllPages(prefix="A"), max_items=3)

        assert repr(listing) == "<Listing of AllPages(prefix='A')>"
        assert server.seen == []


def test_threads_that_race_to_the_first_use_of_a_site() -> None:
    start, found, errors = threading.Barrier(8), list[Any](), list[BaseException]()

    def race(site: BaseSite[Any]) -> None:
        try:
            start.wait()
            found.append((site.version, [row["title"] for row in site.iterate(AllPages())]))
        except BaseException as error:  # told by the assertion below
            errors.append(error)

    with serving(wiki) as server:
        site = site_of(server, do_init=False)
        threads = [threading.Thread(target=race, args=(site,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert errors == []
    assert found == [((1, 43, 9), ["A"])] * 8


# A private wiki.


def private(_: Seen) -> tuple[int, Mapping[str, str], bytes]:
    refusal = {"errors": [{"code": "readapidenied", "text": "You need read permission.", "module": "main"}]}
    return 200, {"content-type": "application/json"}, json.dumps(refusal).encode()


def test_a_private_wiki_can_be_named_before_login_and_its_facts_say_what_they_wait_for() -> None:
    with serving(private) as server:
        site = site_of(server)

        assert not site.initialized
        with pytest.raises(NotLoaded, match="before login"):
            _ = site.version


# Copies.


@pytest.mark.parametrize("kind", [BaseSite, AsyncBaseSite])
def test_a_site_is_not_pickled(kind: type[Any]) -> None:
    site = kind("wiki.example", do_init=False)

    for into in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="make one in each process"):
            into(site)
    assert copy.copy(site).context.session is site.context.session


@pytest.mark.parametrize("cookies", [{"a": "x\n"}, {"a": "é"}, {"a": "x; b=y"}, {"a\0": "x"}])
def test_a_cookie_that_cannot_be_sent_is_refused_unseen(cookies: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="holds what no cookie may") as caught:
        BaseSite[Any]("wiki.example", do_init=False).login(cookies=cookies)

    assert cookies.get("a", "?") not in str(caught.value)


# What cannot be right.


@pytest.mark.parametrize(
    "host", ["x.org:", "[::1", "x.org:99999", "x.org:0", "ü" * 300, "http://[::1", ":80", "", "x y"]
)
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"host|IPv6"):
        BaseSite[Any](host, do_init=False)


@pytest.mark.parametrize("host", ["[::1]:8080", "[::1]", "münchen.example", "localhost", "127.0.0.1:1", "X.org:443"])
def test_what_is_a_host_is_taken(host: str) -> None:
    assert BaseSite[Any](host, do_init=False).host == host


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"scheme": None}, "scheme: must be 'http' or 'https', not None"),
        ({"max_retries": "5"}, "max_retries: must be a number, not '5'"),
        ({"retry_timeout": None}, "retry_timeout: must be a number, not None"),
        ({"wait_callback": 5}, "wait_callback: must be callable, not 5"),
    ],
    ids=str,
)
def test_what_is_of_another_type_is_refused_before_it_is_needed(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=f"Site: {said}"):
        BaseSite[Any]("wiki.example", do_init=False, **wrong)


def test_options_that_are_none_are_refused() -> None:
    options: Any = {"dry_run": True}
    with pytest.raises(ParameterError, match=r"Site: options: takes mwtyped\.Options\(\.\.\.\), not a dict"):
        BaseSite[Any]("wiki.example", do_init=False, options=options)


@pytest.mark.parametrize("timeout", ["5", 0, -1, (0, 0), float("nan")])
def test_what_is_no_time_to_wait_is_refused(timeout: Any) -> None:
    with pytest.raises(ValueError, match="timeout must be seconds"):
        BaseSite[Any]("wiki.example", do_init=False, connection_options={"timeout": timeout})


@pytest.mark.parametrize(
    ("given", "timeout"), [({"timeout": (3, None)}, 3), ({"timeout": (None, None)}, None), ({"verify": None}, None)]
)
def test_what_the_reference_calls_no_value_is_ours(given: dict[str, Any], timeout: float | None) -> None:
    options = line_options(given, None)

    assert (options.timeout, options.verify) == (timeout, True)


@pytest.mark.parametrize("token", ["hunter2\n", "", "hunter2 x", "hüntér2", "\ud800"])
def test_a_token_that_cannot_be_sent_is_refused_unseen(token: str) -> None:
    with pytest.raises(ValueError, match="the access token is empty or holds what no token does") as caught:
        BaseSite[Any]("wiki.example", do_init=False, access_token=token)

    assert "hunter2" not in str(caught.value)
