"""What becomes of each kind of module and parameter."""

from pathlib import Path
from typing import Any

import pytest

from mwtyped_codegen.build import build
from mwtyped_codegen.ir import Binding, Module
from mwtyped_codegen.overlay import Overlay
from mwtyped_codegen.render import render

from .wikis import PAGES, loaded, module, parameter

MULTI = {"multi": True, "lowlimit": 50, "highlimit": 500}


def built(folder: Path, *modules: Any, overlay: str = "", **facts: Any) -> Binding:
    return build(loaded(folder, *modules, **facts), Overlay.read(overlay, "test"), "wiki")


def only(folder: Path, path: str, *parameters: dict[str, Any], overlay: str = "", **facts: Any) -> Module:
    return built(folder, module(path, *parameters, **facts), overlay=overlay).modules[0]


@pytest.mark.parametrize(
    ("facts", "stored", "passed"),
    [
        ({"type": "string"}, "str | None", "str | None"),
        ({"type": "string", "required": True}, "str", "str"),
        ({"type": "integer"}, "int | None", "int | None"),
        ({"type": "boolean"}, "bool | None", "bool | None"),
        ({"type": "timestamp"}, "Timestamp | None", "datetime | None"),
        ({"type": "expiry"}, "Timestamp | str | None", "datetime | str | None"),
        ({"type": "upload"}, "File | None", "Upload | None"),
        ({"type": "password"}, "Password | None", "str | None"),
        ({"type": "string", "sensitive": True}, "Password | None", "str | None"),
        ({"type": "namespace"}, "int | None", "int | None"),
        ({"type": "user", **MULTI}, "ManyNames[str] | None", "Iterable[str] | str | None"),
        ({"type": "string", **MULTI}, "Many[str] | None", "Iterable[str] | str | None"),
        (
            {"type": "namespace", **MULTI, "allspecifier": "*"},
            "ManyNames[int | Literal['*']] | None",
            "Iterable[int | Literal['*']] | int | Literal['*'] | None",
        ),
        ({"type": ["b", "a"]}, "Literal['a', 'b'] | None", "Literal['a', 'b'] | None"),
        (
            {"type": ["a"], **MULTI, "allspecifier": "*"},
            "ManyNames[Literal['a', '*']] | None",
            "Iterable[Literal['a', '*']] | Literal['a', '*'] | None",
        ),
        ({"type": []}, "str | None", "str | None"),
        ({"type": ["a"], "submodules": {"a": "query+a"}, "submoduleparamprefix": "g"}, *["Generator | None"] * 2),
        ({"type": "limit", "default": 10}, "int | Literal['max'] | None", "int | Literal['max'] | None"),
    ],
)
def test_each_type_reads_as_it_should(tmp_path: Path, facts: dict[str, Any], stored: str, passed: str) -> None:
    one = only(tmp_path, "act", parameter("x", **facts)).parameters[0]

    assert (one.stored, one.passed) == (stored, passed)


def test_an_unknown_type_is_text_and_told_of(tmp_path: Path) -> None:
    binding = built(tmp_path, module("act", parameter("x", type="colour")))

    assert binding.modules[0].parameters[0].stored == "str | None"
    assert binding.diagnostics == ("'act': 'x' is of an unknown type 'colour': taken for text",)


def test_values_that_are_numbers_become_text_and_are_told_of(tmp_path: Path) -> None:
    binding = built(tmp_path, module("act", parameter("x", type=[2, "a", 10])))

    assert binding.modules[0].parameters[0].passed == "Literal['2', '10', 'a'] | None"
    assert binding.diagnostics == ("'act': 'x' lists values that are not text",)


@pytest.mark.parametrize(
    ("group", "facts", "default"),
    [
        ("list", {"default": 10}, '"max"'),
        ("list", {}, '"max"'),
        ("prop", {"default": 10}, '"max"'),
        ("prop", {"default": 10, "info": [{"name": "singlepageonly"}]}, "None"),
        ("prop", {"default": 1}, "None"),
    ],
)
def test_a_limit_that_is_a_page_size_is_as_large_as_may_be(
    tmp_path: Path, group: str, facts: dict[str, Any], default: str
) -> None:
    one = only(tmp_path, "query+x", parameter("limit", type="limit", **facts), group=group).parameters[0]

    assert one.default == default


