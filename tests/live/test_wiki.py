"""The wikis themselves: what every other live test stands on."""

import http.cookiejar
import json
import urllib.parse
import urllib.request
from typing import Any

import pytest

from ..wiki import ACCOUNTS, Wiki, start
from ..wiki.server import group_lives

Json = dict[str, Any]


class Visitor:
    """The smallest client there can be: the standard library, with a cookie jar."""

    def __init__(self, wiki: Wiki) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
        self._url = wiki.api_url

    def get(self, **params: str) -> Json:
        return self._call(f"{self._url}?{_encoded(params)}", None)

    def post(self, **params: str) -> Json:
        return self._call(self._url, _encoded(params).encode())

    def _call(self, url: str, body: bytes | None) -> Json:
        with self._opener.open(url, body, timeout=60) as answer:
            reply: Json = json.load(answer)
        assert "error" not in reply, reply
        return reply

    def log_in(self, name: str, password: str) -> Json:
        token = self.get(action="query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
        result: Json = self.post(action="login", lgname=name, lgpassword=password, lgtoken=token)["login"]
        return result


def _encoded(params: dict[str, str]) -> str:
    return urllib.parse.urlencode({**params, "format": "json", "formatversion": "2"})


@pytest.fixture
def visitor(wiki: Wiki) -> Visitor:
    return Visitor(wiki)


def modules(visitor: Visitor) -> list[Json]:
    reply = visitor.get(action="paraminfo", modules="**", helpformat="none")
    found: list[Json] = reply["paraminfo"]["modules"]
    return found


def test_it_is_mediawiki_1_43_with_all_modules_of_a_stock_wiki(visitor: Visitor) -> None:
    general = visitor.get(action="query", meta="siteinfo")["query"]["general"]
    described = modules(visitor)
    assert general["generator"].startswith("MediaWiki 1.43.")
    assert len(described) == 159
    assert sum(len(module["parameters"]) for module in described) == 1156


def test_it_is_mediawiki_1_39(wiki139: Wiki) -> None:
    general = Visitor(wiki139).get(action="query", meta="siteinfo")["query"]["general"]
    assert general["generator"].startswith("MediaWiki 1.39.")
    assert len(modules(Visitor(wiki139))) == 140


def test_addresses_follow_the_port(wiki: Wiki, visitor: Visitor) -> None:
    general = visitor.get(action="query", meta="siteinfo")["query"]["general"]
    assert general["server"] == wiki.url
    assert general["base"] == f"{wiki.url}/wiki/Main_Page"


@pytest.mark.parametrize("key", ACCOUNTS)
def test_each_account_logs_in_by_its_bot_password_and_has_its_groups(visitor: Visitor, key: str) -> None:
    account = ACCOUNTS[key]
    login = visitor.log_in(account.bot_name, account.bot_password)
    user = visitor.get(action="query", meta="userinfo", uiprop="groups")["query"]["userinfo"]
    assert login["result"] == "Success"
    assert user["name"] == account.name
    assert set(account.groups) <= set(user["groups"])


def test_an_account_logs_in_by_its_main_password(wiki: Wiki, visitor: Visitor) -> None:
    alice = ACCOUNTS["alice"]
    token = visitor.get(action="query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
    reply = visitor.post(
        action="clientlogin", username=alice.name, password=alice.password, logintoken=token, loginreturnurl=wiki.url
    )
    assert reply["clientlogin"]["status"] == "PASS"


@pytest.mark.parametrize(
    ("params", "least"),
    [
        ({"list": "allpages"}, 140),
        ({"list": "allpages", "apfilterredir": "redirects"}, 8),
        ({"list": "allpages", "apprefix": "Berlin", "aplimit": "500"}, 16),
        ({"list": "allimages"}, 7),
        ({"list": "allcategories"}, 10),
        ({"list": "allusers"}, 9),
        ({"list": "backlinks", "bltitle": "Berlin"}, 12),
        ({"list": "embeddedin", "eititle": "Template:Stub"}, 12),
        ({"list": "categorymembers", "cmtitle": "Category:Titles in many scripts"}, 30),
        ({"list": "langbacklinks", "lbllang": "fr"}, 3),
        ({"list": "iwbacklinks", "iwblprefix": "wikibooks"}, 2),
        ({"list": "exturlusage", "euquery": "www.example.org"}, 60),
        ({"list": "imageusage", "iutitle": "File:Albert Einstein Head.jpg"}, 1),
        ({"list": "prefixsearch", "pssearch": "meaning"}, 1),
        ({"list": "search", "srsearch": "physicist", "srwhat": "text"}, 1),
        ({"list": "pageswithprop", "pwppropname": "displaytitle"}, 1),
        ({"list": "usercontribs", "ucuser": "Alice"}, 50),
        ({"list": "recentchanges"}, 200),
        ({"list": "blocks"}, 2),
        ({"list": "logevents"}, 20),
    ],
)
def test_what_is_seeded_is_found(visitor: Visitor, params: dict[str, str], least: int) -> None:
    rows: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        reply = visitor.get(action="query", **{**params, **cursor})
        rows += reply["query"][params["list"]]
        cursor = reply.get("continue", {})
        if not cursor:
            break
    assert len(rows) >= least


def test_a_page_can_be_read_at_its_pretty_address(wiki: Wiki) -> None:
    with urllib.request.urlopen(f"{wiki.url}/wiki/{urllib.parse.quote('日本語')}") as page:
        assert "Its title is 日本語" in page.read().decode()


def test_an_uploaded_file_can_be_downloaded(visitor: Visitor) -> None:
    page = visitor.get(action="query", titles="File:Wiki.png", prop="imageinfo", iiprop="url|size|sha1")["query"][
        "pages"
    ][0]
    info = page["imageinfo"][0]
    with urllib.request.urlopen(info["url"]) as file:
        assert file.headers["Content-Type"] == "image/png"
        assert len(file.read()) == info["size"]


def test_lua_runs(visitor: Visitor) -> None:
    reply = visitor.post(action="expandtemplates", text="{{#invoke:Hello|hello|you}}", prop="wikitext")
    assert reply["expandtemplates"]["wikitext"] == "Hello, you"


def test_requests_can_be_counted_and_looked_at(wiki: Wiki, visitor: Visitor) -> None:
    with wiki.recording() as calls:
        visitor.get(action="query", meta="siteinfo")
        visitor.post(action="parse", text="Ünïcode", contentmodel="wikitext")
    assert [(call.method, call.params["action"]) for call in calls] == [("GET", "query"), ("POST", "parse")]
    assert calls[1].body["text"] == "Ünïcode"
    assert calls[1].query == {}


def test_each_start_is_a_copy_of_its_own_and_leaves_no_process_behind(wiki: Wiki, visitor: Visitor) -> None:
    with start() as other:
        guest = Visitor(other)
        token = guest.get(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        guest.post(action="edit", title="Only in the copy", text="x", token=token)
        assert "missing" not in guest.get(action="query", titles="Only in the copy")["query"]["pages"][0]
        assert group_lives(other.group)
    assert not group_lives(other.group)
    assert visitor.get(action="query", titles="Only in the copy")["query"]["pages"][0]["missing"]
    assert group_lives(wiki.group)
