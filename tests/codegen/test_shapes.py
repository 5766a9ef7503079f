"""From observed replies to schemas: each kind of value, of absence, and of what brings a field."""

from collections.abc import Mapping
from typing import Any

import pytest

from mwtyped_codegen.capture import Capture, ModuleInfo, ParameterInfo
from mwtyped_codegen.overlay import Overlay
from mwtyped_codegen.shapes import schemas

PROP = ["id", "name", "more"]


def info(path: str = "shelf", **more: Any) -> ModuleInfo:
    prop = {"name": "prop", "type": PROP, "multi": True, "index": 1, "default": "id"}
    kind = {"name": "kind", "type": "string", "index": 2}
    module = {
        "name": path.rpartition("+")[2],
        "path": path,
        "classname": "Shelf",
        "prefix": "",
        "group": "action",
        "parameters": [ParameterInfo.model_validate(one) for one in (prop, kind)],
    }
    return ModuleInfo.model_validate({**module, **more})


def wiki(*modules: ModuleInfo) -> Capture:
    return Capture("MediaWiki 1.43.0", "Shelf", "", modules)


def seen(reply: Any, path: str = "shelf", probe: str = "shelf/plain", version: str = "1.43", **params: str) -> Any:
    return {"module": path, "probe": probe, "phase": "read", "version": version, "params": params, "reply": reply}


def shelf(*results: Any, overlay: Mapping[str, Any] | None = None) -> Any:
    """Give the fields that these results of one module lead to."""
    rules = Overlay.model_validate({"modules": {"shelf": {"fields": overlay or {}}}})
    found = schemas([seen({"shelf": result}) for result in results], [wiki(info())], rules)
    return found["shelf"]


def said(schema: Any) -> Any:
    """Leave out where it was seen."""
    if isinstance(schema, Mapping):
        return {key: said(value) for key, value in schema.items() if key not in ("x-versions", "x-probes")}
    return [said(one) for one in schema] if isinstance(schema, list) else schema


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
OF_A = {"type": "object", "properties": {"a": WHOLE}}
TIME, EXPIRY = {**TEXT, "format": "date-time"}, {**TEXT, "format": "x-expiry"}


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        (["a", "b"], TEXT),
        ([1, 2], WHOLE),
        ([1, 2.5], {"type": "number"}),
        ([1, "2"], {"type": "integer", "x-number-text": True}),
        ([1, "02"], {"type": ["integer", "string"]}),
        ([1, "two"], {"type": ["integer", "string"]}),
        ([True, False], {"type": "boolean"}),
        (["a", None], {"type": ["string", "null"]}),
        ([None], {"x-reason": "Only null was seen."}),
        (["2026-01-02T03:04:05Z"], {"type": "string", "format": "date-time"}),
        (["2026-01-02T03:04:05Z", "soon"], TEXT),
        (["2026-01-02T03:04:05Z", ""], {**TIME, "x-none": ""}),
        (["2026-01-02T03:04:05Z", "infinity"], EXPIRY),
        (["2026-01-02T03:04:05Z", "infinite"], {**EXPIRY, "x-none": "infinite"}),
        (["infinite"], TEXT),
        (["", "infinite"], TEXT),
        (["a", False], {**TEXT, "x-none": False}),
        (["a", True, False], {"type": ["boolean", "string"]}),
        ([1, False], {**WHOLE, "x-none": False}),
        ([1, "2", False], {**WHOLE, "x-number-text": True, "x-none": False}),
        ([{"a": 1}, ["b"]], {"anyOf": [{"type": "array", "items": TEXT}, {**OF_A, "required": ["a"]}]}),
        (["a", {"a": 1}], {"anyOf": [TEXT, {**OF_A, "required": ["a"]}]}),
        ([True, ["b"]], {"anyOf": [{"type": "boolean"}, {"type": "array", "items": TEXT}]}),
        ([True, ["b"], None], {"anyOf": [{"type": "boolean"}, {"type": "array", "items": TEXT}, {"type": "null"}]}),
    ],
)
def test_values(values: list[Any], schema: Any) -> None:
    found = shelf(*({"field": value} for value in values))

    assert said(found["properties"]["field"]) == schema
    assert found["required"] == ["field"]


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        ([["a"], []], {"type": "array", "items": TEXT}),
        ([[]], {"type": "array", "items": {"x-reason": "Never seen with a value."}}),
        ([{"12": "a"}, {"13": "b"}], {"type": "object", "additionalProperties": TEXT}),
        ([{"12": "a"}, []], {"type": "object", "additionalProperties": TEXT, "x-empty-list": True}),
        ([{"with space": "a"}], {"type": "object", "additionalProperties": TEXT}),
    ],
)
def test_lists_and_maps_may_be_left_out_where_they_are_empty(values: list[Any], schema: Any) -> None:
    found = shelf(*({"field": value} for value in values))

    assert said(found["properties"]["field"]) == {**schema, "x-absent": "empty"}
    assert "required" not in found


