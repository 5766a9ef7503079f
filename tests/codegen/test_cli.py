"""The command line, as a user and as a machine meet it."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import mwtyped.cli as cli
from mwtyped.runtime.errors import HTTPStatusError, ReadApiDenied

from .small_wiki import SMALL_WIKI
from .wikis import STOCK, module


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL_WIKI))
    return path


@pytest.fixture
def wiki(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, str]]:
    """A wiki that the command can reach; gives what it is asked."""
    asked: list[Mapping[str, str]] = []

    def call(params: Mapping[str, str]) -> Mapping[str, Any]:
        asked.append(params)
        if params["action"] == "query":
            return {"query": {"general": {"generator": "MediaWiki 1.43.0", "sitename": "Small"}}}
        return {"paraminfo": {"modules": SMALL_WIKI["modules"]}}

    monkeypatch.setattr(cli, "_caller", lambda url, account: call)
    return asked


def test_a_wiki_is_captured_with_its_texts(wiki: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["capture", "https://wiki.example/w/api.php", "-o", str(tmp_path / "c.json"), "--lang", "de"])

    assert code == 0
    said = capsys.readouterr()
    assert said.out.endswith("c.json: MediaWiki 1.43.0, 10 modules, 35 parameters\n")
    assert "modules: 10 of 10" in said.err
    captured = json.loads((tmp_path / "c.json").read_text())
    assert captured["language"] == "de"
    assert any("description" in one for one in captured["modules"])
    assert {params["uselang"] for params in wiki if "uselang" in params} == {"de"}


def test_facts_only_leaves_the_texts_out(wiki: list[Any], tmp_path: Path) -> None:
    cli.main(["capture", "https://wiki.example/w/api.php", "-o", str(tmp_path / "c.json"), "--facts-only"])

    assert "description" not in (tmp_path / "c.json").read_text()


def test_a_package_is_generated_straight_from_a_wiki(wiki: list[Any], tmp_path: Path) -> None:
    assert cli.main(["generate", "wiki.example", "--package", "small", "-o", str(tmp_path)]) == 0

    assert "hello" in (tmp_path / "small" / "api.py").read_text()


def test_a_package_is_generated_from_a_file_and_checked_against_it(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["generate", str(source), "--package", "small", "-o", str(tmp_path)]) == 0
    assert "9 modules; try: from small import Site" in capsys.readouterr().out
    package = str(tmp_path / "small")

    assert cli.main(["check", package, "--from", str(source)]) == 0
    (tmp_path / "small" / "api.py").open("a").write("\n# mine\n")
    assert cli.main(["check", package, "--from", str(source)]) == 1
    assert "api.py differs" in capsys.readouterr().err


def test_an_overlay_of_the_users_corrects_what_is_generated(source: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "mine.toml"
    overlay.write_text('[modules.rsd]\nclass_name = "Discovery"\n')

    cli.main(["generate", str(source), "--package", "small", "-o", str(tmp_path), "--overlay", str(overlay)])

    assert "class Discovery(" in (tmp_path / "small" / "requests" / "rsd.py").read_text()


def test_what_could_not_be_made_is_a_note_and_the_rest_is_generated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.json"
    odd = {"name": "odd", "path": "odd", "group": "odd"}
    path.write_text(json.dumps({**SMALL_WIKI, "modules": [*SMALL_WIKI["modules"], odd]}))

    assert cli.main(["generate", str(path), "--package", "small", "-o", str(tmp_path)]) == 0

    assert "note: 'odd': left out: its group 'odd' is none that mwtyped knows" in capsys.readouterr().err


def test_machines_get_one_object(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["generate", str(source), "--package", "small", "-o", str(tmp_path), "--json"])

    said = capsys.readouterr()
    facts = json.loads(said.out)
    assert facts.pop("diagnostics")[0].startswith("overlay: edit has no parameter ")
    assert facts == {"package": str(tmp_path / "small"), "wiki": "MediaWiki 1.43.0", "modules": 9}
    assert said.err == ""


def test_machines_get_errors_as_an_object_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["generate", str(tmp_path / "none.json"), "--package", "x", "-o", str(tmp_path), "--json"])

    assert code == 3
    assert json.loads(capsys.readouterr().out) == {"error": f"{tmp_path / 'none.json'}: no such file", "exit": 3}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", "nowhere"], 2, "mwtyped check DIR --from FILE"),
        (["generate", "{source}", "--package", "not a name", "-o", "{folder}"], 4, "is no name of a package"),
        (["generate", "{folder}/no.json", "--package", "x", "-o", "{folder}"], 3, "no such file"),
        (["generate", "{broken}", "--package", "x", "-o", "{folder}"], 3, "not a JSON file"),
        (["generate", "{source}", "--package", "x", "-o", "{folder}", "--overlay", "{broken}"], 2, "broken.json"),
    ],
)
def test_each_failure_has_its_exit_code_and_says_what_to_do(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    words = {"source": source, "folder": tmp_path, "broken": broken}

    assert cli.main([argument.format(**words) for argument in arguments]) == code

    assert said in capsys.readouterr().err


def test_a_wiki_that_does_not_answer_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["capture", "http://127.0.0.1:9/api.php", "-o", str(tmp_path / "c.json")])

    assert code == 3
    assert "http://127.0.0.1:9/api.php" in capsys.readouterr().err
    assert not (tmp_path / "c.json").exists()


def test_an_address_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["capture", "http://127.0.0.1:9/api.php", "-o", str(tmp_path / "c.json")])

    assert capsys.readouterr().err.count("127.0.0.1:9") == 1


def test_a_private_wiki_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(_: Mapping[str, str]) -> Any:
        raise ReadApiDenied("readapidenied", "You need read permission to use this module.")

    monkeypatch.setattr(cli, "_caller", lambda url, account: call)

    assert cli.main(["generate", "wiki.example", "--package", "x", "-o", str(tmp_path)]) == 3

    said = capsys.readouterr().err
    assert "You need read permission" in said
    assert "unless you give --user NAME" in said
    assert "save what api.php?action=paraminfo" in said


# A wiki on which something fails while its modules are called.


@pytest.fixture
def conformance(
    wiki: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Ask whether the stock binding fits the wiki, of which each module replies what it is told to."""

    def run(*options: str, **replies: Any) -> tuple[int, str, str]:
        def read(params: Mapping[str, str]) -> Any:
            name = params.get("prop") or params.get("list") or params.get("meta") or params["action"]
            reply = replies.get(name, {"query": {}})
            if isinstance(reply, BaseException):
                raise reply
            return reply

        monkeypatch.setattr(cli, "_reader", lambda url, account: read)
        code = cli.main(["conformance", "https://wiki.example/w/api.php", *options])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


