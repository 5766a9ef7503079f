"""Listings followed through continuation, over replies like those of a real 1.43."""

from typing import Any

import pytest

from mwtyped import mediawiki
from mwtyped.runtime.errors import APIError, ContinuationError, ParameterError, ResponseMismatch
from mwtyped.runtime.flows.walk import Walk
from mwtyped.runtime.session import Context
from tests.runtime.binding import (
    AllPages,
    Info,
    Links,
    PageProps,
    Pages,
    Random,
    RecentChanges,
    Search,
    SiteInfo,
    Users,
)
from tests.runtime.scripted import Script, context, page

Row = dict[str, Any]


def rows(script: Script, request: Any, most: int | None = None, within: Context | None = None) -> list[Any]:
    """Follow a request to its end."""
    walk: Walk[Any] = Walk(within or context(), request, most)
    found: list[Any] = []
    while (batch := script.run(walk.batch())) is not None:
        assert batch, "a batch has one item at least"
        found += batch
    assert script.left == 0, "fewer requests than the wiki's rows need"
    return found


def titles(*args: Any, **kwargs: Any) -> list[str]:
    return [row["title"] for row in rows(*args, **kwargs)]


def allpages(*names: str, more: str | None = None) -> Row:
    reply: Row = {"batchcomplete": True}
    if more is not None:
        reply["continue"] = {"apcontinue": more, "continue": "-||"}
    return {**reply, "query": {"allpages": [page(name, 1) for name in names]}}


def pages(*found: Row, more: Row | None = None, complete: bool = True) -> Row:
    reply: Row = {"batchcomplete": True} if complete else {}
    return {**reply, **({"continue": more} if more else {}), "query": {"pages": list(found)}}


def links(*names: str) -> list[Row]:
    return [{"ns": 0, "title": name} for name in names]


# Lists.


def test_a_list_of_one_reply_is_one_request() -> None:
    script = Script(allpages("A", "B"))

    assert titles(script, AllPages()) == ["A", "B"]
    assert len(script.sent) == 1


def test_a_list_goes_on_where_the_wiki_says() -> None:
    script = Script(allpages("A", "B", more="C"), allpages("C", "D", more="E"), allpages("E"))

    assert titles(script, AllPages(limit=2)) == ["A", "B", "C", "D", "E"]
    assert [params.get("apcontinue") for params in script.params] == [None, "C", "E"]


def test_each_request_is_of_the_original_parameters_and_the_newest_cursor() -> None:
    first = {**allpages("A"), "continue": {"apcontinue": "B", "odd": "1", "continue": "-||"}}
    script = Script(first, allpages("B", more="C"), allpages("C"))

    rows(script, AllPages(prefix="x"))

    assert "odd" not in script.params[2]
    original = script.params[0]
    assert script.params[1] == {**original, "apcontinue": "B", "odd": "1", "continue": "-||"}
    assert script.params[2] == {**original, "apcontinue": "C", "continue": "-||"}


def test_a_number_in_a_cursor_goes_back_as_it_came() -> None:
    first = {"continue": {"sroffset": 2, "continue": "-||"}, "query": {"search": [page("A", 1), page("B", 2)]}}
    script = Script(first, {"batchcomplete": True, "query": {"search": [page("C", 3)]}})

    assert titles(script, Search(search="x", limit=2)) == ["A", "B", "C"]
    assert script.params[1]["sroffset"] == "2"


def test_a_reply_without_query_is_the_end() -> None:
    assert rows(Script({"batchcomplete": True}), AllPages()) == []


def test_an_empty_list_of_php_for_the_cursor_is_the_end() -> None:
    assert titles(Script({**allpages("A"), "continue": []}), AllPages()) == ["A"]


def test_a_reply_of_a_cursor_alone_is_followed() -> None:
    only = {"batchcomplete": True, "continue": {"apcontinue": "M", "continue": "-||"}}
    script = Script(only, allpages("N"))

    assert titles(script, AllPages()) == ["N"]


def test_a_cursor_that_repeats_is_an_error() -> None:
    script = Script(allpages("A", more="A"), allpages("A", more="A"))

    with pytest.raises(ContinuationError, match=r"query\+allpages: the wiki's cursor repeats"):
        rows(script, AllPages())


def test_cursors_that_take_turns_are_an_error() -> None:
    script = Script(allpages("A", more="B"), allpages("B", more="A"), allpages("A", more="B"))

    with pytest.raises(ContinuationError, match="repeats"):
        rows(script, AllPages())


