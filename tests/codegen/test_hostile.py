"""A wiki that means harm: valid, inert Python comes of it, or a clear refusal."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mwtyped_codegen import render as rendering
from mwtyped_codegen.build import build
from mwtyped_codegen.capture import CaptureError, load
from mwtyped_codegen.generate import GenerationError, generate
from mwtyped_codegen.overlay import stock_overlay
from mwtyped_codegen.render import render

from .inert import assert_inert
from .test_golden import CACHE
from .wikis import PAGES, STOCK, described, loaded, module, parameter

NASTY = (
    *('"', "'", '"""', "'''", "\\", '\\"""', "\n", "\r", "\x00", "\x1f", "\t", "\u2028", "\x85", "#", ";"),
    *("{{ cycler.__init__ }}", "{% raw %}", "{# #}", "${x}", "%(x)s", "{0.__class__}", "f'{exit()}'"),
    *("..", "/", "../../etc/passwd", "C:\\con", "~", "requests/../../x", "a.py"),
    *("__import__('os')._exit(9)", "x = 1\nimport os", ")]}", "Literal", "Facts(", "*", "|", "+", "query+x"),
    *("self", "None", "class", "match", "_", "__class__", "__init__", "mro", "model_config", "model_x", "facts"),
    *("str", "int", "bool", "datetime", "extra", "max_items", "props", "titles", "Edit", "Pages", "Any", "Site"),
    *("\ud800", "\udfff", "\u202e", "\u2066", "\u200b", "\ufeff", "ﬁ", "ℌ", "K", "İ", "ß", "ａ", "𝐱", "日本", "é"),
    *("", " ", "-", "0", "1e9", "-0", "x" * 5_000, "aux", "NUL"),
)

_text = st.one_of(st.sampled_from(NASTY), st.lists(st.sampled_from(NASTY), max_size=3).map("".join), st.text())
_plain = st.sampled_from(["a", "b", "from", "title", "limit", "continue", "edit", "query", "main", "pages"])
_names = st.one_of(_plain, _text)
_junk: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), _text, st.lists(_text, max_size=3)
)
_TYPES = ("string", "integer", "boolean", "limit", "namespace", "timestamp", "expiry", "upload", "password", "title")
_parameters = st.fixed_dictionaries(
    {"name": _names},
    optional={
        "type": st.one_of(st.sampled_from(_TYPES), st.lists(_text, max_size=20), _junk),
        "index": st.integers(0, 9),
        "description": _text,
        "required": st.booleans(),
        "multi": st.booleans(),
        "default": _junk,
        "deprecated": st.booleans(),
        "sensitive": st.booleans(),
        "tokentype": _text,
        "lowlimit": _junk,
        "min": _junk,
        "max": st.integers(),
        "allspecifier": _text,
        "submodules": st.dictionaries(_names, _names, max_size=2),
        "submoduleparamprefix": _text,
        "deprecatedvalues": st.lists(_junk, max_size=2),
        "info": st.lists(st.dictionaries(st.just("name"), _junk), max_size=2),
        "templatevars": st.dictionaries(_names, _names, max_size=2),
        "maxbytes": _junk,
        "unheard": _junk,
    },
)
_modules = st.builds(
    lambda path, facts: {"name": path.rpartition("+")[2], "path": path, **facts},
    st.one_of(_names, _names.map(lambda name: f"query+{name}")),
    st.fixed_dictionaries(
        {"group": st.sampled_from(["action", "list", "prop", "meta"])},
        optional={
            "prefix": _text,
            "classname": _text,
            "description": _text,
            "helpurls": st.lists(_text, max_size=2),
            "examples": st.lists(st.fixed_dictionaries({"query": _text}), max_size=1),
            "generator": st.booleans(),
            "mustbeposted": st.booleans(),
            "deprecated": _junk,
            "dynamicparameters": _junk,
            "parameters": st.lists(_parameters, max_size=4),
            "templatedparameters": st.lists(_parameters, max_size=2),
        },
    ),
)


@pytest.fixture(scope="module")
def unformatted() -> Any:
    """Leave the formatter out, which takes most of the time and would refuse what is no Python."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "formatted", dict[str, str])
        yield


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(modules=st.lists(_modules, max_size=4), generator=_text, sitename=_text)
def test_whatever_a_wiki_says_becomes_inert_python(
    unformatted: None, tmp_path_factory: pytest.TempPathFactory, modules: list[Any], generator: str, sitename: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "hostile.json"
    path.write_text(json.dumps(described(PAGES, *modules, generator=generator, sitename=sitename)), encoding="utf-8")

    files = render(build(load(path), stock_overlay(), "wiki"))

    for name, text in files.items():
        assert not {"..", ""} & set(name.split("/"))
        assert name.isascii()
        assert name.isprintable()
        if name.endswith(".py"):
            assert_inert(text)
    json.loads(files["manifest.json"])


def _nasty_modules() -> list[dict[str, Any]]:
    values = [f"{text}{number}" for number, text in enumerate(NASTY) if len(text) < 100]
    common = [
        parameter("kind", type=values, multi=True, default="|".join(values), description=" ".join(NASTY)),
        parameter("one", type=values, deprecatedvalues=values[:3], allspecifier='"'),
        *(parameter(text, description=text) for text in NASTY),
    ]
    helped = {"description": "\n".join(NASTY), "helpurls": list(NASTY), "classname": '\\"""\nApiX'}
    return [
        PAGES,
        module("main", *common, **helped),
        module("query+all", *common, generator=True, prefix='"\n', **helped),
        module("query+prop", *common, group="prop", **helped),
        *(module(text, *common[:2], **helped) for text in NASTY if text),
        *(module(f"query+{text}", *common[:2], **helped) for text in NASTY),
    ]