@pytest.mark.parametrize(
    "value",
    [
        {"Q1": {"site": "a"}, "Q20": {"page": 1}},
        {"P31": ["a"]},
        {"en": "a", "zh-hans": "b"},
        {"apple": {"title": "apple"}},
        {"apple": [{"of": {"name": "apple"}}], "pear": [{"of": {"name": "pear"}}]},
        {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 2}, "c": {"x": 1, "y": 2}, "d": {"x": 1, "y": 2}},
    ],
    ids=["ids", "one id", "languages", "said again", "said again in lists", "records"],
)
def test_keys_that_are_data_make_a_map(value: Any) -> None:
    assert "additionalProperties" in shelf({"field": value})["properties"]["field"]


@pytest.mark.parametrize(
    "value",
    [
        {"label": {"value": "a", "language": "en"}, "text": {"value": "b", "language": "en"}},
        {"apple": {"title": "apple"}, "pear": {"title": "other"}},
        {"kind": "kind"},
        {"Q1": "a", "text": "b"},
        {"id": "Q1", "to": "Q2"},
        {name: {"x": 1, "y": 2} for name in ("id", "name", "more", "old")},
    ],
    ids=["two alike", "one not said again", "a text is no sign", "not all ids", "words", "names of an enumeration"],
)
def test_keys_that_its_software_fixed_make_an_object(value: Any) -> None:
    enumerations = [{"name": "prop", "type": [*PROP, "old"], "multi": True, "index": 1}]
    module = info(parameters=[ParameterInfo.model_validate(one) for one in enumerations])
    found = schemas([seen({"shelf": {"field": value}})], [wiki(module)], Overlay())

    assert "properties" in found["shelf"]["properties"]["field"]


def test_objects_that_have_no_key_in_common_but_the_same_under_each_are_maps() -> None:
    first, second = {"Author": {"type": "text"}, "Year": {"type": "date"}}, {"Height": {"type": "number"}}

    assert "additionalProperties" in shelf({"field": first}, {"field": second}, {"field": first})["properties"]["field"]
    assert "properties" in shelf({"field": first}, {"field": {**first, **second}})["properties"]["field"]


def test_keys_that_who_asked_has_named_make_a_map() -> None:
    asked = seen({"shelf": {"row": {"Author": "a", "Year": None}}}, kind="Author, Year")
    found = said(schemas([asked], [wiki(info())], Overlay()))

    assert found["shelf"]["properties"]["row"]["additionalProperties"] == {"type": ["string", "null"]}


def test_what_only_ever_never_ends_is_an_expiry_where_it_is_called_so() -> None:
    assert said(shelf({"blockexpiry": "infinite"}))["properties"]["blockexpiry"] == {**EXPIRY, "x-none": "infinite"}


def test_an_object_has_the_fields_of_all_replies() -> None:
    found = said(shelf({"owner": {"name": "a", "id": 1}}, {"owner": {"name": "b"}}))

    owner = found["properties"]["owner"]
    assert owner["properties"] == {"name": TEXT, "id": {**WHOLE, "x-absent": "none"}}
    assert owner["required"] == ["name"]


def test_what_a_field_is_when_it_is_not_there() -> None:
    found = said(shelf({"always": 1, "flag": True, "list": ["a"], "text": "a", "map": {"1": 2}}, {"always": 2}))

    absent = {name: schema.get("x-absent") for name, schema in found["properties"].items()}
    assert absent == {"always": None, "flag": "false", "list": "empty", "text": "none", "map": "empty"}
    assert found["required"] == ["always"]


def test_a_flag_that_is_sent_as_false_is_none_when_it_is_not_sent() -> None:
    assert said(shelf({"flag": False}, {"other": 1}))["properties"]["flag"]["x-absent"] == "none"


def test_an_object_that_is_sent_as_an_empty_list_has_none_of_its_fields() -> None:
    owner = said(shelf({"owner": {"name": "a"}}, {"owner": []}))["properties"]["owner"]

    assert owner["x-empty-list"] is True
    assert owner["properties"]["name"]["x-absent"] == "none"
    assert "required" not in owner


