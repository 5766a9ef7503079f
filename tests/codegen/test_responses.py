"""From reviewed schemas to the models of replies: each rule, and what a wiki that means harm makes of them."""

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mwtyped.mediawiki
from mwtyped.runtime import Page, Result
from mwtyped.runtime.hints import annotation, fields
from mwtyped_codegen import naming
from mwtyped_codegen.build import build
from mwtyped_codegen.capture import Capture
from mwtyped_codegen.generate import generate
from mwtyped_codegen.ir import Binding, ReplyModel
from mwtyped_codegen.overlay import ModuleEntry, Overlay, stock_overlay
from mwtyped_codegen.render import render
from mwtyped_codegen.reviewed import stock_schemas

from .inert import assert_inert
from .test_golden import CACHE
from .test_hostile import NASTY
from .wikis import PAGES, ROOT, loaded, module, parameter

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
TIME: Json = {"type": "string", "format": "date-time"}
NUMBER: Json = {"type": "integer"}

_PROP = parameter("prop", type=["a", "b", "user"], multi=True, default="a|b")
_MODULES = (
    PAGES,
    module("query+changes", _PROP, parameter("slots"), parameter("deep", type="boolean"), generator=True, prefix="c"),
    module("query+info", _PROP, parameter("from"), group="prop", prefix="in"),
    module("query+more", _PROP, group="prop", prefix="mo"),
    module("query+about", _PROP, group="meta", prefix="si"),
    module("act", parameter("mode", default="quick")),
    module("opensearch"),
)


def of(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def listed(schema: Json, **facts: Any) -> Json:
    return {"type": "array", "items": schema, **facts}


def mapped(schema: Json, **facts: Any) -> Json:
    return {"type": "object", "additionalProperties": schema, **facts}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Capture:
    return loaded(tmp_path_factory.mktemp("replies"), *_MODULES)


def made(wiki: Capture, overlay: Overlay | None = None, /, **schemas: Json) -> Binding:
    """Build a binding with the replies of some modules; their names stand for their paths."""
    paths = {one.path.rpartition("+")[2]: one.path for one in wiki.modules}
    return build(wiki, overlay or Overlay(), "wiki", {paths.get(name, name): one for name, one in schemas.items()})


def models(binding: Binding) -> dict[str, ReplyModel]:
    return {model.name: model for file in binding.replies for model in file.models}


def annotations(model: ReplyModel) -> dict[str, str]:
    return {field.name: field.annotation for field in model.fields}


def said(model: ReplyModel) -> dict[str, str]:
    return {field.name: " ".join(field.doc) for field in model.fields}


def shape(model: ReplyModel) -> dict[str, Any]:
    """Give the arguments of a model's `Shape`."""
    found: dict[str, Any] = eval(model.shape, {"Shape": dict})
    return found


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        (TEXT, "str"),
        (NUMBER, "int"),
        ({"type": "number"}, "float"),
        ({"type": "boolean"}, "bool"),
        (TIME, "datetime"),
        ({"type": "string", "format": "x-expiry"}, "Expiry"),
        ({"type": ["string", "null"]}, "str | None"),
        ({"type": ["string", "null"], "format": "date-time"}, "datetime | None"),
        ({"type": ["string", "integer"]}, "str | int"),
        ({"type": ["string", "integer", "null"]}, "str | int | None"),
        ({"type": ["string", "object"]}, "JsonValue"),
        ({"anyOf": [TEXT, listed(TEXT)]}, "str | list[str]"),
        ({"anyOf": [{"type": ["boolean", "integer"]}, mapped(TEXT)]}, "bool | int | dict[str, str]"),
        ({"anyOf": [TEXT, of(x=TEXT)]}, "str | ActResultField"),
        ({"anyOf": [TEXT, listed(of(x=TEXT)), {"type": "null"}]}, "str | list[ActResultField] | None"),
        ({"anyOf": [TEXT, listed(TEXT)], "x-absent": "none"}, "str | list[str] | None"),
        ({"anyOf": [TEXT, {}]}, "JsonValue"),
        ({**TEXT, "x-none": False}, "str | None"),
        ({"type": "null"}, "JsonValue"),
        ({}, "JsonValue"),
        ({"type": "array"}, "list[JsonValue]"),
        ({"type": "object"}, "dict[str, JsonValue]"),
        (listed(listed(NUMBER)), "list[list[int]]"),
        (mapped(listed(TIME)), "dict[str, list[datetime]]"),
        (mapped({"type": ["integer", "null"]}), "dict[str, int | None]"),
        ({**listed(TEXT), "type": ["array", "null"]}, "list[str] | None"),
        (of(x=TEXT), "ActResultField"),
        (listed(of(x=TEXT)), "list[ActResultField]"),
        (mapped(of(x=TEXT)), "dict[str, ActResultField]"),
        ({**of(x=TEXT), "type": ["object", "null"]}, "ActResultField | None"),
        ({**TEXT, "x-absent": "none"}, "str | None"),
        ({**listed(TEXT), "x-absent": "empty"}, "list[str]"),
        ({"type": "boolean", "x-absent": "false"}, "bool"),
        ({"type": "string", "format": "x-expiry", "x-absent": "none"}, "Expiry"),
        ({"x-absent": "none"}, "JsonValue"),
    ],
)
def test_a_schema_becomes_a_type(wiki: Capture, schema: Json, code: str) -> None:
    model = models(made(wiki, act=of(field=schema)))["ActResult"]

    assert annotations(model) == {"field": code}