def test_the_message_of_a_repeated_cursor_is_short() -> None:
    script = Script(allpages("A", more="B" * 100_000), allpages("A", more="B" * 100_000))

    with pytest.raises(ContinuationError) as caught:
        rows(script, AllPages())

    assert len(str(caught.value)) < 1_000


def test_empty_replies_without_end_are_an_error() -> None:
    script = Script(
        then=lambda number: {"batchcomplete": True, "continue": {"apcontinue": str(number), "continue": "-||"}}
    )

    with pytest.raises(ContinuationError, match="brought nothing"):
        rows(script, AllPages())


def test_empty_replies_to_a_query_of_pages_without_end_are_an_error() -> None:
    script = Script(then=lambda number: {"continue": {"gapcontinue": str(number), "continue": "gapcontinue||"}})

    with pytest.raises(ContinuationError, match="brought nothing"):
        rows(script, Pages(generator=AllPages()))


def test_a_refusal_in_the_middle_is_raised() -> None:
    script = Script(allpages("A", more="B"), {"errors": [{"code": "blocked", "text": "no"}]})

    with pytest.raises(APIError, match="blocked"):
        rows(script, AllPages())


# How many.


@pytest.mark.parametrize(("most", "requests"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (9, 3)])
def test_a_listing_ends_at_max_items_and_asks_for_no_more(most: int, requests: int) -> None:
    script = Script(*[allpages("A", "B", more="C"), allpages("C", "D", more="E"), allpages("E")][:requests])

    assert titles(script, AllPages(limit=2), most) == ["A", "B", "C", "D", "E"][:most]


def test_no_items_are_no_request() -> None:
    assert rows(Script(), AllPages(), 0) == []


def test_a_negative_number_of_items_is_refused() -> None:
    with pytest.raises(ValueError, match="max_items must not be negative: -1"):
        Walk(context(), AllPages(), -1)


def test_a_number_of_items_that_is_none_is_refused_before_anything_is_asked() -> None:
    most: Any = "10"
    with pytest.raises(TypeError, match="max_items must be a number, not '10'"):
        Walk(context(), AllPages(), most)


def test_few_items_are_asked_for_in_a_small_page() -> None:
    script = Script(allpages("A", "B", "C"))

    rows(script, AllPages(), 3)

    assert script.params[0]["aplimit"] == "3"


def test_many_items_are_asked_for_in_the_largest_page() -> None:
    script = Script(allpages(*(f"T{number}" for number in range(400))))

    assert len(rows(script, AllPages(), 300)) == 300
    assert script.params[0]["aplimit"] == "max"


def test_a_limit_that_was_given_stands() -> None:
    script = Script(allpages("A", "B", "C", more="D"))

    rows(script, AllPages(limit=500), 3)

    assert script.params[0]["aplimit"] == "500"


def test_the_first_pages_of_a_generator_are_asked_for_in_a_small_page() -> None:
    script = Script(pages(page("A", 1), more={"gapcontinue": "B", "continue": "gapcontinue||"}))

    rows(script, Pages(generator=AllPages()), 1)

    assert script.params[0]["gaplimit"] == "1"


def test_random_pages_end_at_max_items() -> None:
    def some(number: int) -> Row:
        cursor = {"rncontinue": f"0.{number}", "continue": "-||"}
        return {"batchcomplete": True, "continue": cursor, "query": {"random": [{"id": 1, "title": "A"}] * 2}}

    walk: Walk[Any] = Walk(context(), Random(limit=2), 7)
    script = Script(then=some)
    found: list[Any] = []
    while (batch := script.run(walk.batch())) is not None:
        found += batch

    assert len(found) == 7
    assert len(script.sent) == 4


def test_a_walk_that_ended_stays_ended() -> None:
    script = Script(allpages("A"))
    walk: Walk[Any] = Walk(context(), AllPages(), None)
    script.run(walk.batch())

    assert script.run(walk.batch()) is None
    assert script.run(walk.batch()) is None


# Generators and props.


def test_a_generator_goes_on_where_the_wiki_says() -> None:
    script = Script(
        pages(page("A", 1), page("B", 2), more={"gapcontinue": "C", "continue": "gapcontinue||"}),
        pages(page("C", 3)),
    )

    assert titles(script, Pages(generator=AllPages(limit=2))) == ["A", "B", "C"]
    assert script.params[1]["gapcontinue"] == "C"