@pytest.mark.parametrize(
    ("path", "name", "facts", "reason"),
    [
        ("act", "token", {"tokentype": "csrf"}, "token"),
        ("act", "continue", {}, "cursor"),
        ("query+x", "continue", {}, "cursor"),
        ("query+x", "alertcontinue", {}, "cursor"),
        ("query+x", "offset", {"type": "integer"}, "cursor"),
        ("query", "rawcontinue", {"type": "boolean"}, "cursor"),
        ("query", "list", {"type": ["x"], **MULTI}, "selector"),
        ("query", "export", {"type": "boolean"}, "form of the reply"),
        ("main", "action", {}, "selector"),
        ("main", "format", {}, "form of the reply"),
        ("act", "format", {}, "form of the reply"),
    ],
)
def test_what_the_runtime_owns_is_no_field(
    tmp_path: Path, path: str, name: str, facts: dict[str, Any], reason: str
) -> None:
    one = only(tmp_path, path, parameter(name, **facts))

    assert one.owned == {name: reason}
    assert name not in {parameter.name for parameter in one.parameters}


@pytest.mark.parametrize(
    ("path", "name", "facts"),
    [
        ("clientlogin", "continue", {"type": "boolean"}),  # the next step of a login, not of a listing
        ("upload", "offset", {"type": "integer"}),
        ("query+watchlist", "token", {}),
        ("main", "maxlag", {"type": "integer"}),
    ],
)
def test_what_only_looks_like_the_runtimes_is_the_callers(
    tmp_path: Path, path: str, name: str, facts: dict[str, Any]
) -> None:
    one = only(tmp_path, path, parameter(name, **facts))

    assert one.owned == {}
    assert len(one.parameters) == 1


def test_a_format_that_has_the_modules_prefix_is_the_callers(tmp_path: Path) -> None:
    assert only(tmp_path, "act", parameter("format"), prefix="ac").owned == {}


def test_facts_tell_the_wire_what_differs_from_the_rules(tmp_path: Path) -> None:
    one = only(
        tmp_path,
        "query+x",
        parameter("from"),
        parameter("continue"),
        parameter("ids", type="integer", **{**MULTI, "highlimit": 50}, required=True),
        prefix="xx",
        mustbeposted=True,
        writerights=True,
        overlay='[modules."query+x"]\nexclusive = [["from", "ids"]]\nresult = ["x"]',
    )

    assert one.facts == {
        "path": "'query+x'",
        "prefix": "'xx'",
        "names": "{'from_': 'from'}",
        "limits": "{'ids': (50, 50)}",
        "posted": "True",
        "writes": "True",
        "cursors": "('continue',)",
        "exclusive": "(('from_', 'ids'),)",
        "nonempty": "('ids',)",
        "result": "('x',)",
    }
    assert one.parameters[0].notes == ("Not together with `ids`.",)


def test_a_group_of_which_a_wiki_has_one_excludes_nothing(tmp_path: Path) -> None:
    one = only(tmp_path, "act", parameter("title"), overlay='[modules.act]\nexclusive = [["title", "pageid"]]')

    assert "exclusive" not in one.facts


def test_a_template_stands_beside_its_plain_parameter_as_one_field(tmp_path: Path) -> None:
    one = only(
        tmp_path,
        "act",
        parameter("slots", **MULTI),
        parameter("text", index=9, deprecated=True),
        templatedparameters=[
            parameter("text-{slot}", index=2, templatevars={"slot": "slots"}),
            parameter("only-{slot}", index=3, templatevars={"slot": "slots"}),
        ],
    )

    assert {parameter.name: parameter.passed for parameter in one.parameters} == {
        "slots": "Iterable[str] | str | None",
        "only": "Mapping[str, str] | None",
        "text": "str | Mapping[str, str] | None",
    }
    assert one.facts["templates"] == (
        "{'only': Template('only-{slot}', {'slot': 'slots'}), 'text': Template('text-{slot}', {'slot': 'slots'})}"
    )
    assert one.parameters[-1].notes[-1] == "Without a mapping it is deprecated."