def test_a_result_that_is_an_empty_list_is_an_object_without_fields() -> None:
    found = said(shelf({"name": "a"}, []))

    assert list(found["properties"]) == ["name"]
    assert found["properties"]["name"]["x-absent"] == "none"


@pytest.mark.parametrize(
    ("rule", "schema"),
    [
        ({"kind": "map"}, {"type": "object", "additionalProperties": WHOLE, "x-absent": "empty"}),
        ({"kind": "map", "absent": ""}, {"type": "object", "additionalProperties": WHOLE}),
        ({"kind": "any"}, {"x-reason": "So it is."}),
        ({"absent": "none"}, {"type": "object", "properties": {"a": WHOLE}, "required": ["a"], "x-absent": "none"}),
    ],
)
def test_the_overlay_decides(rule: Mapping[str, str], schema: Any) -> None:
    found = shelf({"field": {"a": 1}}, overlay={"field": {**rule, "reason": "So it is."}})

    assert said(found["properties"]["field"]) == schema


def test_the_overlay_gives_a_type_to_what_had_no_value() -> None:
    rules = {
        "names[]": {"kind": "string", "reason": "Names are texts."},
        "until": {"kind": "expiry", "reason": "Null while it never ends."},
    }
    fields = said(shelf({"names": [], "until": None}, overlay=rules))["properties"]

    assert fields["names"] == {"type": "array", "items": TEXT, "x-absent": "empty"}
    assert fields["until"] == {"type": ["string", "null"], "format": "x-expiry"}


def test_a_flag_that_is_an_empty_text_is_true_where_it_is_set() -> None:
    rules = {"private": {"kind": "flag", "reason": "So it is."}, "any": {"kind": "scalar", "reason": "So it is."}}
    fields = said(shelf({"private": "", "any": 1}, {"any": "a"}, overlay=rules))["properties"]

    assert fields["private"] == {"type": "boolean", "x-flag": True, "x-absent": "false"}
    assert fields["any"] == {"type": ["string", "integer", "number", "boolean", "null"]}


def test_a_row_without_fields_is_a_list_which_says_nothing_of_what_was_not_asked_for() -> None:
    found = rows(id={"id": 1}, name=[])

    assert found["properties"]["id"] == {**WHOLE, "x-gate": ["prop=id"]}


def test_the_overlay_adds_what_no_wiki_of_ours_shows() -> None:
    rules = {
        "length": {"kind": "number", "unseen": True, "absent": "none", "reason": "Of films."},
        "parts": {"kind": "list", "unseen": True, "reason": "Of films."},
        "parts[]": {"kind": "object", "reason": "Of films."},
        "parts[].name": {"kind": "string", "unseen": True, "absent": "", "reason": "Of films."},
    }
    fields = shelf({"name": "a"}, overlay=rules)["properties"]

    assert fields["length"] == {"type": "number", "x-absent": "none", "x-reason": "Of films."}
    assert fields["parts"]["items"]["properties"]["name"] == {**TEXT, "x-reason": "Of films."}


def test_what_the_overlay_knows_completely_needs_no_call() -> None:
    fields = {"rows": {"kind": "list", "unseen": True, "reason": "Nobody may ask."}}
    more: dict[str, Any] = {"rows[]": {"kind": "object", "reason": "One."}}
    more["rows[].name"] = {"kind": "string", "absent": "", "unseen": True, "reason": "Each has one."}

    def known(**rules: Any) -> Any:
        overlay = Overlay.model_validate({"modules": {"shelf": {"fields": {**fields, **more}, **rules}}})
        return schemas([], [wiki(info())], overlay)

    rows = known(complete=True)["shelf"]["properties"]["rows"]
    assert (rows["type"], rows["items"]["properties"]["name"]["type"]) == ("array", "string")
    assert known() == {}


def test_a_list_of_which_the_overlay_says_where_it_stands_may_be_one_object() -> None:
    reply = {"query": {"books": {}, "byshelf": {"1": ["a"]}}}
    placed = Overlay.model_validate({"modules": {"query+books": {"result": ["query"]}}})

    def found(overlay: Overlay) -> Any:
        return schemas([seen(reply, "query+books")], [wiki(info("query+books", group="list"))], overlay)

    assert set(found(placed)["query+books"]["properties"]) == {"books", "byshelf"}
    assert found(Overlay()) == {}