_IMPORT = """
import importlib, pkgutil, sys
import pydantic, mwtyped.runtime, mwtyped.classic, datetime, typing, collections.abc, unicodedata
from mwtyped.runtime import Facts, File, Listing, AsyncListing, RawApi, AsyncRawApi, Namespace, AsyncNamespace
from mwtyped.classic import ClassicSite, Page, Category, Image, AsyncClassicSite, AsyncPage, AsyncCategory, AsyncImage

wanted = ("exec", "open", "os.", "subprocess.", "socket.", "shutil.", "ctypes.", "tempfile.")
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(sys.argv[1]):
        return
    if event == "exec" or event.startswith("os.listdir") or event.startswith("os.scandir"):
        return
    if event.startswith(wanted):
        raise SystemExit(f"import did {event} {arguments}")

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
sys.addaudithook(watch)
package = importlib.import_module("wiki")
for name in package.__all__:
    getattr(package, name)
for one in pkgutil.walk_packages(package.__path__, "wiki."):
    importlib.import_module(one.name)
print(len(package.__all__))
"""


def test_all_nasty_texts_at_once_are_generated_and_importing_runs_nothing(tmp_path: Path) -> None:
    wiki = loaded(tmp_path, *_nasty_modules(), generator="MediaWiki 1\nimport os", sitename='"""')
    folder = tmp_path / "out"

    binding = generate(wiki, stock_overlay(), "wiki", folder)

    assert len(binding.modules) > len(NASTY)
    assert [path.name for path in tmp_path.iterdir() if path != folder] == ["capture.json"]
    assert [path.name for path in folder.iterdir()] == ["wiki"]
    for path in (folder / "wiki").rglob("*.py"):
        assert_inert(path.read_text(encoding="utf-8"))
    done = subprocess.run([sys.executable, "-c", _IMPORT, str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > len(NASTY)


def test_all_nasty_texts_at_once_are_typed_strictly(tmp_path: Path) -> None:
    generate(loaded(tmp_path, *_nasty_modules()), stock_overlay(), "wiki", tmp_path)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        f"--cache-dir={CACHE}",
        str(tmp_path / "wiki"),
    ]
    environment = {"MYPYPATH": str(STOCK.parents[2] / "src"), "PATH": "/usr/bin:/bin"}

    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_a_nasty_wiki_does_not_spoil_the_other_modules(tmp_path: Path) -> None:
    raw = json.loads(STOCK.read_text())
    known = {one["path"] for one in raw["modules"]}
    raw["modules"] += [one for one in _nasty_modules() if one["path"] not in known]
    path = tmp_path / "capture.json"
    path.write_text(json.dumps(raw))

    binding = build(load(path), stock_overlay(), "wiki")

    clean = {one.path: one for one in build(load(STOCK), stock_overlay(), "wiki").modules}
    nasty = {one.path: one for one in binding.modules}
    assert all(nasty[path].class_name == one.class_name for path, one in clean.items())


@pytest.mark.parametrize("count", [1_000, 60_000])
def test_a_huge_module_is_cut_or_refused_before_it_costs_anything(tmp_path: Path, count: int) -> None:
    huge = module("huge", *(parameter(f"p{number}") for number in range(count)))

    if count > 50_000:
        with pytest.raises(CaptureError, match="60,000 parameters, and 50,000 are the most"):
            loaded(tmp_path, huge)
        return
    binding = build(loaded(tmp_path, huge), stock_overlay(), "wiki")

    assert len(binding.modules[0].parameters) == 500
    assert len(binding.modules[0].owned) == 500


def test_a_huge_enumeration_is_text(tmp_path: Path) -> None:
    wiki = loaded(tmp_path, module("a", parameter("x", type=[f"v{number}" for number in range(3_000)])))

    binding = build(wiki, stock_overlay(), "wiki")

    assert binding.modules[0].parameters[0].passed == "str | None"
    assert binding.diagnostics == ("'a': 'x' lists 3000 values: taken for text",)


@pytest.mark.parametrize("package", ["", "a b", "../x", "class", "1st", "__main__", "_x", "größe", "a.b", "x\n", "/x"])
def test_what_is_no_name_of_a_package_is_refused(tmp_path: Path, package: str) -> None:
    wiki = loaded(tmp_path, module("a"))

    with pytest.raises(GenerationError, match="is no name of a package"):
        generate(wiki, stock_overlay(), package, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_folder_that_was_not_generated_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "precious.py").write_text("x = 1")

    with pytest.raises(GenerationError, match="was not generated: choose another --package, or move it away"):
        generate(loaded(tmp_path, module("a")), stock_overlay(), "mine", tmp_path)

    assert (tmp_path / "mine" / "precious.py").read_text() == "x = 1"


def test_a_folder_of_somebody_else_with_a_manifest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.json").write_text('{"name": "an extension for a browser"}')

    with pytest.raises(GenerationError, match="was not generated"):
        generate(loaded(tmp_path, module("a")), stock_overlay(), "mine", tmp_path)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(GenerationError, match="was not generated"):
        generate(loaded(tmp_path, module("a")), stock_overlay(), "mine", tmp_path)

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_old_package_stays_if_the_new_one_cannot_be_put_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiki = loaded(tmp_path, module("a"))
    generate(wiki, stock_overlay(), "mine", tmp_path)
    replace = Path.replace

    def broken(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError("no space left")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="no space left"):
        generate(wiki, stock_overlay(), "mine", tmp_path)

    assert (tmp_path / "mine" / "api.py").is_file()
