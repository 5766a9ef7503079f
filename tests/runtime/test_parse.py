"""Results made of recorded replies, without I/O."""

import json
from typing import Any

import pytest

from mwtyped.runtime import Item, Page
from mwtyped.runtime.errors import APIError, InvalidResponse, ResponseMismatch
from tests.runtime.binding import (
    AllPages,
    Compare,
    Edit,
    FeedRecentChanges,
    Info,
    OpenSearch,
    Pages,
    Purge,
    Search,
    SiteInfo,
    WatchlistRaw,
)


def test_an_action_gives_what_stands_under_its_name() -> None:
    reply = {"edit": {"result": "Success", "pageid": 10, "title": "A", "nochange": True}}

    assert Edit().parse(reply) == {"result": "Success", "pageid": 10, "title": "A", "nochange": ""}


def test_text_and_bytes_are_decoded() -> None:
    reply = {"edit": {"result": "Success", "title": "Ünï"}}

    assert Edit().parse(json.dumps(reply)) == Edit().parse(json.dumps(reply).encode()) == reply["edit"]


def test_an_action_whose_result_is_a_list_gives_the_reply() -> None:
    reply = {"batchcomplete": True, "purge": [{"ns": 0, "title": "A", "purged": True}]}

    assert Purge().parse(reply)["purge"] == [{"ns": 0, "title": "A", "purged": ""}]


def test_a_meta_module_gives_what_stands_under_its_name_in_the_query() -> None:
    assert SiteInfo().parse({"query": {"general": {"sitename": "W"}}})["general"]["sitename"] == "W"


def test_a_list_gives_items() -> None:
    batch = AllPages().parse({"query": {"allpages": [{"pageid": 1, "ns": 0, "title": "A"}]}})

    assert [type(item) for item in batch] == [Item]


def test_a_list_may_stand_at_the_root() -> None:
    reply = {"watchlistraw": [{"ns": 0, "title": "A"}, {"ns": 0, "title": "B"}], "batchcomplete": True}

    assert [item["title"] for item in WatchlistRaw().parse(reply)] == ["A", "B"]


def test_what_stands_beside_a_list_is_kept() -> None:
    found = {"searchinfo": {"totalhits": 7}, "search": [{"ns": 0, "title": "A"}]}

    assert Search(search="A").parse({"batchcomplete": True, "query": found}).beside == {"searchinfo": {"totalhits": 7}}
    assert WatchlistRaw().parse({"batchcomplete": True, "watchlistraw": []}).beside == {}


def test_nothing_found_is_an_empty_batch() -> None:
    assert len(AllPages().parse({"batchcomplete": True})) == 0
    assert len(Pages(titles="A").parse({"batchcomplete": True})) == 0


@pytest.mark.parametrize("query", [[], {}, {"pages": []}, {"allpages": [], "pages": {}}])
def test_an_empty_map_of_php_is_an_empty_batch(query: object) -> None:
    assert len(AllPages().parse({"query": query})) == 0
    assert len(Pages(titles="A").parse({"query": query})) == 0


PAGES: list[dict[str, Any]] = [
    {"pageid": 1, "ns": 0, "title": "Main Page"},
    {"ns": 0, "title": "Nope", "missing": True},
    {"pageid": 99999, "missing": True},
    {"ns": 6, "title": "File:Shared.png", "missing": True, "known": True},
    {"title": "A<B", "invalidreason": {"code": "x", "text": "bad"}, "invalid": True},
    {"ns": -1, "title": "Special:Version", "special": True},
]


def test_pages_come_in_all_their_states() -> None:
    batch = Pages(props=[Info()]).parse({"query": {"pages": PAGES}})

    assert [type(page) for page in batch] == [Page] * len(PAGES)
    assert [page.get("title") for page in batch] == [page.get("title") for page in PAGES]
    assert [key for page in batch for key in ("missing", "known", "invalid", "special") if key in page] == [
        "missing",
        "missing",
        "missing",
        "known",
        "invalid",
        "special",
    ]


def test_pages_of_format_version_1_are_read_too() -> None:
    reply = {"query": {"pages": {"1": {"pageid": 1, "title": "A"}, "-1": {"title": "B", "missing": ""}}}}

    assert [page["title"] for page in Pages(titles=["A", "B"]).parse(reply)] == ["A", "B"]


def test_a_json_request_gives_the_json() -> None:
    assert OpenSearch(search="A").parse('["A", ["Article"], [""], ["http://x"]]') == [
        "A",
        ["Article"],
        [""],
        ["http://x"],
    ]


def test_a_text_request_gives_the_text() -> None:
    assert FeedRecentChanges().parse("<?xml version='1.0'?><rss/>") == "<?xml version='1.0'?><rss/>"
    assert FeedRecentChanges().parse(b"<rss/>") == "<rss/>"


def test_a_refusal_is_raised() -> None:
    reply = {"errors": [{"code": "missingtitle", "text": "No such page.", "module": "compare"}]}

    with pytest.raises(APIError) as caught:
        Compare().parse(reply)

    assert (caught.value.code, caught.value.info, caught.value.module) == ("missingtitle", "No such page.", "compare")
    assert caught.value.kwargs == reply


def test_a_refusal_of_format_version_1_is_raised() -> None:
    with pytest.raises(APIError, match=r"^missingtitle: No such page"):
        Edit().parse({"error": {"code": "missingtitle", "info": "No such page", "*": "See ..."}})


@pytest.mark.parametrize("raw", ["", "<html>", b"\xff\xfe\xfa", "{", "[" * 100_000])
def test_no_json_is_no_reply(raw: str | bytes) -> None:
    with pytest.raises(InvalidResponse, match="not JSON"):
        Edit().parse(raw)


@pytest.mark.parametrize("raw", ["null", "3", '"x"', "[]", "[1]", "true"])
def test_json_of_another_shape_is_no_reply(raw: str) -> None:
    for request in (Edit(), AllPages(), SiteInfo(), Pages(titles="A")):
        with pytest.raises(InvalidResponse, match="not an object"):
            request.parse(raw)


def test_what_stands_where_a_list_was_expected_is_kept_and_warned_of() -> None:
    with pytest.warns(ResponseMismatch, match=r"query\+allpages: not a list of items"):
        batch = AllPages().parse({"query": {"allpages": {"title": "A"}}})

    assert [item["title"] for item in batch] == ["A"]