BROKEN = HTTPStatusError(500, "https://wiki.example/w/api.php")
ODD = {"batchcomplete": True, "query": {"pages": ["x"]}}


def test_a_reply_that_is_none_of_the_api_is_a_finding(conformance: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = conformance(info=ODD)

    assert code == 1
    assert "query+info: mismatched: pages[]: 'x'" in out


def test_a_module_that_fails_does_not_end_the_check_of_others(conformance: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = conformance(info=ODD, allpages=BROKEN)

    assert code == 1
    assert "query+info: mismatched" in out
    assert "query+allpages: not tried: HTTP 500 from https://wiki.example/w/api.php" in out


def test_a_wiki_that_goes_away_shows_what_was_found_until_then(
    conformance: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mwtyped_codegen.inquiry._MOST_FAILING", 1)

    code, out, err = conformance(userinfo=BROKEN, siteinfo=BROKEN)

    assert code == 3
    assert "import: unknown: query" in out
    assert "not tried, for it ended before: query+allpages, query+info" in out
    assert err.endswith("mwtyped: HTTP 500 from https://wiki.example/w/api.php\n")


def test_an_interrupt_shows_what_was_found_until_then(conformance: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = conformance(userinfo=KeyboardInterrupt())

    assert code == 130
    assert "import: unknown: query" in out
    assert "not tried, for it ended before: query+allpages, query+info" in out
    assert err.endswith("mwtyped: interrupted\n")


def test_machines_get_what_was_found_and_what_ended_it_in_one_object(
    conformance: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, err = conformance("--json", userinfo=KeyboardInterrupt())

    facts = json.loads(out)
    assert (code, err) == (130, "")
    assert (facts["error"], facts["exit"]) == ("interrupted", 130)
    assert [finding["module"] for finding in facts["findings"]] == ["import"]


def test_a_package_is_generated_with_what_was_learned_before_the_wiki_went_away(
    wiki: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(params: Mapping[str, str]) -> Any:
        if params["action"] == "import":
            return {"import": {"a": 1}}
        raise BROKEN

    modules = [*SMALL_WIKI["modules"], *map(module, ("left", "right"))]
    monkeypatch.setattr("tests.codegen.test_cli.SMALL_WIKI", {**SMALL_WIKI, "modules": modules})
    monkeypatch.setattr("mwtyped_codegen.inquiry._MOST_FAILING", 1)
    monkeypatch.setattr(cli, "_reader", lambda url, account: read)

    assert cli.main(["generate", "https://wiki.example", "--package", "small", "-o", str(tmp_path), "--probe"]) == 0

    said = capsys.readouterr().err
    assert "probe: import: 2 calls, learned" in said
    assert "probe: left: 1 calls, nothing learned: HTTP 500 from https://wiki.example/w/api.php" in said
    assert "probe: given up, for the wiki does not reply; not called: right" in said
    assert (tmp_path / "small" / "responses" / "import_.py").exists()


def test_without_the_generator_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)

    assert cli.main(["generate", str(STOCK), "--package", "x", "-o", str(tmp_path)]) == 5

    assert "pip install 'mwtyped[codegen]'" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["capture"], ["generate"], ["check"]])
def test_help_shows_examples_and_exit_codes(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mwtyped.cli", *command, "--help"], capture_output=True, text=True, check=True
    )

    assert "  mwtyped " in done.stdout
    assert "exit codes: 0 done" in done.stdout


def test_help_loads_neither_the_generator_nor_pydantic() -> None:
    script = (
        "import sys, mwtyped.cli\n"
        "try: mwtyped.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'mwtyped_codegen', 'jinja2', 'rich', 'pydantic', 'httpx'} & set(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"


def test_ours_is_what_its_sources_give() -> None:
    assert cli.main(["check"]) == 0