def test_the_lists_of_a_page_grow_until_the_batch_is_complete() -> None:
    # Given a batch whose first page fills the limit of links
    script = Script(
        pages(
            page("Article 00", 7, length=160, links=links("Article 01", "Missing 0")),
            page("Article 01", 8, length=161, links=links("Article 02")),
            more={"plcontinue": "8|0|Article_07", "continue": "||info"},
            complete=False,
        ),
        pages(page("Article 00", 7), page("Article 01", 8, links=links("Article 07", "Missing 1"))),
    )

    found = rows(script, Pages(generator=AllPages(limit=2), props=[Links(limit=3), Info()]))

    assert [row["title"] for row in found] == ["Article 00", "Article 01"]
    assert [[link["title"] for link in row["links"]] for row in found] == [
        ["Article 01", "Missing 0"],
        ["Article 02", "Article 07", "Missing 1"],
    ]
    assert [row["length"] for row in found] == [160, 161]


def test_a_page_is_given_once_its_batch_is_complete_and_not_before() -> None:
    script = Script(
        pages(page("A", 1, links=links("x")), more={"plcontinue": "1", "continue": "||"}, complete=False),
        pages(
            page("A", 1, links=links("y")),
            more={"gapcontinue": "B", "continue": "gapcontinue||"},
        ),
        pages(page("B", 2)),
    )
    walk: Walk[Any] = Walk(context(), Pages(generator=AllPages(limit=1), props=[Links()]), None)

    first = script.run(walk.batch())

    assert first is not None
    assert [row["title"] for row in first] == ["A"]
    assert len(first[0]["links"]) == 2
    assert len(script.sent) == 2


def test_pages_that_come_in_pieces_are_merged_as_they_came() -> None:
    """The last piece says that the batch is complete; read alone, it would lack what came before it."""
    script = Script(
        pages(page("A", 1, links=links("x")), page("B", 2), more={"plcontinue": "1", "continue": "||"}, complete=False),
        pages(page("A", 1), page("B", 2, links=links("y"))),
    )

    found = rows(script, mediawiki.Pages(titles=["A", "B"], props=[mediawiki.Links()]))

    assert [[link.title for link in row.links] for row in found] == [["x"], ["y"]]


def test_the_cursor_of_a_prop_is_not_sent_with_the_next_pages() -> None:
    script = Script(
        pages(page("A", 1, links=links("x")), more={"plcontinue": "1", "continue": "||"}, complete=False),
        pages(page("A", 1), more={"gapcontinue": "B", "continue": "gapcontinue||"}),
        pages(page("B", 2)),
    )

    rows(script, Pages(generator=AllPages(limit=1), props=[Links()]))

    assert "plcontinue" not in script.params[2]
    assert script.params[2]["gapcontinue"] == "B"


def test_a_map_of_a_page_grows_and_phps_empty_list_does_not_empty_it() -> None:
    def props(value: object, more: Row | None = None) -> Row:
        return pages(page("A", 1, pageprops=value), more=more, complete=more is None)

    script = Script(
        props([], {"ppcontinue": "1", "continue": "||"}),
        props({"a": "1"}, {"ppcontinue": "2", "continue": "||"}),
        props({"b": "2"}, {"ppcontinue": "3", "continue": "||"}),
        props([]),
    )

    assert rows(script, Pages(titles="A", props=PageProps()))[0]["pageprops"] == {"a": "1", "b": "2"}


def test_pages_without_an_id_are_told_apart_by_title() -> None:
    script = Script(
        pages(
            {"ns": 0, "title": "Nope", "missing": True},
            {"ns": 0, "title": "Nowhere", "missing": True},
            {"pageid": 0, "missing": True},
            {"pageid": 99999, "missing": True},
            more={"plcontinue": "x", "continue": "||"},
            complete=False,
        ),
        pages({"ns": 0, "title": "Nope", "missing": True}, {"pageid": 99999, "missing": True}),
    )

    found = rows(script, Pages(titles=["Nope", "Nowhere"], props=Links()))

    assert [row.get("title", row.get("pageid")) for row in found] == ["Nope", "Nowhere", 0, 99999]


def test_a_reply_with_a_batch_complete_and_nothing_else_is_the_end() -> None:
    assert rows(Script({"batchcomplete": True}), Pages(generator=Search(search="nothing"))) == []


def test_batches_of_a_generator_that_are_empty_are_passed_over() -> None:
    script = Script(
        {"batchcomplete": True, "continue": {"gapcontinue": "B", "continue": "gapcontinue||"}},
        pages(page("B", 2)),
    )

    assert titles(script, Pages(generator=AllPages())) == ["B"]


