"""Results as the dictionaries of mwclient."""

import copy
import pickle
import time
from collections.abc import Mapping
from typing import Any

import pytest

from mwtyped.runtime import Item, Page, Result
from mwtyped.runtime.model import Batch, Context
from mwtyped.runtime.reading import Mismatches, Reader
from mwtyped.runtime.view import NO_EXCEPTIONS, as_dictionary
from tests.runtime.binding import AllCategories, AllPages, Info, LangLinks, PageProps, Pages, Parse, UserInfo

REVISION = {
    "revid": 62,
    "parentid": 15,
    "minor": False,
    "user": "Admin",
    "timestamp": "2026-11-23T17:55:28Z",
    "slots": {"main": {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": "Text 3."}},
    "tags": [],
}
PAGE = {
    "pageid": 10,
    "ns": 0,
    "title": "Article 03",
    "touched": "2026-11-23T17:56:30Z",
    "new": True,
    "redirect": False,
    "revisions": [REVISION],
}


def read(model: type[Any], raw: Mapping[str, Any], view: Mapping[str, str] = NO_EXCEPTIONS) -> Any:
    mismatches = Mismatches()
    read: Any = Reader(model, frozenset(), mismatches.of("test"), Context(view=view)).one(raw)
    assert not mismatches
    return read


def item(raw: Mapping[str, Any]) -> Item:
    made: Item = read(Item, raw)
    return made


def page(raw: Mapping[str, Any]) -> Page:
    made: Page = read(Page, raw)
    return made


def result(raw: Mapping[str, Any], view: Mapping[str, str] = NO_EXCEPTIONS) -> Result:
    made: Result = read(Result, raw, view)
    return made


def test_a_flag_that_is_set_is_an_empty_text() -> None:
    assert page(PAGE)["new"] == ""


def test_a_flag_that_is_not_set_is_not_there() -> None:
    shown = page(PAGE)

    assert "redirect" not in shown
    assert shown.get("redirect", "none") == "none"
    with pytest.raises(KeyError, match="redirect"):
        shown["redirect"]


def test_a_key_that_the_wiki_did_not_send_is_missing() -> None:
    with pytest.raises(KeyError, match="nothing"):
        page(PAGE)["nothing"]


def test_a_timestamp_is_a_struct_time_at_any_level() -> None:
    expected = time.strptime("2026-11-23T17:55:28Z", "%Y-%m-%dT%H:%M:%SZ")

    assert item(REVISION)["timestamp"] == expected
    assert page(PAGE)["revisions"][0]["timestamp"] == expected
    assert isinstance(item(REVISION)["timestamp"], time.struct_time)


def test_a_timestamp_of_no_time_is_all_zeros_as_in_the_reference() -> None:
    assert item({"timestamp": "0000-00-00T00:00:00Z"})["timestamp"] == time.struct_time((0,) * 9)


@pytest.mark.parametrize("value", ["infinity", "", None, 5])
def test_a_timestamp_that_is_none_stays_as_it_is(value: object) -> None:
    assert item({"timestamp": value})["timestamp"] == value


def test_every_other_time_is_the_wikis_text() -> None:
    assert page(PAGE)["touched"] == "2026-11-23T17:56:30Z"


def test_content_stands_under_a_star() -> None:
    slot = page(PAGE)["revisions"][0]["slots"]["main"]

    assert slot["*"] == "Text 3."
    assert "content" not in slot


def test_content_stands_under_a_star_at_the_top_too() -> None:
    message = item({"name": "aboutsite", "content": "About"})

    assert message["*"] == "About"
    assert list(message) == ["name", "*"]
    with pytest.raises(KeyError):
        message["content"]


def test_a_flag_named_content_is_a_flag() -> None:
    namespace = result({"id": 0, "content": True})

    assert namespace["content"] == ""
    with pytest.raises(KeyError):
        namespace["*"]


def test_a_star_of_the_wikis_own_stays() -> None:
    assert result({"*": "x"})["*"] == "x"


ALL = [page(PAGE), item(REVISION), item({"name": "a", "content": "b", "on": True, "off": False}), result({})]


@pytest.mark.parametrize("result", ALL, ids=str)
def test_all_ways_to_look_agree(result: Result) -> None:
    plain = result.to_dict()

    assert list(result) == list(result.keys()) == list(plain)
    assert len(result) == len(plain)
    assert dict(result) == dict(result.items()) == {key: result[key] for key in result} == plain
    assert list(result.values()) == list(plain.values())
    assert all(key in result for key in plain)


@pytest.mark.parametrize("result", ALL, ids=str)
def test_a_plain_dict_is_plain_all_the_way_down(result: Result) -> None:
    def check(value: object) -> None:
        if isinstance(value, Mapping):
            assert type(value) is dict
            for inner in value.values():
                check(inner)
        elif isinstance(value, list):
            for inner in value:
                check(inner)

    check(result.to_dict())


def test_a_plain_dict_is_a_copy() -> None:
    raw: dict[str, Any] = {"a": {"b": [1]}, "kept": {"c": [1]}}
    plain = result(raw, {"kept": "plain"}).to_dict()
    plain["a"]["b"].append(2)
    plain["kept"]["c"].append(2)

    assert raw == {"a": {"b": [1]}, "kept": {"c": [1]}}


@pytest.mark.parametrize("result", ALL, ids=str)
def test_a_copy_is_equal(result: Result) -> None:
    assert copy.copy(result) == result
    assert copy.deepcopy(result) == result
    assert pickle.loads(pickle.dumps(result)) == result


def test_a_result_equals_the_dict_it_reads_as() -> None:
    assert item({"a": 1, "on": True, "off": False}) == {"a": 1, "on": ""}
    assert item({"a": 1}) != {"a": 2}
    assert item({"a": 1}) != 1


def test_a_result_is_not_hashed() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(item({}))


def test_a_result_shows_its_fields() -> None:
    assert repr(item({"title": "A", "new": True})) == "Item(title='A', new=True)"


def test_a_result_cannot_be_written_to() -> None:
    result: Any = item({"a": 1})

    with pytest.raises(TypeError):
        result["a"] = 2
    with pytest.raises(AttributeError):
        result.a = 2


def test_an_invalid_title_has_its_reason_as_text() -> None:
    shown = page({"title": "A<B", "invalid": True, "invalidreason": {"code": "x", "text": 'bad "<".'}})

    assert shown.to_dict() == {"title": "A<B", "invalid": "", "invalidreason": 'bad "<".'}


# What differs from the rules stands in the facts of each module.


def test_a_text_may_stand_under_a_star_by_another_name() -> None:
    reply = {"query": {"allcategories": [{"category": "Cat 0", "size": 3}]}}

    assert AllCategories().parse(reply)[0].to_dict() == {"*": "Cat 0", "size": 3}
    assert AllCategories().parse(reply)[0]["*"] == "Cat 0"


def test_a_boolean_may_be_one_in_both_versions() -> None:
    shown = result({"options": {"a": True, "b": False}, "x": False, "y": False}, {"options": "plain", "x": "boolean"})

    assert shown.to_dict() == {"options": {"a": True, "b": False}, "x": False}


def test_an_exception_may_hold_for_any_key_of_a_map() -> None:
    reply = {"query": {"userinfo": {"id": 1, "options": {"minordefault": False, "gender": "female"}}}}

    assert UserInfo().parse(reply)["options"] == {"minordefault": False, "gender": "female"}


def test_an_exception_for_any_key_reaches_further_down() -> None:
    view = {"namespaces.*.name": "content"}
    shown = result({"namespaces": {"1": {"id": 1, "name": "Talk", "subpages": True}}}, view)

    assert shown["namespaces"] == {"1": {"id": 1, "*": "Talk", "subpages": ""}}


def test_an_exception_for_a_key_of_its_own_goes_first() -> None:
    view = {"*": "plain", "a": "boolean", "a.b": "content"}

    assert as_dictionary({"a": False, "c": [True]}, view) == {"a": False, "c": [True]}


def test_a_text_may_be_wrapped() -> None:
    assert Parse().parse({"parse": {"title": "A", "text": "<p>"}}).to_dict() == {"title": "A", "text": {"*": "<p>"}}


def test_a_map_that_counts_may_be_a_list() -> None:
    view = {"limits": "listed", "other": "listed"}
    shown = result({"limits": {"0": 120, "1": {"on": True}}, "other": {"1": 120}}, view)

    assert shown.to_dict() == {"limits": [120, {"on": ""}], "other": {"1": 120}}


def test_a_map_may_be_a_list_of_pairs() -> None:
    assert result({"p": {"a": "x"}}, {"p": "pairs"})["p"] == [{"name": "a", "*": "x"}]


def test_a_page_reads_by_the_exceptions_of_all_its_props() -> None:
    raw = {"query": {"pages": [{"title": "A", "langlinks": [{"lang": "de", "title": "Foo"}]}]}}
    request = Pages(titles="A", props=[Info(), LangLinks()])

    assert request.parse(raw)[0]["langlinks"] == [{"lang": "de", "*": "Foo"}]


def test_a_page_without_that_prop_reads_by_the_rules() -> None:
    raw = {"query": {"pages": [{"title": "A", "langlinks": [{"lang": "de", "title": "Foo"}]}]}}

    assert Pages(titles="A", props=[PageProps()]).parse(raw)[0]["langlinks"] == [{"lang": "de", "title": "Foo"}]


# Batches.


def test_a_batch_is_a_sequence_with_a_cursor() -> None:
    raw = {
        "continue": {"apcontinue": "C", "continue": "-||"},
        "query": {"allpages": [{"title": "A"}, {"title": "B"}]},
    }
    batch = AllPages().parse(raw)

    assert [item["title"] for item in batch] == ["A", "B"]
    assert len(batch) == 2
    assert batch[1] == {"title": "B"}
    assert list(batch[-1:]) == [batch[1]]
    assert batch.cursor == {"apcontinue": "C", "continue": "-||"}


def test_a_batch_without_more_has_no_cursor() -> None:
    assert AllPages().parse({"batchcomplete": True, "query": {"allpages": []}}).cursor is None


def test_a_batch_can_be_compared_and_pickled() -> None:
    batch = AllPages().parse({"query": {"allpages": [{"title": "A"}]}})

    assert pickle.loads(pickle.dumps(batch)) == batch
    assert batch != Batch([])
    assert repr(batch) == "Batch([Item(title='A')], cursor=None)"