def test_the_overlay_decides_by_name_wherever_a_field_stands() -> None:
    rules = Overlay.model_validate({"fields": {"version": {"kind": "any", "reason": "Text or number."}}})
    found = schemas([seen({"shelf": {"in": {"version": "1"}}})], [wiki(info())], rules)["shelf"]

    assert said(found)["properties"]["in"]["properties"]["version"] == {"x-reason": "Text or number."}


def rows(**calls: Mapping[str, Any] | list[Any]) -> Any:
    """Give the fields of a list, by what its calls with these values of `prop` brought."""
    module = info("query+books", group="list")
    observations = [
        seen({"query": {"books": [row]}}, "query+books", f"query+books/{prop}", prop=prop.replace("_", "|"))
        for prop, row in calls.items()
    ]
    return said(schemas(observations, [wiki(module)], Overlay())["query+books"])


def test_a_value_of_a_parameter_brings_a_field() -> None:
    found = rows(id={"id": 1}, name={"name": "a"}, id_name={"id": 1, "name": "a"}, more={"size": 1, "author": "b"})

    gates = {name: schema["x-gate"] for name, schema in found["properties"].items()}
    assert gates == {"id": ["prop=id"], "name": ["prop=name"], "size": ["prop=more"], "author": ["prop=more"]}
    assert set(found["required"]) == {"id", "name", "size", "author"}


def test_two_values_may_bring_the_same_field() -> None:
    found = rows(id={"size": 1}, name={"a": 1}, more={"size": 2}, id_name={"a": 1, "size": 3})

    assert found["properties"]["size"]["x-gate"] == ["prop=id", "prop=more"]


def test_what_comes_with_every_value_alone_is_brought_by_none() -> None:
    found = rows(id={"id": 1, "flag": True}, name={"name": "a", "flag": True}, more={"flag": True}, id_name={"id": 2})

    assert said(found["properties"]["flag"]) == {"type": "boolean", "x-absent": "false"}


def test_of_what_never_came_alone_the_one_value_that_can_have_brought_it_is_believed() -> None:
    found = rows(id={"id": 1}, name_more={"gone": "a", "size": 1})

    assert "x-gate" not in found["properties"]["gone"]  # name and more are equally likely
    assert rows(id={"id": 1}, name_more={"name": "a"})["properties"]["name"]["x-gate"] == ["prop=name"]
    assert rows(id={"id": 1}, id_more={"size": 1})["properties"]["size"]["x-gate"] == ["prop=more"]


def test_a_parameter_whose_name_does_not_say_so_brings_no_field() -> None:
    observations = [
        seen({"shelf": {"a": 1}}, probe="shelf/one"),
        seen({"shelf": {"a": 1, "kind": "b"}}, probe="shelf/two", kind="b"),
    ]

    def kind(rules: Mapping[str, Any]) -> Any:
        overlay = Overlay.model_validate({"modules": {"shelf": rules}})
        return said(schemas(observations, [wiki(info())], overlay)["shelf"]["properties"]["kind"])

    assert kind({}) == {**TEXT, "x-absent": "none"}
    assert kind({"brings": ["kind"]}) == {**TEXT, "x-gate": ["kind"]}


def test_the_only_value_of_a_parameter_brings_what_does_not_come_without_it() -> None:
    prop = ParameterInfo.model_validate({"name": "prop", "type": ["url"], "multi": True, "index": 1})
    observations = [
        seen({"shelf": {"name": "a"}}, probe="shelf/plain"),
        seen({"shelf": {"name": "a", "url": "b"}}, probe="shelf/url", prop="url"),
    ]

    found = schemas(observations, [wiki(info(parameters=[prop]))], Overlay())["shelf"]["properties"]

    assert said(found) == {"name": TEXT, "url": {**TEXT, "x-gate": ["prop=url"]}}


def test_a_default_counts_as_asked_for() -> None:
    module = info("query+books", group="list")
    observations = [
        seen({"query": {"books": [{"id": 1}]}}, "query+books", "query+books/plain"),
        seen({"query": {"books": [{"name": "a"}]}}, "query+books", "query+books/name", prop="name"),
    ]

    found = schemas(observations, [wiki(module)], Overlay())["query+books"]

    assert found["properties"]["id"]["x-gate"] == ["prop=id"]


def pages(*replies: tuple[str, list[Mapping[str, Any]]], path: str = "query+covers") -> Any:
    """Give the fields that pages get, from replies with and without `batchcomplete`."""
    modules = info("query", group="action"), info(path, group="prop")
    observations = [
        seen({**({"batchcomplete": True} if whole else {}), "query": {"pages": list(found)}}, path)
        for whole, found in replies
    ]
    return schemas(observations, [wiki(*modules)], Overlay())