def test_pages_come_in_the_order_of_a_generator_that_ranks() -> None:
    script = Script(pages(page("B", 2, index=3), page("C", 3, index=1), page("A", 9, index=2)))

    assert titles(script, Pages(generator=Search(search="x"))) == ["C", "A", "B"]


def test_pages_of_a_generator_that_does_not_rank_come_as_they_came() -> None:
    script = Script(pages(page("B", 2), page("A", 9)))

    assert titles(script, Pages(generator=AllPages())) == ["B", "A"]


def found_in_order(order: list[int], *found: Row) -> Row:
    reply = pages(*found)
    reply["query"]["pageids"] = [str(key) for key in order]
    return reply


def test_pages_come_in_the_order_in_which_the_generator_found_them() -> None:
    missing = [{"ns": 0, "title": "X", "missing": True}, {"ns": 0, "title": "Y", "missing": True}]
    script = Script(found_in_order([-1, -2, 9, 2, 5], *missing, page("B", 2), page("C", 5), page("A", 9)))

    assert titles(script, Pages(generator=AllPages())) == ["Y", "X", "A", "B", "C"]
    assert script.params[0]["indexpageids"] == "1"


def test_the_order_stays_while_a_prop_continues() -> None:
    first, last = found_in_order([9, 2], page("B", 2), page("A", 9)), found_in_order([9, 2], page("B", 2), page("A", 9))
    del first["batchcomplete"]
    script = Script({**first, "continue": {"plcontinue": "x", "continue": "||"}}, last)

    assert titles(script, Pages(generator=AllPages())) == ["A", "B"]


@pytest.mark.parametrize("order", [[9], [9, 2, 3], ["x", 2], [None, 2], {"a": 1}, "92", [9, 9]])
def test_an_order_that_does_not_fit_is_none(order: Any) -> None:
    reply = pages(page("B", 2), page("A", 9))
    reply["query"]["pageids"] = order

    assert titles(Script(reply), Pages(generator=AllPages())) == ["B", "A"]


# A selection of pages.


def test_no_titles_are_no_request() -> None:
    assert rows(Script(), Pages(titles=[])) == []
    assert rows(Script(), Pages(pageids=[])) == []
    assert rows(Script(), Pages(revids=[])) == []


def test_a_required_list_that_is_empty_is_no_request() -> None:
    assert rows(Script(), Users(users=[])) == []


@pytest.mark.parametrize(("rights", "sizes"), [(["read"], [50, 50, 20]), (["apihighlimits"], [120])])
def test_titles_are_cut_into_as_many_as_the_account_may_send(rights: list[str], sizes: list[int]) -> None:
    names = [f"T{number}" for number in range(120)]
    cut = [names[sum(sizes[:number]) : sum(sizes[: number + 1])] for number in range(len(sizes))]
    script = Script(*(pages(*(page(name, int(name[1:]) + 1) for name in part)) for part in cut))

    assert titles(script, Pages(titles=names), within=context(rights=rights)) == names
    assert [len(params["titles"].split("|")) for params in script.params] == sizes


def test_each_part_of_a_selection_is_followed_to_its_end() -> None:
    names = [f"T{number}" for number in range(51)]
    some = [page(name, int(name[1:]) + 1) for name in names[:50]]
    script = Script(
        pages(*some, more={"plcontinue": "x", "continue": "||"}, complete=False),
        pages(*some),
        pages(page("T50", 51)),
    )

    assert titles(script, Pages(titles=names, props=Links())) == names
    assert ["plcontinue" in params for params in script.params] == [False, True, False]


def test_max_items_hold_across_the_parts_of_a_selection() -> None:
    names = [f"T{number}" for number in range(120)]
    script = Script(
        pages(*(page(name, int(name[1:]) + 1) for name in names[:50])),
        pages(*(page(name, int(name[1:]) + 1) for name in names[50:100])),
    )

    assert titles(script, Pages(titles=names), 60) == names[:60]


def test_titles_come_in_the_order_they_were_asked_in() -> None:
    # Given a wiki that sorts missing pages first and others by id
    reply = pages(
        {"ns": 0, "title": "Nope", "missing": True},
        {"title": "A<B", "invalid": True, "invalidreason": {"code": "x", "text": "bad"}},
        page("Page 1", 3),
        page("Page 2", 4),
        page("Article 01", 8),
    )
    asked = ["Page 2", "A<B", "Article 01", "Nope", "Page 1"]

    assert titles(Script(reply), Pages(titles=asked)) == asked


