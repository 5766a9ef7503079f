"""Learning what the modules of an unseen extension answer, from a real wiki, without an effect on it."""

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
    return site.raw_api(params["action"], method, formatversion="2", errorformat="plaintext", **rest)


def state(site: BaseSite[Any]) -> Any:
    """Give what any write would change."""
    lists = {"list": "logevents|recentchanges|allusers", "lelimit": "max", "rclimit": "max", "aulimit": "max"}
    return raw(site, "GET", {"action": "query", **lists, "auprop": "editcount|registration"})["query"]


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
    assert set(shelved.learned.schemas) == {"query+shelf", "query+shelfbooks", "query+shelfinfo", "shelfread"}
    assert shelved.learned.silent == {}


def test_nothing_is_done_to_the_wiki(shelved: Shelved) -> None:
    assert shelved.before == shelved.after
    assert {call.method for call in shelved.calls} == {"GET"}
    assert shelved.learned.left_alone == ("shelfbuy", "shelfpeek", "shelfstamp")
    called = {call.params["action"] for call in shelved.calls}
    assert called == {"query", "shelfread"}


def test_every_call_is_counted_and_says_how_far_the_wiki_may_lag(shelved: Shelved) -> None:
    looked = 4  # at what there is to ask about
    assert sum(shelved.learned.calls.values()) + looked == len(shelved.calls)
    assert len(shelved.calls) < 20
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

    assert absent == {"author": "none", "authorhidden": "false", "tags": "empty"}
    assert books["author"]["type"] == ["string", "null"]


def test_types_are_learned(shelved: Shelved) -> None:
    books = properties(shelved, "query+shelfbooks")
    info = properties(shelved, "query+shelfinfo")

    assert books["lent"]["properties"]["until"]["format"] == "x-expiry"
    assert books["ratings"]["additionalProperties"] == {"type": "integer"}
    assert info["opened"]["format"] == "date-time"
    assert info["rooms"]["additionalProperties"] == {"type": "string"}
    assert properties(shelved, "query+shelf")["shelf"]["x-absent"] == "page"


def test_nothing_that_does_more_than_read_is_ever_called() -> None:
    wiki = load(CAPTURES / "mediawiki-1.43.json")
    readable = {module.path for module in wiki.modules if is_readable(module, stock_overlay())}

    for module in wiki.modules:
        if module.mustbeposted or module.writerights or any(one.tokentype for one in module.parameters):
            assert module.path not in readable
    assert readable.isdisjoint({"login", "logout", "clientlogin", "edit", "purge", "query+tokens", "main", "query"})
    assert {"query+allpages", "query+info", "query+siteinfo", "parse"} <= readable
