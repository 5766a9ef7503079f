"""Combined queries: lists, meta information and pages in one call."""

from typing import Any

import pytest

from mwtyped.runtime.errors import ContinuationError, ParameterError
from mwtyped.runtime.flows.combine import combine
from mwtyped.runtime.model import Combined
from mwtyped.runtime.unknown import unknown_fields
from tests.runtime.binding import AllPages, Info, Links, Pages, RecentChanges, Search, SiteInfo, UserInfo, Users
from tests.runtime.scripted import Script, context, page

Row = dict[str, Any]


def combined(script: Script, *, lists: Any = (), meta: Any = (), pages: Any = None) -> Combined[Any]:
    result = script.run(combine(context(), lists, meta, pages))
    assert script.left == 0
    return result


ALL_PAGES = AllPages(limit=1)
CHANGES = RecentChanges(limit=2)
INFO = SiteInfo(prop=["general"])
TWO_PAGES = Pages(titles=["Article 04", "Article 03"], props=[Links(limit=2), Info()])

FIRST = {
    "batchcomplete": True,
    "continue": {
        "plcontinue": "10|0|Article_21",
        "apcontinue": "Article_00",
        "rccontinue": "20261123|65",
        "continue": "-||siteinfo|info",
    },
    "query": {
        "general": {"sitename": "W"},
        "allpages": [page("Article 00", 7)],
        "recentchanges": [{"type": "edit", "title": "A"}, {"type": "new", "title": "B"}],
        "pages": [
            page("Article 03", 10, length=5, links=[{"ns": 0, "title": "Article 04"}]),
            page("Article 04", 11, length=6),
        ],
    },
}
SECOND = {
    "continue": {"plcontinue": "11|0|X", "continue": "||info"},
    "query": {"pages": [page("Article 03", 10, links=[{"ns": 0, "title": "Article 21"}]), page("Article 04", 11)]},
}
THIRD = {
    "batchcomplete": True,
    "query": {"pages": [page("Article 03", 10), page("Article 04", 11, links=[{"ns": 0, "title": "X"}])]},
}


def test_beside_a_list_stands_nothing_of_the_others() -> None:
    search = Search(search="A")
    query: Row = {"general": {}, "allpages": [], "recentchanges": [], "search": [], "searchinfo": {"totalhits": 0}}
    script = Script({"batchcomplete": True, "query": query})

    result = combined(script, lists=[search, ALL_PAGES, CHANGES])

    assert result[search].beside.keys() == {"searchinfo", "general"}  # nobody asked for `general`


def test_all_go_in_one_request() -> None:
    script = Script({"batchcomplete": True, "query": {}})

    combined(script, lists=[ALL_PAGES, CHANGES], meta=[INFO, UserInfo()], pages=Pages(titles="A", props=Info()))

    sent = script.params[0]
    assert sent["list"] == "allpages|recentchanges"
    assert sent["meta"] == "siteinfo|userinfo"
    assert (sent["titles"], sent["prop"]) == ("A", "info")
    assert (sent["aplimit"], sent["rclimit"], sent["siprop"]) == ("1", "2", "general")


def test_each_request_has_its_own_result() -> None:
    script = Script(FIRST, SECOND, THIRD)

    reply = combined(script, lists=[ALL_PAGES, CHANGES], meta=[INFO], pages=TWO_PAGES)

    assert reply[INFO] == {"general": {"sitename": "W"}}
    assert [row["title"] for row in reply[ALL_PAGES]] == ["Article 00"]
    assert [row["title"] for row in reply[CHANGES]] == ["A", "B"]
    assert reply[TWO_PAGES] == reply.pages


def test_an_equal_request_finds_its_result_too() -> None:
    reply = combined(Script(FIRST), lists=[ALL_PAGES], meta=[INFO])

    assert len(reply[AllPages(limit=1)]) == 1


def test_what_is_not_known_is_listed_by_the_name_of_the_module() -> None:
    reply = combined(Script(FIRST), lists=[ALL_PAGES], meta=[INFO], pages=None)

    assert unknown_fields(reply)["siteinfo.general"] == {"sitename": "W"}
    assert unknown_fields(reply)["allpages[0].title"] == "Article 00"


def test_what_was_not_asked_for_is_a_key_error() -> None:
    reply = combined(Script(FIRST), meta=[INFO])

    with pytest.raises(KeyError):
        reply[ALL_PAGES]
    assert len(reply.pages) == 0


def test_each_list_has_its_own_cursor() -> None:
    script = Script(FIRST, SECOND, THIRD)

    reply = combined(script, lists=[ALL_PAGES, CHANGES], meta=[INFO], pages=TWO_PAGES)

    assert reply[ALL_PAGES].cursor == {"apcontinue": "Article_00"}
    assert reply[CHANGES].cursor == {"rccontinue": "20261123|65"}
    assert reply.pages.cursor is None