def test_a_title_that_the_wiki_changed_keeps_its_place() -> None:
    reply = pages(page("Main Page", 1), page("Article 00", 7), page("Ünïcode", 8), page("Article 03", 10))
    reply["query"].update(
        {
            "normalized": [
                {"fromencoded": False, "from": "article_03", "to": "Article 03"},
                {"fromencoded": True, "from": "U%CC%88ni%CC%88code", "to": "Ünïcode"},
            ],
            "converted": [{"from": "Redir3", "to": "Redir2"}],
            "redirects": [{"from": "Redir", "to": "Article 00", "tofragment": "x"}, {"from": "Redir2", "to": "Redir"}],
        }
    )
    asked = ["article_03", "Redir3", "U\u0308ni\u0308code", "Main Page"]

    assert titles(Script(reply), Pages(titles=asked, redirects=True)) == [
        "Article 03",
        "Article 00",
        "Ünïcode",
        "Main Page",
    ]


def test_redirects_in_a_circle_end() -> None:
    reply = pages(page("A", 1), page("C", 3))
    reply["query"]["redirects"] = [{"from": "A", "to": "B"}, {"from": "B", "to": "A"}]

    assert titles(Script(reply), Pages(titles=["C", "A"], redirects=True)) == ["C", "A"]


def test_each_asked_title_has_a_page_though_some_meet() -> None:
    reply = pages(page("A", 1), page("B", 2))
    reply["query"]["normalized"] = [{"from": "a", "to": "A"}]

    assert titles(Script(reply), Pages(titles=["B", "a", "A"])) == ["B", "A", "A"]


def test_ids_come_in_the_order_they_were_asked_in() -> None:
    reply = pages(page("A", 1), page("B", 2), {"pageid": 99, "missing": True})

    found = rows(Script(reply), Pages(pageids=[99, 2, 1]))

    assert [row["pageid"] for row in found] == [99, 2, 1]


def test_a_title_of_another_wiki_is_a_page_too() -> None:
    reply = pages(page("A", 1))
    reply["query"]["interwiki"] = [{"title": "wikipedia:Bar", "iw": "wikipedia"}]

    assert titles(Script(reply), Pages(titles=["wikipedia:Bar", "A"])) == ["wikipedia:Bar", "A"]


# Refused before anything is sent.


def test_more_values_than_the_account_may_send_are_refused() -> None:
    many = [f"U{number}" for number in range(51)]

    with pytest.raises(ParameterError, match=r"users: users: has 51 values, and this account may send 50 at most"):
        rows(Script(), Users(users=many))


def test_more_values_than_the_account_may_send_are_refused_in_props_and_generators() -> None:
    many = [f"L{number}" for number in range(51)]
    some = list(range(51))

    for request in (
        Pages(generator=AllPages(prlevel=many)),
        Pages(titles="A", props=Links(namespace=some)),
    ):
        with pytest.raises(ParameterError, match="has 51 values, and this account may send 50 at most"):
            rows(Script(), request)


def test_a_bot_may_send_more() -> None:
    many = [f"U{number}" for number in range(51)]
    script = Script({"query": {"users": []}})

    assert rows(script, Users(users=many), within=context(rights=["apihighlimits"])) == []


def test_a_wiki_that_is_not_known_yet_decides_itself() -> None:
    many = [f"U{number}" for number in range(51)]

    assert rows(Script({"query": {"users": []}}), Users(users=many), within=context(rights=[])) == []


def test_only_what_can_be_followed_is_a_listing() -> None:
    assert not hasattr(SiteInfo, "cursor")
    assert [row["title"] for row in rows(Script({"query": {"recentchanges": [page("A", 1)]}}), RecentChanges())] == [
        "A"
    ]


@pytest.mark.parametrize("odd", [5, "x", ["x"], [1], [None], [[]], [{"pageid": []}], {"x": 1}], ids=repr)
@pytest.mark.parametrize("key", ["normalized", "badrevids", "pages"])
def test_odd_pieces_of_a_batch_are_read_or_reported(key: str, odd: Any) -> None:
    pieces = [{"batchcomplete": True, "query": {"pages": [page("A", 1)], key: odd}} for _ in range(2)]
    pieces[0] = {"query": pieces[0]["query"], "continue": {"plcontinue": "1", "continue": "||"}}

    with pytest.warns(ResponseMismatch):
        rows(Script(*pieces), Pages(titles=["A"], props=[Links()]))