def test_fields_of_pages_belong_to_the_prop_that_brings_them() -> None:
    found = pages(
        ("whole", [{"pageid": 1, "ns": 0, "title": "A", "cover": "red"}, {"ns": 0, "title": "B", "missing": True}])
    )

    assert set(found["query"]["properties"]) == {"pageid", "ns", "title", "missing"}
    assert said(found["query+covers"])["properties"] == {"cover": {**TEXT, "x-absent": "page"}}


def test_a_field_that_missing_pages_have_too_is_not_bound_to_the_page() -> None:
    found = pages(("whole", [{"title": "A", "cover": "red"}, {"title": "B", "missing": True, "cover": "blue"}]))

    assert said(found["query+covers"])["properties"] == {"cover": TEXT}


def test_a_field_that_only_missing_pages_have_may_be_absent() -> None:
    found = pages(("whole", [{"title": "A"}, {"title": "B", "missing": True, "gone": [{"revid": 1}]}]))

    gone = said(found["query+covers"])["properties"]["gone"]
    assert gone["type"] == "array"
    assert "page" not in gone.get("x-absent", "").split()


def test_a_reply_that_continues_says_nothing_of_what_is_absent() -> None:
    found = pages(("", [{"title": "A"}]), ("whole", [{"title": "A", "cover": "red"}]))

    assert said(found["query+covers"])["properties"]["cover"] == {**TEXT, "x-absent": "page"}


LISTS = (info("query+books", group="list"), info("query+films", group="list"))
"""Two lists with the same `prop`."""


def shared(rules: Mapping[str, Any], **lists: list[Mapping[str, Any]]) -> Any:
    """Give the schemas that items of lists lead to, asked for as `id`, where a type is shared by these rules."""
    overlay = Overlay.model_validate({"shared": {"Thing": {"description": "A thing.", **rules}}})
    observations = [
        seen({"query": {name: found}}, f"query+{name}", f"query+{name}/{prop}", prop=prop)
        for name, found in lists.items()
        for prop in ("id", "name")
    ]
    return said(schemas(observations, [wiki(*LISTS)], overlay))


def test_a_shared_type_is_what_stands_at_all_its_places() -> None:
    rules = {"places": ["query+books:thing", "query+films:things[]"]}
    found = shared(rules, books=[{"thing": {"a": 1}}], films=[{"things": [{"a": 2, "b": "x"}]}])

    assert found["query+books"]["properties"]["thing"] == {"$ref": "shared.json#/$defs/Thing"}
    assert found["query+films"]["properties"]["things"]["items"] == {"$ref": "shared.json#/$defs/Thing"}
    thing = found["shared"]["$defs"]["Thing"]
    assert thing["properties"] == {"a": WHOLE, "b": {**TEXT, "x-absent": "none"}}
    assert thing["description"] == "A thing."


def test_a_shared_type_may_stand_in_itself() -> None:
    rules = {"places": ["query+books:parts[]", "Thing:parts[]"]}
    found = shared(rules, books=[{"parts": [{"a": 1, "parts": [{"a": 2, "parts": [{"a": 3, "deep": True}]}]}]}])

    thing = found["shared"]["$defs"]["Thing"]
    assert thing["properties"]["parts"]["items"] == {"$ref": "shared.json#/$defs/Thing"}
    assert thing["properties"]["deep"] == {"type": "boolean", "x-absent": "false"}


def test_a_shared_type_may_stand_in_another_one() -> None:
    overlay = {
        "Thing": {"description": "A thing.", "places": ["query+books:thing", "query+films:thing"]},
        "Part": {"description": "A part.", "places": ["Thing:parts[]"]},
    }
    observations = [
        seen({"query": {name: [{"thing": {"parts": parts}}]}}, f"query+{name}", f"query+{name}/plain")
        for name, parts in (("books", [{"a": 1}]), ("films", [{"a": 2, "b": 3}]))
    ]
    found = said(schemas(observations, [wiki(*LISTS)], Overlay.model_validate({"shared": overlay})))

    types = found["shared"]["$defs"]
    assert types["Thing"]["properties"]["parts"]["items"] == {"$ref": "shared.json#/$defs/Part"}
    assert types["Part"]["properties"] == {"a": WHOLE, "b": {**WHOLE, "x-absent": "none"}}