def test_the_props_are_followed_to_their_end() -> None:
    script = Script(FIRST, SECOND, THIRD)

    reply = combined(script, lists=[ALL_PAGES, CHANGES], meta=[INFO], pages=TWO_PAGES)

    assert [(row["title"], [link["title"] for link in row["links"]]) for row in reply.pages] == [
        ("Article 04", ["X"]),
        ("Article 03", ["Article 04", "Article 21"]),
    ]
    assert [row["length"] for row in reply.pages] == [6, 5]


def test_nothing_but_the_props_is_followed() -> None:
    script = Script(FIRST, SECOND, THIRD)

    combined(script, lists=[ALL_PAGES, CHANGES], meta=[INFO], pages=TWO_PAGES)

    for sent in script.params[1:]:
        assert not {"list", "meta", "apcontinue", "rccontinue", "aplimit", "siprop"} & set(sent)
        assert sent["titles"] == "Article 04|Article 03"
    assert [sent["plcontinue"] for sent in script.params[1:]] == ["10|0|Article_21", "11|0|X"]


def test_lists_alone_are_one_request_whatever_continues() -> None:
    script = Script(FIRST)

    combined(script, lists=[ALL_PAGES, CHANGES])

    assert len(script.sent) == 1


def test_a_generator_gives_its_first_pages_and_the_cursor_of_the_next() -> None:
    more = {"gapcontinue": "C", "continue": "gapcontinue||"}
    script = Script({"batchcomplete": True, "continue": more, "query": {"pages": [page("A", 1), page("B", 2)]}})

    reply = combined(script, pages=Pages(generator=AllPages(limit=2), props=Info()))

    assert [row["title"] for row in reply.pages] == ["A", "B"]
    assert reply.pages.cursor == {"gapcontinue": "C"}


def test_the_props_of_a_generator_are_followed_within_its_first_pages() -> None:
    script = Script(
        {
            "continue": {"plcontinue": "1|0|Y", "continue": "||"},
            "query": {"pages": [page("A", 1, links=[{"ns": 0, "title": "X"}])]},
        },
        {
            "batchcomplete": True,
            "continue": {"gapcontinue": "B", "continue": "gapcontinue||"},
            "query": {"pages": [page("A", 1, links=[{"ns": 0, "title": "Y"}])]},
        },
    )

    reply = combined(script, pages=Pages(generator=AllPages(limit=1), props=Links(limit=1)))

    assert [[link["title"] for link in row["links"]] for row in reply.pages] == [["X", "Y"]]
    assert reply.pages.cursor == {"gapcontinue": "B"}


def test_a_generator_that_ranks_keeps_its_order() -> None:
    script = Script({"query": {"pages": [page("A", 1, index=2), page("B", 2, index=1)]}})

    assert [row["title"] for row in combined(script, pages=Pages(generator=Search(search="x"))).pages] == ["B", "A"]


def test_a_prop_whose_cursor_repeats_is_an_error() -> None:
    stuck = {"continue": {"plcontinue": "1", "continue": "||"}, "query": {"pages": [page("A", 1)]}}

    with pytest.raises(ContinuationError, match="repeats"):
        combined(Script(stuck, stuck), pages=Pages(titles="A", props=Links()))


def test_nothing_asked_for_is_no_request() -> None:
    assert len(combined(Script()).pages) == 0


def test_no_titles_are_no_pages_and_no_request() -> None:
    none = Pages(titles=[], props=Info())

    assert len(combined(Script(), pages=none)[none]) == 0


def test_no_titles_do_not_hinder_the_rest() -> None:
    script = Script({"batchcomplete": True, "query": {"general": {"sitename": "W"}}})
    none = Pages(titles=[], props=Info())

    reply = combined(script, meta=[INFO], pages=none)

    assert reply[INFO]["general"]["sitename"] == "W"
    assert len(reply.pages) == 0
    assert "titles" not in script.params[0]
    assert "prop" not in script.params[0]


def test_two_requests_of_one_module_are_refused() -> None:
    with pytest.raises(ParameterError, match=r"^query: lists: has query\+allpages twice\.$"):
        combined(Script(), lists=[AllPages(prefix="A"), AllPages(prefix="B")])
    with pytest.raises(ParameterError, match=r"^query: meta: has query\+siteinfo twice\.$"):
        combined(Script(), meta=[SiteInfo(), SiteInfo(prop="general")])


def test_more_titles_than_one_request_takes_are_refused() -> None:
    many = [f"T{number}" for number in range(51)]

    with pytest.raises(ParameterError, match="titles: has 51 values"):
        combined(Script(), pages=Pages(titles=many))


def test_a_required_list_that_is_empty_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"query\+users: users: is empty, and required"):
        combined(Script(), lists=[Users(users=[])])


def test_a_combined_reply_shows_what_is_in_it() -> None:
    assert repr(combined(Script(FIRST), lists=[ALL_PAGES])).startswith("Combined({AllPages(limit=1): Batch([Item(")