def test_every_kind_of_module_that_answers_objects_has_its_class_and_base(wiki: Capture) -> None:
    schema = of(x=TEXT)
    answers_a_list = Overlay(modules={"opensearch": ModuleEntry(reply="json")})
    binding = made(wiki, answers_a_list, changes=schema, about=schema, act=schema, opensearch=schema, info=schema)

    bases = {name: model.bases[-1] for name, model in models(binding).items()}
    assert bases == {"AboutResult": "Result", "ActResult": "Result", "ChangesItem": "Item", "Page": "PageBase"}
    replies = {module.path: module.reply.file_name for module in binding.modules if module.reply}
    assert replies == {"act": "act", "query": "page", "query+changes": "query_changes", "query+about": "query_about"}


def test_without_schemas_there_are_no_models_and_requests_give_the_mapping_types(wiki: Capture) -> None:
    files = render(made(wiki))

    assert not [name for name in files if name.startswith("responses/")]
    assert "class Changes(Generator, ListRequest[Item]):" in files["requests/query_changes.py"]
    assert "class Pages(PagesRequest[Page]):" in files["requests/pages.py"]


def test_requests_and_methods_name_the_classes_of_their_results(wiki: Capture) -> None:
    files = render(made(wiki, changes=of(x=TEXT), info=of(y=TEXT), act=of(z=TEXT)))

    assert 'class Changes(Generator, ListRequest["ChangesItem"]):' in files["requests/query_changes.py"]
    assert 'class Pages(PagesRequest["Page"]):' in files["requests/pages.py"]
    assert "-> Listing[ChangesItem]:" in files["query.py"]
    assert "-> AsyncListing[Page]:" in files["async_query.py"]
    assert "-> ActResult:" in files["api.py"]
    assert '"ChangesItem": ".responses.query_changes",' in files["__init__.py"]


def test_fields_have_names_that_python_and_results_leave_free(wiki: Capture) -> None:
    wires = ("from", "items", "copy", "shape", "model_dump", "str", "datetime", "*", "1st", "mro", "state", "größe")
    model = models(made(wiki, act=of(**dict.fromkeys(wires, TEXT))))["ActResult"]

    names = ["from_", "items_", "copy_", "shape_", "model_dump_", "str_", "datetime_", "content", "p_1st", "mro_"]
    assert list(annotations(model)) == [*names, "state", "größe"]
    assert shape(model)["wires"]["p_1st"] == "1st"
    assert "state" not in shape(model)["wires"]


def test_a_page_keeps_its_own_attributes_free_too(wiki: Capture) -> None:
    page = models(made(wiki, info=of(state=TEXT, exists=TEXT, asked=TEXT)))["Page"]

    assert list(annotations(page)) == ["state_", "exists_", "asked_"]