def test_a_shared_type_may_have_some_keys_alone() -> None:
    rules = {"bases": ["query+books", "query+films"], "keys": ["block*"]}
    found = shared(rules, books=[{"a": 1, "blocked": True}], films=[{"a": 1, "blocked": True}])

    assert set(found["shared"]["$defs"]["Thing"]["properties"]) == {"blocked"}
    assert set(found["query+books"]["properties"]) == {"a"}


def test_what_is_null_where_a_shared_type_stands_is_none() -> None:
    rules = {"places": ["query+books:thing"]}
    found = shared(rules, books=[{"thing": {"a": 1}}, {"thing": None}], films=[])

    assert found["query+books"]["properties"]["thing"]["x-absent"] == "none"


def test_a_version_that_does_not_know_a_value_was_not_asked_for_it() -> None:
    old = info("query+books", group="list")
    prop = ParameterInfo.model_validate({"name": "prop", "type": [*PROP, "new"], "multi": True, "index": 1})
    new = old.model_copy(update={"parameters": [prop]})
    captures = [Capture("MediaWiki 1.43.0", "Shelf", "", (new,)), Capture("MediaWiki 1.39.0", "Shelf", "", (old,))]
    observations = [
        seen({"query": {"books": [row]}}, "query+books", f"query+books/{prop}", version, prop=prop)
        for prop, version, row in (
            ("new", "1.43", {"fresh": 1}), ("new", "1.39", {}), ("id", "1.43", {"id": 1}), ("id", "1.39", {"id": 1}),
        )
    ]  # fmt: skip

    found = schemas(observations, captures, Overlay())["query+books"]

    assert said(found["properties"]["fresh"]) == {**WHOLE, "x-gate": ["prop=new"]}


def test_what_has_all_of_a_shared_type_and_more_extends_it() -> None:
    found = shared(
        {"bases": ["query+books", "query+films"]}, books=[{"a": 1, "pages": 2}], films=[{"a": 1, "hours": 2}]
    )

    assert set(found["shared"]["$defs"]["Thing"]["properties"]) == {"a"}
    assert found["query+books"]["x-base"] == "Thing"
    assert set(found["query+books"]["properties"]) == {"pages"}


def test_a_shared_type_may_have_kinds_that_a_key_beside_it_tells() -> None:
    rules = {"places": ["query+books:of", "query+films:more"], "by": {"query+books": "type", "query+films": "kind"}}
    found = shared(
        rules,
        books=[{"type": "red-one", "of": {"a": 1}}, {"type": "blue", "of": {"b": 1}}, {"type": "bare", "of": []}],
        films=[{"kind": "blue", "more": {"b": 2, "c": 3}}],
    )

    kinds = {"blue": "BlueThing", "red-one": "RedOneThing"}
    assert found["query+books"]["properties"]["of"]["x-kinds"] == {"key": "type", "of": kinds}
    assert found["query+films"]["properties"]["more"]["x-kinds"]["key"] == "kind"
    types = found["shared"]["$defs"]
    assert set(types) == {"Thing", *kinds.values()}
    assert types["BlueThing"]["x-base"] == "Thing"
    assert types["BlueThing"]["properties"] == {"b": WHOLE, "c": {**WHOLE, "x-absent": "none"}}


def test_errors_are_no_replies() -> None:
    assert schemas([seen({"errors": [{"code": "no"}], "shelf": {"a": 1}})], [wiki(info())], Overlay()) == {}


def test_the_order_of_observations_does_not_matter() -> None:
    results = [{"a": 1, "b": ["x"]}, {"a": 2}, {"c": {"12": True}}]
    observations = [seen({"shelf": one}, probe=f"shelf/{number}") for number, one in enumerate(results)]

    there = schemas(observations, [wiki(info())], Overlay())

    assert there == schemas(observations[::-1], [wiki(info())], Overlay())


def test_evidence_names_versions_and_probes() -> None:
    observations = [
        seen({"shelf": {"a": 1}}, probe="shelf/one"),
        seen({"shelf": {"a": 1, "b": 1}}, probe="shelf/two", version="1.39"),
    ]

    fields = schemas(observations, [wiki(info())], Overlay())["shelf"]["properties"]

    assert (fields["a"]["x-versions"], fields["a"]["x-probes"]) == (["1.39", "1.43"], ["shelf/one", "shelf/two"])
    assert (fields["b"]["x-versions"], fields["b"]["x-probes"]) == (["1.39"], ["shelf/two"])
