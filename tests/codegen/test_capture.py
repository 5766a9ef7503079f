"""Captures: what is kept of a wiki's description, what is dropped, and what is refused."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mwtyped_codegen import capture as captures
from mwtyped_codegen.capture import CaptureError, capture, load, save

from .wikis import STOCK, STOCK_139, described, loaded, module, parameter

VERSION_2: dict[str, Any] = {
    "name": "edit",
    "path": "edit",
    "group": "action",
    "prefix": "",
    "classname": "MediaWiki\\Api\\ApiEditPage",
    "licenselink": "http://wiki.example/License",
    "mustbeposted": True,
    "helpurls": ["https://www.mediawiki.org/wiki/API:Edit", "http://wiki.example/Help"],
    "description": "Create and edit pages.",
    "examples": [{"query": "action=edit&title=A", "description": "Edit A."}],
    "parameters": [
        {"index": 2, "name": "model", "type": ["b", "10", "9", "a"], "required": False, "limit": 50, "submodules": {}},
        {
            "index": 1,
            "name": "title",
            "type": "string",
            "required": True,
            "description": "Title of the page.",
            "info": [{"name": "singlepageonly", "text": "Only with one."}],
        },
    ],
    "templatedparameters": [],
}
VERSION_1: dict[str, Any] = {
    **VERSION_2,
    "mustbeposted": "",
    "parameters": [
        {"index": 2, "name": "model", "type": ["b", "10", "9", "a"], "limit": 50, "submodules": []},
        {**VERSION_2["parameters"][1], "required": ""},
    ],
}
MAIN = {"name": "main", "path": "main", "parameters": []}
GENERAL = {"generator": "MediaWiki 1.43.0", "sitename": "A wiki", "server": "//wiki.example"}


class Answers:
    """A wiki that answers from a table, in either format version."""

    def __init__(self, *modules: dict[str, Any]) -> None:
        self._modules = {module["path"]: module for module in modules}
        self.asked: list[Mapping[str, str]] = []

    def __call__(self, params: Mapping[str, str]) -> Mapping[str, Any]:
        self.asked.append(params)
        if params["action"] == "query":
            return {"query": {"general": GENERAL}}
        wanted = params["modules"].split("|")
        named = [path for path in self._modules if path != "main"] if wanted == ["**"] else wanted
        return {"paraminfo": {"modules": [self._modules[path] for path in named]}}


def test_facts_are_kept_and_sentences_dropped() -> None:
    edit = capture(Answers(VERSION_2, MAIN)).modules[0]

    assert edit.mustbeposted
    assert edit.description == ""
    assert [example.model_dump(exclude_defaults=True) for example in edit.examples] == [
        {"query": "action=edit&title=A"}
    ]
    assert [parameter.info for parameter in edit.parameters] == [[{"name": "singlepageonly"}], []]


def test_texts_are_kept_in_the_language_asked_for() -> None:
    wiki = Answers(VERSION_2, MAIN)

    captured = capture(wiki, language="de")

    assert captured.language == "de"
    assert captured.modules[0].description == "Create and edit pages."
    assert wiki.asked[-1]["uselang"] == "de"


def test_what_depends_on_host_account_and_order_is_gone() -> None:
    edit = capture(Answers(VERSION_2, MAIN)).modules[0]

    assert edit.helpurls == ["https://www.mediawiki.org/wiki/API:Edit"]
    assert not edit.model_extra
    assert [one.name for one in edit.parameters] == ["title", "model"]
    assert edit.parameters[1].type == ["9", "10", "a", "b"]
    assert not edit.parameters[1].model_extra


def test_deprecated_values_come_last(tmp_path: Path) -> None:
    wiki = loaded(tmp_path, module("a", parameter("x", type=["a", "b"], deprecatedvalues=["a"])))

    assert wiki.modules[0].parameters[0].type == ["b", "a"]


def test_both_format_versions_say_the_same() -> None:
    assert capture(Answers(VERSION_1, MAIN)) == capture(Answers(VERSION_2, MAIN))


def test_modules_are_asked_for_in_batches_that_any_account_may_have() -> None:
    wiki = Answers(MAIN, *({**MAIN, "name": f"m{n}", "path": f"m{n}"} for n in range(120)))
    seen: list[tuple[int, int]] = []

    captured = capture(wiki, progress=lambda _, done, total: seen.append((done, total)))

    assert len(captured.modules) == 121
    assert max(params.get("modules", "").count("|") for params in wiki.asked) == 49
    assert seen == [(0, 121), (50, 121), (100, 121), (121, 121)]


def test_a_capture_is_read_as_it_was_written(tmp_path: Path) -> None:
    strange = {**VERSION_2, "unheard": "of", "parameters": [{"name": "\ud800", "min": "x"}, {"name": "a", "new": [1]}]}
    captured = capture(Answers(strange, MAIN, {"path": "b", "name": 1, "parameters": 5}), language="en")

    save(captured, tmp_path / "capture.json")

    assert load(tmp_path / "capture.json") == captured


def test_an_unknown_fact_is_told_and_kept(tmp_path: Path) -> None:
    wiki = loaded(tmp_path, module("a", parameter("x", colour="red", min="no number"), shape={"n": 1}))

    assert wiki.diagnostics == (
        "'a': unknown fact 'shape'",
        "'a': 'x': unknown fact 'colour'",
        "'a': 'x': fact 'min' is not of its form",
    )
    kept = wiki.as_json()["modules"][0]
    assert kept["shape"] == {"n": 1}
    assert (kept["parameters"][0]["colour"], kept["parameters"][0]["min"]) == ("red", "no number")


def test_a_module_that_cannot_be_read_is_left_out_and_told_of(tmp_path: Path) -> None:
    wiki = loaded(tmp_path, module("a"), {"path": "b", "name": "b", "parameters": ["text"]}, module("c"))

    assert [one.path for one in wiki.modules] == ["a", "c"]
    assert list(wiki.unreadable) == ["b"]
    assert wiki.diagnostics[0].startswith("'b': left out: parameters.0: ")


def test_a_module_that_is_described_twice_is_told_of(tmp_path: Path) -> None:
    wiki = loaded(tmp_path, module("a", parameter("x")), module("a", parameter("y")))

    assert wiki.diagnostics == ("'a' is described twice",)


@pytest.mark.parametrize("modules", [VERSION_1, VERSION_2])
def test_a_saved_reply_is_as_good_as_a_capture(tmp_path: Path, modules: dict[str, Any]) -> None:
    path = tmp_path / "reply.json"
    path.write_text(json.dumps({"paraminfo": {"modules": [modules]}}), encoding="utf-8")

    edit = load(path).modules[0]

    assert edit == capture(Answers(VERSION_2, MAIN), language="en").modules[0]


def test_help_as_raw_messages_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "reply.json"
    raw = {**VERSION_2, "description": [{"key": "apihelp-edit", "params": []}]}
    path.write_text(json.dumps({"paraminfo": {"modules": [raw]}}), encoding="utf-8")

    assert load(path).diagnostics == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "not a JSON file"),
        ("<html>", "not a JSON file"),
        ("[1]", "neither a capture nor a reply"),
        ("{}", "neither a capture nor a paraminfo reply"),
        ('{"format": 99, "modules": []}', "of a newer mwtyped"),
        ('{"format": 1, "modules": []}', "no module can be read"),
        ('{"format": 1, "modules": [{"path": "a"}]}', "no module can be read; 'a': left out: name"),
        ('{"paraminfo": {"modules": []}}', "describes no module"),
        ('{"paraminfo": 1}', "describes no module"),
        ('{"error": {"code": "readapidenied"}}', "the wiki answers 'readapidenied'"),
        ('{"errors": [{"code": "readapidenied"}]}', "the wiki answers 'readapidenied'"),
        ("[" * 100_000, "not a JSON file"),
    ],
)
def test_what_is_no_description_is_refused_with_the_reason(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(CaptureError, match=problem):
        load(path)


def test_a_description_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captures, "MOST_PARAMETERS", 10)

    with pytest.raises(CaptureError, match="describes 11 parameters, and 10 are the most"):
        loaded(tmp_path, module("a", *(parameter(f"p{number}") for number in range(11))))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captures, "LARGEST", 10)
    (tmp_path / "capture.json").write_text(json.dumps(described(module("a"))))

    with pytest.raises(CaptureError, match="no wiki's description has"):
        load(tmp_path / "capture.json")


@pytest.mark.parametrize("path", [STOCK, STOCK_139])
def test_ours_are_as_they_would_be_written_and_say_nothing_in_sentences(path: Path, tmp_path: Path) -> None:
    captured = load(path)
    save(captured, tmp_path / "again.json")

    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()
    assert captured.diagnostics == ()
    assert captured.language == ""
    assert not any(one.description for one in captured.modules)
    assert not any(
        one.description or any("text" in entry for entry in one.info)
        for each in captured.modules
        for one in (*each.parameters, *each.templatedparameters)
    )