def test_two_keys_of_one_name_are_told_apart(wiki: Capture) -> None:
    model = models(made(wiki, act=of(**{"a-b": TEXT, "a b": NUMBER, "a_b": TIME})))["ActResult"]

    assert annotations(model) == {"a_b": "str", "a_b_": "int", "a_b__": "datetime"}
    assert shape(model)["wires"] == {"a_b": "a-b", "a_b_": "a b", "a_b__": "a_b"}


def test_a_field_is_not_called_like_a_class_beside_it(wiki: Capture) -> None:
    model = models(made(wiki, act=of(ActResultX=TEXT, x=of(y=TEXT))))["ActResult"]

    assert annotations(model) == {"ActResultX_": "str", "x": "ActResultX"}


def test_a_key_of_enormous_length_and_one_that_is_no_text_are_left_out_and_told(wiki: Capture) -> None:
    binding = made(wiki, act=of(**{"x" * 500: TEXT, "y": TEXT, "\ud800": TEXT}))

    assert annotations(models(binding)["ActResult"]) == {"y": "str"}
    assert binding.diagnostics == (
        f"'act': ActResult: left out: {'x' * 100!r}: the key has over 100 characters",
        "'act': ActResult: left out: '\\ud800': the key is no text",
    )


def test_a_class_within_is_named_by_its_parent_and_one_of_several_as_one(wiki: Capture) -> None:
    inner = of(x=TEXT)
    schema = of(one=inner, entries=listed(inner), boxes=mapped(inner), news=listed(listed(inner)), address=inner)

    names = [name for name in models(made(wiki, changes=schema)) if name != "ChangesItem"]

    assert names == ["ChangesItemOne", "ChangesItemEntry", "ChangesItemBox", "ChangesItemNew", "ChangesItemAddress"]


def test_a_title_wins_and_where_it_is_taken_the_parent_is_named(wiki: Capture) -> None:
    inner = {**of(x=TEXT), "title": "thing"}
    request = {**of(x=TEXT), "title": "Changes"}

    names = list(models(made(wiki, act=of(a=inner, b=inner, c=request))))

    assert names == ["Thing", "ActResultB", "ActResultC", "ActResult"]


def test_a_deep_object_has_a_name_within_bounds(wiki: Capture) -> None:
    schema = of(leaf=TEXT)
    for _ in range(30):
        schema = of(something=schema)

    names = list(models(made(wiki, act=schema)))

    assert len(set(names)) == 31
    assert max(map(len, names)) <= naming.LONGEST


def test_what_modules_share_is_one_class_in_a_file_of_its_own(wiki: Capture) -> None:
    person = of(name=TEXT, parents=listed({"$ref": "#/$defs/Person"}), mode={**TEXT, "x-gate": ["prop=user"]})
    reference = {"$ref": "shared.json#/$defs/Person"}
    binding = made(wiki, changes=of(by=reference), act=of(by=listed(reference)), shared={"$defs": {"Person": person}})

    found = models(binding)
    assert annotations(found["Person"]) == {"name": "str", "parents": '"list[Person]"', "mode": "str"}
    assert annotations(found["ActResult"]) == {"by": '"list[Person]"'}
    assert shape(found["ChangesItem"])["classes"] == {"Person": ".shared_person"}
    assert "from .shared_person import Person" in render(binding)["responses/act.py"]
    facts = {module.path: module.facts for module in binding.modules}
    assert facts["query+changes"]["gates"] == "('prop=user',)"


def test_how_values_are_written_reaches_the_runtime(wiki: Capture) -> None:
    whole = {"$ref": "shared.json#/$defs/Thing", "x-whole": True}
    fields = {
        "seen": {**TIME, "x-none": ""},
        "label": {**TEXT, "x-none": False},
        "set": {"type": "boolean", "x-flag": True},
        "ids": listed({**NUMBER, "x-number-text": True}),
        "thing": whole,
    }
    facts = shape(models(made(wiki, act=of(**fields), shared={"$defs": {"Thing": of(a=TEXT)}}))["ActResult"])

    assert facts["nones"] == {"seen": "", "label": False}
    assert (facts["flags"], facts["numerals"], facts["whole"]) == (("set",), ("ids",), ("thing",))


