"""Learning what the modules of an unseen extension answer, from a real wiki, without an effect on it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mwtyped.runtime import BaseSite
from mwtyped_codegen.capture import Capture, capture, load
from mwtyped_codegen.learn import Learned, learn
from mwtyped_codegen.overlay import stock_overlay
from mwtyped_codegen.trials import is_readable
from tests.wiki import Wiki, start

SHELF = Path(__file__).with_name("shelf") / "Shelf.php"
CAPTURES = Path(__file__).parents[2] / "schemas" / "captures"


def raw(site: BaseSite[Any], method: str, params: Mapping[str, str]) -> Any:
    rest = {name: value for name, value in params.items() if name != "action"}
    return site.raw_api(params["action"], method, **{"formatversion": "2", "errorformat": "plaintext", **rest})


def state(site: BaseSite[Any]) -> Any:
    """Give what any write would change."""
    lists = {"list": "logevents|recentchanges|allusers", "lelimit": "max", "rclimit": "max", "aulimit": "max"}
    return raw(site, "GET", {"action": "query", **lists, "auprop": "editcount|registration"})["query"]


USE = """
import sys
sys.path.insert(0, sys.argv[2])
import mwtyped
from shelved import Site

site = Site(sys.argv[1])
books = list(site.api.query.shelfbooks(prop=["title", "author", "lent"], max_items=30))
assert [book.title for book in books] == [f"Book {number}" for number in range(30)]
assert [book.author for book in books[:5]] == [None, "Author 1", "Author 2", None, "Author 4"]
assert (books[0].authorhidden, books[1].authorhidden) == (True, False)
assert (books[0].lent.until.year, books[1].lent.until) == (2026, None)
try:
    books[0].ratings
except mwtyped.NotRequested as error:
    assert 'prop=["ratings"]' in str(error)
else:
    raise AssertionError("nobody asked for the ratings")
