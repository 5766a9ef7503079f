"""What scripts for the reference pass, as the fields of requests."""

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from mwtyped.classic.values import NAMESPACES, Given, given, known_request, number_of, request_class, several
from mwtyped.mediawiki import AllPages, Edit, RecentChanges, Revisions, UserContribs
from mwtyped.runtime.errors import ParameterError, UnknownModule

NAMES = {**NAMESPACES, 4: "Wikipedia", 6: "Datei", 14: "Kategorie"}

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


def fields(cls: Any, **arguments: object) -> dict[str, Any]:
    found = given(cls, arguments, NAMES)
    assert found.unchecked == {}
    cls(**found.fields)
    return found.fields


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a", ["a"]),
        ("a|b", ["a", "b"]),
        ("\x1fa|b\x1fc", ["a|b", "c"]),
        ("", []),
        (["a|b", "c"], ["a|b", "c"]),
        (("a",), ["a"]),
        (7, [7]),
        (iter(["x"]), ["x"]),
    ],
)
def test_several_values_come_in_any_form(value: object, parts: list[object]) -> None:
    assert several(value) == parts


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (0, [0]),
        ("0", [0]),
        ("0|4", [0, 4]),
        ([0, "4"], [0, 4]),
        ("Talk", [1]),
        ("user_talk|KATEGORIE", [3, 14]),
        ("Category", [14]),
        ("Image", [6]),
        ("*", ["*"]),
    ],
)
def test_namespaces_are_numbers_or_names(given: object, number: list[object]) -> None:
    assert fields(RecentChanges, namespace=given) == {"namespace": number}


def test_a_namespace_that_takes_one_is_given_one() -> None:
    assert fields(AllPages, namespace="Datei") == {"namespace": 6}
    assert fields(AllPages, namespace=["4"]) == {"namespace": 4}


@pytest.mark.parametrize(
    "value",
    [
        NOON,
        NOON.astimezone(timezone(timedelta(hours=2))),
        NOON.timetuple(),
        "2026-01-02T12:00:00Z",
        "2026-01-02T12:00:00",
        "2026-01-02 12:00:00",
        "20260102120000",
    ],
)
def test_times_come_in_any_form(value: object) -> None:
    assert fields(RecentChanges, start=value) == {"start": NOON}


def test_a_time_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ParameterError, match="time zone"):
        given(RecentChanges, {"start": datetime(2026, 1, 2)}, NAMES)


def test_numbers_texts_and_flags_are_what_their_fields_take() -> None:
    assert fields(Revisions, startid="7", section=0) == {"startid": 7, "section": "0"}
    assert fields(RecentChanges, toponly=1) == {"toponly": True}
    assert fields(UserContribs, user="Alice|Bob", show="!minor") == {"user": ["Alice", "Bob"], "show": ["!minor"]}


def test_what_is_none_or_false_is_not_sent() -> None:
    assert fields(AllPages, prefix=None, minsize=None, namespace=0, from_="") == {"namespace": 0, "from_": ""}
    assert fields(Edit, minor=False, text="") == {"text": ""}


def test_what_a_request_refuses_is_for_the_wiki_to_judge() -> None:
    found = given(AllPages, {"dir": "sideways", "prefix": "A", "namespace": "0|4"}, NAMES)

    assert found == Given({"prefix": "A"}, {"apdir": "sideways", "apnamespace": "0|4"})
    assert given(RecentChanges, {"prop": ["title", "nonsense"], "start": "yesterday"}, NAMES) == Given(
        {}, {"rcprop": "title|nonsense", "rcstart": "yesterday"}
    )


def test_a_misspelt_parameter_is_a_type_error_with_the_right_spelling() -> None:
    with pytest.raises(TypeError, match="did you mean 'namespace'"):
        given(AllPages, {"namespaces": 1}, NAMES)


def test_of_some_modules_strange_parameters_go_to_the_wiki() -> None:
    assert given(Edit, {"text": "x", "captchaid": 5}, NAMES, strange=True) == Given({"text": "x"}, {"captchaid": "5"})


def test_exclusive_parameters_are_for_the_wiki_to_judge() -> None:
    found = given(Revisions, {"user": "A", "excludeuser": "B"}, NAMES)

    assert found == Given({}, {"rvuser": "A", "rvexcludeuser": "B"})


def test_names_of_namespaces_are_found_in_any_spelling() -> None:
    assert number_of(NAMES, "  wikipedia ") == 4
    assert number_of(NAMES, "project") == 4
    assert number_of(NAMES, "No such") is None


def test_a_module_that_the_binding_lacks_is_named_with_its_extension() -> None:
    assert known_request("mwtyped.mediawiki", "query+checkuserlog") is None
    with pytest.raises(UnknownModule, match="comes with the extension CheckUser") as caught:
        request_class("mwtyped.mediawiki", "query+checkuserlog")
    assert caught.value.extension == "CheckUser"


def test_a_time_tuple_is_no_list() -> None:
    assert several(time.gmtime(0)) == [time.gmtime(0)]