def test_what_extends_a_shared_type_has_its_fields_and_those_of_its_own(wiki: Capture) -> None:
    thing = of(a={**TEXT, "x-gate": ["prop=a"]})
    binding = made(wiki, changes={**of(b=TEXT), "x-base": "Thing"}, shared={"$defs": {"Thing": thing}})

    item = models(binding)["ChangesItem"]
    assert item.bases == ("Thing", "Item")
    assert annotations(item) == {"b": "str"}
    assert item.shape == "Thing.shape.extended(module='query+changes')"
    assert "from .shared_thing import Thing" in render(binding)["responses/query_changes.py"]
    facts = {module.path: module.facts for module in binding.modules}
    assert facts["query+changes"]["gates"] == "('prop=a',)"


def test_kinds_are_classes_in_files_of_their_own_that_extend_one(wiki: Capture) -> None:
    types = {"Params": of(), "RedParams": {**of(a=TEXT), "x-base": "Params"}}
    field = {"$ref": "shared.json#/$defs/Params", "x-kinds": {"key": "type", "of": {"red": "RedParams"}}}
    binding = made(wiki, changes=of(type=TEXT, params=field), shared={"$defs": types})

    found = models(binding)
    assert annotations(found["ChangesItem"]) == {"type": "str", "params": '"Params"'}
    assert shape(found["ChangesItem"])["variants"] == {"params": ("type", {"red": "RedParams"})}
    assert shape(found["ChangesItem"])["classes"] == {"Params": ".shared_params", "RedParams": ".shared_redparams"}
    assert found["RedParams"].bases == ("Params",)
    assert "RedParams" not in render(binding)["responses/query_changes.py"].partition("class")[0]


def test_a_reference_to_nothing_is_any_json_and_told(wiki: Capture) -> None:
    binding = made(wiki, act=of(x={"$ref": "shared.json#/$defs/Nobody"}))

    assert annotations(models(binding)["ActResult"]) == {"x": "JsonValue"}
    assert binding.diagnostics == ("'act': 'x': nothing is at 'shared.json#/$defs/Nobody'",)


def test_gates_absences_and_their_defaults_reach_the_runtime(wiki: Capture) -> None:
    user = {**TEXT, "x-gate": ["prop=user", "slots&!deep"], "x-absent": "none"}
    schema = of(user=user, ids=mapped(NUMBER, **{"x-absent": "empty", "x-empty-list": True}))
    binding = made(wiki, changes=schema, act=of(x={**TEXT, "x-gate": ["mode=slow"]}))

    assert shape(models(binding)["ChangesItem"]) == {
        "module": "query+changes",
        "gates": {"user": ("prop=user", "slots&!deep")},
        "absent": {"user": "none", "ids": "empty list"},
    }
    facts = {module.path: module.facts for module in binding.modules}
    assert facts["query+changes"]["gates"] == "('deep', 'prop=user', 'slots')"
    assert facts["query+changes"]["defaults"] == "{'prop': ('a', 'b')}"
    assert facts["act"]["defaults"] == "{'mode': ('quick',)}"
    assert facts["act"]["reply_file"] == "'..responses.act'"
    assert "gates" not in facts["query+about"]


def test_rules_of_the_dictionary_view_are_seen_from_each_class(wiki: Capture) -> None:
    view = {"langlinks[].title": "content", "names.*.x": "plain", "names.*.deep.y": "listed"}
    overlay = Overlay(modules={"act": ModuleEntry(view=view)})
    deep = of(langlinks=listed(of(title=TEXT)), names=mapped(of(x=TEXT, deep=of(y=TEXT))))

    found = models(made(wiki, overlay, act=deep))

    assert shape(found["ActResult"])["view"] == dict(sorted(view.items()))
    assert shape(found["ActResultLanglink"])["view"] == {"title": "content"}
    assert shape(found["ActResultName"])["view"] == {"deep.y": "listed", "x": "plain"}
    assert shape(found["ActResultNameDeep"])["view"] == {"y": "listed"}