def test_names_that_meet_leave_the_later_one_out_and_tell_both(tmp_path: Path) -> None:
    binding = built(
        tmp_path, module("act", parameter("wl-show"), parameter("wl_show"), parameter("ﬁx"), parameter("fix"))
    )

    one = binding.modules[0]
    assert [parameter.name for parameter in one.parameters] == ["wl_show", "fix"]
    assert one.owned == {
        "wl_show": "'wl-show' would be named 'wl_show' too: reachable through `extra`",
        "fix": "'ﬁx' would be named 'fix' too: reachable through `extra`",
    }
    assert len(binding.diagnostics) == 2


def test_a_query_module_gives_way_to_an_action_of_its_name(tmp_path: Path) -> None:
    binding = built(tmp_path, module("blocks"), module("query+blocks"), PAGES)

    assert [one.class_name for one in binding.modules] == ["Blocks", "Pages", "QueryBlocks"]
    assert binding.diagnostics == ("'query+blocks': its class is QueryBlocks, for Blocks is that of 'blocks'",)


def test_nothing_takes_the_names_of_query_and_main(tmp_path: Path) -> None:
    binding = built(tmp_path, module("main"), PAGES, module("pages"), module("query+pages"), module("query+query"))

    assert [(one.path, one.class_name, one.file_name, one.method_name) for one in binding.modules] == [
        ("main", "Main", "main", "main"),
        ("pages", "PagesRequest", "pages_", "pages"),
        ("query", "Pages", "pages", "pages"),
        ("query+pages", "QueryPagesRequest", "query_pages", "pages_"),
        ("query+query", "QueryRequest", "query_query", "query"),
    ]


def test_modules_that_would_be_one_are_told_of_and_the_rest_is_made(tmp_path: Path) -> None:
    binding = built(tmp_path, module("a-b"), module("a_b"), module("c"))

    assert [one.path for one in binding.modules] == ["a-b", "c"]
    assert binding.skipped == {"a_b": "its class would be named 'AB', and so is that of 'a-b'"}


@pytest.mark.parametrize(
    ("path", "facts", "why"),
    [
        ("x", {"group": "weird"}, "its group 'weird' is none that mwtyped knows"),
        ("x", {"group": "format"}, "a format: the runtime reads JSON"),
        ("flow+edit", {"group": "action"}, "its group 'action' is none that mwtyped knows"),
        ("a\nb", {}, "its name is no text"),
    ],
)
def test_a_module_that_cannot_be_made_is_named_with_the_reason(
    tmp_path: Path, path: str, facts: dict[str, Any], why: str
) -> None:
    binding = built(tmp_path, module("good"), module(path, **facts))

    assert binding.skipped == {path: why}
    assert [one.path for one in binding.modules] == ["good"]


def test_a_long_enumeration_gets_a_name_that_no_class_has(tmp_path: Path) -> None:
    values = [f"value {number}" for number in range(20)]
    binding = built(tmp_path, module("act", parameter("kind", type=values)), module("actkind"), module("actkind2"))

    assert list(binding.modules[0].aliases) == ["ActKind"]
    assert binding.modules[0].parameters[0].passed == "ActKind | None"

    php_class = {"classname": "ApiActKind"}
    clashing = built(tmp_path, module("act", parameter("kind", type=values)), module("actkind", **php_class))

    assert clashing.modules[0].aliases == {}


def test_notes_answer_what_a_hover_is_asked(tmp_path: Path) -> None:
    values = ["a", "b", "old"]
    one = only(
        tmp_path,
        "act",
        parameter("kind", type=values, deprecatedvalues=["old"], default="a|b", required=True, **MULTI),
        parameter("size", type="integer", min=1, max=500, highmax=5000, default=7),
        parameter("name", maxbytes=255, maxchars=100, deprecated=True, **MULTI),
        overlay='[names]\nname = { instead = "use `kind`." }',
    )

    assert [parameter.notes for parameter in one.parameters] == [
        ("Required.", "Values: 'a', 'b'.", "Deprecated values: 'old'.", "Default: ['a', 'b']."),
        ("Default: 7.", "From 1 to 500, bots 5000."),
        ("Deprecated: use `kind`.", "At most 50 values, bots 500.", "At most 255 bytes.", "At most 100 characters."),
    ]


def test_a_wiki_whose_query_takes_nothing_still_has_its_props(tmp_path: Path) -> None:
    binding = built(tmp_path, module("query"), module("query+info", group="prop"))

    code = render(binding)["query.py"]

    assert "Pages(props=[Info(extra=extra)])" in code
