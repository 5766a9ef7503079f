"""Fields whose class another field tells, words that mean none, and objects of which everything comes."""

import copy
import pickle
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

import mwtyped
from mwtyped import NotRequested
from mwtyped.runtime import Result
from mwtyped.runtime.model import Batch
from mwtyped.runtime.reading import Mismatches, Reader
from tests.runtime.replies import BlockDetails, EntriesItem, EntryDetails, FileItem, MoveDetails

R = TypeVar("R", bound=Result)


def read(model: type[R], *rows: Mapping[str, Any], asked: str = "") -> tuple[list[R], Mismatches]:
    """Read items, as a request that asks for these values of `prop` does."""
    mismatches = Mismatches()
    conditions = frozenset(f"prop={one}" for one in asked.split())
    return Reader(model, conditions, mismatches.of("query+entries")).rows(rows), mismatches


def entry(row: Mapping[str, Any], asked: str = "type details") -> EntriesItem:
    (item,), mismatches = read(EntriesItem, {"seen": "", "label": False, **row}, asked=asked)
    assert not mismatches
    return item


MOVE = {"type": "move", "details": {"target": "B"}}
BLOCK = {"type": "block", "details": {"until": "infinite", "inner": {"target": "C"}}}


def test_a_field_is_of_the_class_that_the_key_beside_it_tells() -> None:
    moved, blocked = entry(MOVE).details, entry(BLOCK).details

    assert isinstance(moved, MoveDetails)
    assert moved.target == "B"
    assert isinstance(blocked, BlockDetails)
    assert blocked.until is None
    assert blocked.inner is not None
    assert blocked.inner.target == "C"


@pytest.mark.parametrize("row", [{"type": "unheard of", "details": {"z": 1}}, {"details": {"z": 1}}])
def test_of_a_kind_that_nobody_knows_or_tells_it_is_the_base(row: dict[str, Any]) -> None:
    details = entry(row, "type details" if "type" in row else "details").details

    assert type(details) is EntryDetails
    assert details["z"] == 1


def test_details_that_do_not_fit_their_kind_leave_the_rest_typed_and_are_reported() -> None:
    (item,), mismatches = read(
        EntriesItem, {**MOVE, "details": {"target": 5}, "seen": "", "label": "x"}, asked="type details"
    )

    assert isinstance(item.details, MoveDetails)
    assert item.details["target"] == 5
    assert item.label == "x"
    assert [(one.path, one.value) for one in mismatches] == [("[0].details.target", 5)]


def test_a_dump_has_what_each_kind_has_and_copies_keep_it() -> None:
    item = entry({**MOVE, "details": {"target": "B", "more": 1}})

    assert item.model_dump()["details"] == {"target": "B", "more": 1}
    assert '"details":{"target":"B","more":1}' in item.model_dump_json()
    for same in (copy.deepcopy(item), pickle.loads(pickle.dumps(item))):
        assert same == item
        assert type(same.details) is MoveDetails


def test_fields_of_a_kind_that_is_not_told_are_not_called_unknown() -> None:
    told = entry({"type": "unheard of", "details": {"z": 1}})
    untold = entry({"details": {"z": 1}}, "details")

    assert mwtyped.unknown_fields(Batch([told])) == {"[0].details.z": 1}
    assert mwtyped.unknown_fields(Batch([untold])) == {}


@pytest.mark.parametrize("never", ["infinity", "infinite", "indefinite", "never"])
def test_each_word_for_never_is_none(never: str) -> None:
    assert entry({"ends": never}, "ends").ends is None


def test_a_word_that_means_none_is_none_and_stands_in_the_dictionary_as_the_wiki_writes_it() -> None:
    item = entry({"ends": "infinite", "seen": "", "label": False}, "ends")

    assert (item.ends, item.seen, item.label) == (None, None, None)
    assert (item["ends"], item["seen"]) == ("infinite", "")
    assert "label" not in item  # False is how format version 2 writes what version 1 leaves out


def test_a_value_where_there_could_be_none_is_typed() -> None:
    item = entry({"ends": "2026-01-02T03:04:05Z", "seen": "2026-01-02T03:04:05Z", "label": "x"}, "ends")

    assert item.ends == item.seen == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert item.label == "x"
    assert item["seen"] == "2026-01-02T03:04:05Z"


def test_words_that_mean_none_are_taken_piece_by_piece_too() -> None:
    (item,), mismatches = read(EntriesItem, {"ends": "infinite", "seen": "", "label": 7}, asked="ends")

    assert (item.ends, item.seen) == (None, None)
    assert [one.path for one in mismatches] == ["[0].label"]


def test_inside_a_field_that_comes_whole_everything_counts_as_asked_for() -> None:
    item = entry({"file": {"size": 5}}, "")

    assert item.file is not None
    assert item.file.size == 5
    with pytest.raises(NotRequested):  # it comes only where something is not sent
        _ = item.file.old


def test_a_model_that_extends_another_has_its_fields_and_its_gates() -> None:
    (item,), mismatches = read(FileItem, {"size": 5}, asked="size")

    assert not mismatches
    assert item.size == 5
    with pytest.raises(NotRequested, match=r'prop=\["name"\]'):
        _ = item.name


def test_a_flag_may_be_written_as_the_empty_text() -> None:
    assert entry({"private": ""}, "").private is True
    assert entry({}, "").private is False
    assert entry({"private": ""}, "")["private"] == ""


def test_a_number_may_be_written_as_text_and_is_text_in_the_dictionary() -> None:
    item = entry({"ids": ["7", 8]}, "")

    assert item.ids == [7, 8]
    assert item["ids"] == ["7", 8]
    assert repr(item.ids) == "[7, 8]"
    assert pickle.loads(pickle.dumps(item)).to_dict()["ids"] == ["7", 8]
    assert item.model_dump_json().count('"ids":[7,8]') == 1


def test_flags_and_numbers_are_read_piece_by_piece_too() -> None:
    (item,), mismatches = read(EntriesItem, {"private": "", "ids": ["7"], "seen": "", "label": 7})

    assert (item.private, item.ids, item["ids"]) == (True, [7], ["7"])
    assert [one.path for one in mismatches] == ["[0].label"]


def test_a_value_may_be_of_several_types() -> None:
    assert entry({"told": True}, "").told is True
    assert entry({"told": {"a": 1}}, "").told == {"a": 1}
    several = entry({"told": [{"target": "B"}]}, "").told
    assert isinstance(several, list)
    assert several[0].target == "B"
    assert entry({}, "").told is None


@pytest.mark.parametrize(
    ("value", "place"),
    [("yes", "told"), (1, "told"), ([{"target": 5}], "told[0].target"), ({"a": "x"}, "told.a")],
)
def test_a_value_of_none_of_them_is_kept_and_reported(value: object, place: str) -> None:
    (item,), mismatches = read(EntriesItem, {"seen": "", "label": "x", "told": value})

    assert item["told"] == value
    assert [one.path for one in mismatches] == [f"[0].{place}"]


def test_what_is_of_several_types_is_dumped_and_copied() -> None:
    item = entry({"told": [{"target": "B"}]}, "")

    assert item.model_dump()["told"] == [{"target": "B"}]
    assert pickle.loads(pickle.dumps(item)) == copy.deepcopy(item) == item
    assert item.to_dict()["told"] == [{"target": "B"}]


def test_no_warning_is_given_for_any_of_this() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        entry({**BLOCK, "file": {"size": 5}}).model_dump()