def test_a_page_has_its_own_fields_and_those_of_every_prop(wiki: Capture) -> None:
    base = of(pageid={**NUMBER, "x-absent": "none"}, index={**NUMBER, "x-gate": ["generator"]})
    info = of(
        touched={**TIME, "x-absent": "page"},
        url={**TEXT, "x-gate": ["prop=a&!from"]},
        rows=listed(of(x=TEXT), **{"x-absent": "empty page"}),
    )

    binding = made(wiki, query=base, info=info)

    page = models(binding)["Page"]
    assert shape(page) == {
        "module": "query",
        "gates": {
            "index": ("generator",),
            "touched": ("info",),
            "url": ("info:prop=a&info:!from",),
            "rows": ("info",),
        },
        "absent": {"pageid": "anywhere none", "index": "anywhere", "url": "anywhere", "rows": "empty"},
        "classes": {"PageRow": ".query_info"},
    }
    assert [file.file_name for file in binding.replies] == ["page", "query_info"]
    facts = {module.path: module.facts for module in binding.modules}
    assert facts["query"]["reply"] == "'Page'"
    assert facts["query"]["gates"] == "('generator',)"
    assert facts["query+info"]["gates"] == "('from', 'prop=a')"
    assert "reply" not in facts["query+info"]


def test_a_field_that_two_props_bring_has_both_gates(wiki: Capture) -> None:
    schema = {**TEXT, "x-gate": ["prop=a"]}
    page = models(made(wiki, query=of(title=TEXT), info=of(x=schema, title=TEXT), more=of(x=schema)))["Page"]

    assert shape(page)["gates"] == {"x": ("info:prop=a", "more:prop=a")}
    assert said(page) == {"title": "", "x": "Asked for with `Info(prop=['a'])` or `More(prop=['a'])`."}


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (TEXT, NUMBER, "str | int"),
        (NUMBER, {"type": "number"}, "float"),
        (TEXT, TIME, "str"),
        (TEXT, {"type": ["string", "null"]}, "str | None"),
        (listed(TEXT), listed(NUMBER), "list[str | int]"),
        (mapped(TEXT), mapped(NUMBER), "dict[str, str | int]"),
        (listed(TEXT), of(x=TEXT), "JsonValue"),
        (TEXT, {}, "JsonValue"),
    ],
)
def test_where_two_props_differ_the_page_has_the_wider_type_and_says_so(
    wiki: Capture, first: Json, second: Json, code: str
) -> None:
    page = models(made(wiki, info=of(x=first), more=of(x=second)))["Page"]

    assert annotations(page) == {"x": code}
    assert said(page)["x"].endswith("Its form depends on which of `info` and `more` brings it.")


def test_objects_of_two_props_are_one_class_with_the_fields_of_both(wiki: Capture) -> None:
    found = models(made(wiki, info=of(x=of(a=TEXT, b=TEXT)), more=of(x=of(b=NUMBER, c=TEXT))))

    assert annotations(found["Page"]) == {"x": '"PageX"'}
    assert annotations(found["PageX"]) == {"a": "str | None", "b": "str | int", "c": "str | None"}


def test_a_docstring_says_what_it_means_what_brings_it_and_what_its_absence_means(wiki: Capture) -> None:
    seen = {"x-versions": ["1.39", "1.43"]}
    schema = of(
        plain={**TEXT, **seen},
        user={**TEXT, "description": "Who did it", "x-gate": ["prop=user"], "x-absent": "none", **seen},
        userhidden={"type": "boolean", "x-gate": ["prop=user"], "x-absent": "false", **seen},
        tags=listed(TEXT, **{"x-gate": ["prop=a&prop=b", "slots&deep"], "x-absent": "empty", "x-versions": ["1.43"]}),
        until={"type": "string", "format": "x-expiry", "x-gate": ["slots&!deep"], **seen},
        many={**TEXT, "x-gate": [f"prop={letter}" for letter in "abcdefgh"], **seen},
    )

    assert said(models(made(wiki, changes=schema))["ChangesItem"]) == {
        "plain": "",
        "user": "Who did it. Asked for with `prop=['user']`. None if it is hidden: then `userhidden` is set.",
        "userhidden": "Asked for with `prop=['user']`.",
        "tags": "Asked for with `prop=['a', 'b']` or `slots=...` and `deep=True`. On MediaWiki 1.43 only.",
        "until": "Asked for with `slots=...` without `deep`. None if it never ends.",
        "many": "Asked for with `prop=['a']`, `prop=['b']`, `prop=['c']`, `prop=['d']` or 4 others.",
    }