existing, missing = site.api.query.shelf(titles=["API", "No such page at all"])
assert existing.shelf[0].name.startswith("Shelf of")
assert not hasattr(missing, "shelf")
assert site.api.query.shelfinfo().rooms == {"1": "Reading", "2": "Map"}
read = site.api.shelfread(page=3)
assert (read.page, read.content, read["content"]) == (3, "Once upon a time", "Once upon a time")
assert (read.note.content, read.note["*"], read["note"]) == ("Torn", "Torn", {"*": "Torn", "by": "A"})
assert site.api.shelfroom(room="attic").shelfroom["Emma"].year == 1815
assert [entry.who for entry in site.api.query.shelflog()] == ["A"]
assert [plan.shelfplan["R1"].width for plan in site.api.query.shelfplan()] == [3]
"""


class Shelved:
    """A wiki with the extension, what it says of itself, and what was learned from it."""

    def __init__(self, wiki: Wiki) -> None:
        site: BaseSite[Any] = BaseSite(wiki.url, do_init=False)
        stock = {module.path for module in load(CAPTURES / f"mediawiki-{wiki.version}.json").modules}
        self.described: Capture = capture(lambda params: raw(site, "POST", params), language="en")
        self.before = state(site)
        with wiki.recording() as calls:
            self.learned: Learned = learn(
                lambda params: raw(site, "GET", params), self.described, stock_overlay(), stock
            )
        self.calls = list(calls)
        self.after = state(site)


@pytest.fixture(scope="module", params=["1.43", "1.39"])
def shelved(request: pytest.FixtureRequest) -> Shelved:
    with start(request.param, settings=f"\nrequire_once '{SHELF}';\n") as wiki:
        return Shelved(wiki)


def properties(shelved: Shelved, path: str) -> Mapping[str, Any]:
    known: Mapping[str, Any] = shelved.learned.schemas[path]["properties"]
    return known


def test_each_module_that_only_reads_is_learned(shelved: Shelved) -> None:
    lists = {"query+shelf", "query+shelfbooks", "query+shelfinfo", "query+shelflog", "query+shelfplan"}
    assert set(shelved.learned.schemas) == {*lists, "shelfread", "shelfroom", "shelfrooms"}
    assert set(shelved.learned.silent) == {"query+shelfkey"}


def test_nothing_is_done_to_the_wiki(shelved: Shelved) -> None:
    assert shelved.before == shelved.after
    assert {call.method for call in shelved.calls} == {"GET"}
    assert shelved.learned.left_alone == ("shelfbuy", "shelfpeek", "shelfstamp")
    called = {call.params["action"] for call in shelved.calls}
    assert called == {"query", "shelfread", "shelfroom", "shelfrooms"}


def test_every_call_is_counted_and_says_how_far_the_wiki_may_lag(shelved: Shelved) -> None:
    about = ("allpages", "recentchanges")
    looked = [call for call in shelved.calls if call.params.get("list") in about]  # at what there is to ask about
    assert sum(shelved.learned.calls.values()) + len(looked) == len(shelved.calls)
    assert len(looked) < 10
    assert len(shelved.calls) < 40
    assert all(call.params.get("maxlag") for call in shelved.calls)


def test_what_brings_a_field_is_learned(shelved: Shelved) -> None:
    books = properties(shelved, "query+shelfbooks")

    assert {name: field.get("x-gate") for name, field in books.items()} == {
        "id": None,
        "title": ["prop=title"],
        "author": ["prop=author"],
        "authorhidden": ["prop=author"],
        "lent": ["prop=lent"],
        "tags": ["prop=tags"],
        "ratings": ["prop=ratings"],
    }


def test_what_an_absence_means_is_learned(shelved: Shelved) -> None:
    books = properties(shelved, "query+shelfbooks")
    absent = {name: field["x-absent"] for name, field in books.items() if "x-absent" in field}

    assert absent == {"author": "none", "authorhidden": "false", "tags": "empty", "ratings": "empty"}
    assert books["author"]["type"] == ["string", "null"]


def test_types_are_learned(shelved: Shelved) -> None:
    books = properties(shelved, "query+shelfbooks")
    info = properties(shelved, "query+shelfinfo")

    assert books["lent"]["properties"]["until"]["format"] == "x-expiry"
    assert books["ratings"]["additionalProperties"] == {"type": "integer"}
    assert info["opened"]["format"] == "date-time"
    assert info["rooms"]["additionalProperties"] == {"type": "string"}
    assert properties(shelved, "query+shelf")["shelf"]["x-absent"] == "empty page"


def test_what_one_module_answers_is_what_another_asks_for(shelved: Shelved) -> None:
    rooms = {call.params.get("room") for call in shelved.calls if call.params["action"] == "shelfroom"}

    assert rooms == {None, "attic", "cellar"}


def test_a_result_whose_keys_are_data_is_a_field(shelved: Shelved) -> None:
    room = properties(shelved, "shelfroom")

    assert shelved.learned.places["shelfroom"] == ("",)
    assert set(room) == {"shelfroom", "dusty"}
    assert room["shelfroom"]["additionalProperties"]["properties"]["year"]["x-gate"] == ["columns=year"]


def test_rows_are_found_where_they_stand(shelved: Shelved) -> None:
    assert shelved.learned.places["query+shelflog"] == ("query", "shelflog", "entries")
    assert set(properties(shelved, "query+shelflog")) == {"who", "when"}
    assert shelved.learned.places["query+shelfplan"] == ("query",)


def test_where_a_text_is_called_content_in_version_1_too_is_learned(shelved: Shelved) -> None:
    assert shelved.learned.views == {"shelfread": {"content": "plain"}}


def test_a_module_that_is_closed_to_nobody_is_left_in_peace(shelved: Shelved) -> None:
    assert shelved.learned.calls["query+shelfkey"] == 1
    assert "permission" in shelved.learned.silent["query+shelfkey"]


def test_nothing_that_does_more_than_read_is_ever_called() -> None:
    wiki = load(CAPTURES / "mediawiki-1.43.json")
    readable = {module.path for module in wiki.modules if is_readable(module, stock_overlay())}

    for module in wiki.modules:
        if module.mustbeposted or module.writerights or any(one.tokentype for one in module.parameters):
            assert module.path not in readable
    assert readable.isdisjoint({"login", "logout", "clientlogin", "edit", "purge", "query+tokens", "main", "query"})
    assert {"query+allpages", "query+info", "query+siteinfo", "parse"} <= readable


def test_one_command_makes_a_typed_package_of_an_unseen_extension(tmp_path: Path) -> None:
    def mwtyped(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), *sys.path))}
        return subprocess.run(
            [sys.executable, "-m", "mwtyped.cli", *arguments],
            capture_output=True, text=True, check=False, env=environment, timeout=300,
        )  # fmt: skip

    with start("1.43", settings=f"\nrequire_once '{SHELF}';\n") as wiki:
        made = mwtyped("generate", wiki.url, "--package", "shelved", "-o", str(tmp_path), "--probe")
        told = made.stderr.splitlines()
        captured = tmp_path / "wiki.json"
        mwtyped("capture", wiki.url, "-o", str(captured))
        checked = mwtyped("check", str(tmp_path / "shelved"), "--from", str(captured))
        used = subprocess.run([sys.executable, "-c", USE, wiki.url, str(tmp_path)], check=False, timeout=60)
        fits = mwtyped("conformance", wiki.url, "--package", "shelved", "--json")

    assert made.returncode == 0, made.stderr
    assert "probe: query+shelfbooks: 7 calls, learned" in told
    assert "probe: not called, for they do more than read: shelfbuy, shelfpeek, shelfstamp" in told
    assert checked.returncode == 0, checked.stderr
    assert used.returncode == 0
    shelf = [one for one in json.loads(fits.stdout)["findings"] if "shelf" in one["module"]]
    assert shelf == []


def test_a_file_cannot_be_probed(tmp_path: Path) -> None:
    file = str(CAPTURES / "mediawiki-1.43.json")
    command = [sys.executable, "-m", "mwtyped.cli", "generate", file, "--package", "x", "-o", str(tmp_path), "--probe"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 2
    assert "give its address" in done.stderr