def test_only_modules_with_the_path_and_the_class_of_a_stock_one_take_its_model(tmp_path: Path) -> None:
    wiki = loaded(
        tmp_path,
        module("query+allpages", classname="ApiQueryAllPages"),
        module("query+recentchanges", classname="MediaWiki\\Api\\ApiQueryRecentChanges"),
        module("query+search", classname="Vendor\\Search"),
        module("parse"),
    )

    assert {"query+allpages", "query+recentchanges"} == set(stock_schemas(wiki)) - {"shared"}


def test_no_field_hides_an_attribute_of_its_base() -> None:
    public = {name for name in (*dir(Result), *dir(type(Result))) if not name.startswith(("_", "model_"))}
    of_pages = {name for name in dir(Page) if not name.startswith(("_", "model_"))}

    assert public <= naming.RESULT_ATTRIBUTES
    assert of_pages - public == naming.PAGE_ATTRIBUTES


_MANIFEST = json.loads(Path(mwtyped.mediawiki.__file__).with_name("manifest.json").read_text())


def _stock_models() -> Iterator[type[Result]]:
    for name in mwtyped.mediawiki.__all__:
        found = getattr(mwtyped.mediawiki, name)
        if isinstance(found, type) and issubclass(found, Result):
            yield found


def test_every_annotation_of_the_stock_models_resolves() -> None:
    for model in _stock_models():
        for name in fields(model):
            assert annotation(model, name) is not None, f"{model.__name__}.{name}"
        assert set(model.shape.gates) | set(model.shape.absent) | set(model.shape.wires) <= set(fields(model))


def test_every_result_of_the_stock_binding_is_where_its_request_says() -> None:
    for path, entry in _MANIFEST["modules"].items():
        request = getattr(mwtyped.mediawiki, entry["class"])
        assert request.facts.reply == entry.get("reply", ""), path
        if request.facts.reply:
            assert request.result_model().__name__ == entry["reply"], path
            place = importlib.import_module(f"mwtyped.mediawiki.{entry['reply file'][:-3].replace('/', '.')}")
            assert request.result_model() is getattr(place, entry["reply"])


_RENDER = """
import hashlib, sys
from pathlib import Path
from mwtyped_codegen.build import build
from mwtyped_codegen.capture import load
from mwtyped_codegen.overlay import stock_overlay
from mwtyped_codegen.render import render
from mwtyped_codegen.reviewed import stock_schemas
wiki = load(Path(sys.argv[1]))
files = render(build(wiki, stock_overlay(), "wiki", stock_schemas(wiki)))
print(hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest())
"""


def test_another_hash_seed_gives_the_same_bytes() -> None:
    capture = ROOT / "schemas" / "captures" / "mediawiki-1.39.json"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _RENDER, str(capture)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "1")
    ]

    digests = {run.communicate()[0] for run in runs}
    assert all(run.returncode == 0 for run in runs)
    assert len(digests) == 1


def test_the_stock_binding_is_generated_in_seconds(stock: Capture, tmp_path: Path) -> None:
    begun = time.perf_counter()
    binding = generate(stock, stock_overlay(), "wiki", tmp_path)
    taken = time.perf_counter() - begun

    classes = [model for file in binding.replies for model in file.models]
    print(f"{taken:.1f} s for {len(classes)} classes, {sum(len(one.fields) for one in classes)} fields")  # noqa: T201
    assert len(classes) > 100


def _nasty_schema(depth: int = 2) -> Json:
    """Give an object whose keys, titles, gates and words are all nasty."""
    kinds: list[Json] = [TEXT, TIME, NUMBER, {}]
    if depth:
        inner = {**_nasty_schema(depth - 1)}
        kinds += [{**inner, "title": '"""'}, listed({**inner, "title": "Site"}), mapped(inner)]
    words = {"x-absent": "none", "description": "\n".join(NASTY[:40]), "x-versions": ["\n1"]}
    properties = {
        key: {**words, **kinds[number % len(kinds)], "x-gate": [f"prop={key}&!{key}", key]}
        for number, key in enumerate(NASTY if depth == 2 else NASTY[::6])
    }
    return of(**properties)


def _nasty_schemas() -> dict[str, Json]:
    reference = {"$ref": 'shared.json#/$defs/"""'}
    return {
        "query": _nasty_schema(1),
        "query+changes": _nasty_schema(),
        "query+info": _nasty_schema(1),
        "query+more": _nasty_schema(1),
        "query+about": of(x=reference, y={"$ref": "../../x"}),
        "act": of(**{text: of(**{text: TEXT}) for text in NASTY}),
        "shared": {"$defs": {'"""': {**_nasty_schema(1), "description": '"""\nimport os'}}},
    }


@pytest.fixture(scope="module")
def nasty(wiki: Capture, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nasty")
    generate(wiki, stock_overlay(), "wiki", folder, _nasty_schemas())
    return folder


_IMPORT = """
import warnings
warnings.simplefilter("error")
import wiki
from mwtyped.runtime import Result
from mwtyped.runtime.hints import annotation, complete, fields
count = 0
for name in wiki.__all__:
    one = getattr(wiki, name)
    if issubclass(one, Result):
        complete(one)
        for field in fields(one):
            annotation(one, field)
            count += 1
reply = {"act": {"items": {"items": "x"}, "from": 5}}
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    result = wiki.Act().parse(reply)
assert result.to_dict() == reply["act"], result.to_dict()
print(count)
"""


def test_nasty_replies_become_inert_python_that_imports(nasty: Path) -> None:
    for path in (nasty / "wiki").rglob("*.py"):
        assert_inert(path.read_text(encoding="utf-8"))

    done = subprocess.run([sys.executable, "-c", _IMPORT], cwd=nasty, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 500


@pytest.mark.parametrize(
    "command", [("mypy", "--strict", "--config-file=", f"--cache-dir={CACHE}"), ("pyright",)], ids=["mypy", "pyright"]
)
def test_nasty_replies_are_typed_strictly(nasty: Path, command: tuple[str, ...]) -> None:
    settings = {"strict": ["wiki"], "extraPaths": [str(ROOT / "src")], "venvPath": str(ROOT), "venv": ".venv"}
    (nasty / "pyrightconfig.json").write_text(json.dumps(settings))
    target = ("-p", ".") if command[0] == "pyright" else ("wiki",)

    done = subprocess.run(
        [sys.executable, "-m", *command, *target],
        cwd=nasty,
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[:3000]


_keys = st.one_of(st.sampled_from(NASTY), st.sampled_from(["a", "A", "a_", "from", "items", "int"]), st.text())
_plain: st.SearchStrategy[Json] = st.sampled_from([TEXT, TIME, NUMBER, {}, {"type": ["string", "null"]}])


def _objects(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    properties = st.dictionaries(_keys, inner, max_size=3)
    titled = st.builds(
        lambda inside, title: {"type": "object", "properties": inside, "title": title}, properties, _keys
    )
    return st.one_of(titled, inner.map(listed), inner.map(mapped))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(found=st.dictionaries(_keys, st.recursive(_plain, _objects, max_leaves=6), max_size=4))
def test_whatever_keys_a_reply_has_its_classes_have_names_of_their_own(
    wiki: Capture, found: Mapping[str, Json]
) -> None:
    binding = made(wiki, act=of(**found), info=of(**found), more=of(**found))

    names = [model.name for file in binding.replies for model in file.models]
    requests = {module.class_name for module in binding.modules}
    assert len(names) == len(set(names))
    assert not requests & set(names)
    for model in models(binding).values():
        wires = shape(model).get("wires", {})
        assert len({wires.get(field.name, field.name) for field in model.fields}) == len(model.fields)
