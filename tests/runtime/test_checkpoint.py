"""A listing goes on in another process where its checkpoint stands: nothing is left out."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from mwtyped import mediawiki as mw
from mwtyped.runtime import BaseSite, ListingRequest
from mwtyped.runtime.checkpoint import Mark, Progress, resumed
from mwtyped.runtime.errors import InvalidCheckpoint
from mwtyped.runtime.flows.walk import Place, Walk
from mwtyped.runtime.options import Options
from mwtyped.runtime.session import Context
from tests.runtime.binding import AllPages as OtherAllPages
from tests.runtime.fake_wiki import Wiki, pages_in_batches, pages_of, site
from tests.runtime.scripted import context, page

pytestmark = pytest.mark.filterwarnings("ignore::mwtyped.ResponseMismatch")  # its pages have no more than a title

ALL = [f"P{number}" for number in range(12)]
TITLES = [f"Page {number}" for number in range(170)]


def titles(items: Any) -> list[str]:
    return [item.title for item in items]


def stopped(wiki: Wiki, request: ListingRequest[Any], after: int, **arguments: Any) -> tuple[list[str], str]:
    """Read so many items, and give them and the checkpoint."""
    options = arguments.pop("options", Options())
    listing = site(wiki, options=options).iterate(request, **arguments)
    return titles(islice(listing, after)), listing.checkpoint


def again(wiki: Wiki, cls: type[ListingRequest[Any]], token: str, **arguments: Any) -> list[str]:
    return titles(site(wiki, **arguments).resume(cls, token))


def token(request: ListingRequest[Any], mark: Mark | None = None, within: Context | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Progress(Walk(within or context(), request), mark).token(request))
    return found


# Going on.


@pytest.mark.parametrize("options", [Options(), Options(read_ahead=True)])
@pytest.mark.parametrize("after", range(len(ALL) + 1))
def test_a_list_goes_on_after_the_item_that_was_given_last(after: int, options: Options) -> None:
    wiki = Wiki(pages_in_batches(4, 3))

    given, kept = stopped(wiki, mw.AllPages(prefix="x"), after, options=options)

    assert given == ALL[:after]
    later = Wiki(pages_in_batches(4, 3))
    assert again(later, mw.AllPages, kept) == ALL[after:]
    assert all(params["apprefix"] == "x" for params in later.asked)
    assert len(later.asked) == (4 - after // 3)


@pytest.mark.parametrize("options", [Options(), Options(parallel=4), Options(parallel=2, read_ahead=True)])
@pytest.mark.parametrize("after", [0, 1, 49, 50, 51, 120, 149, 150, 169, 170])
def test_a_selection_goes_on_in_the_middle_of_a_part(after: int, options: Options) -> None:
    wiki = Wiki(parallel=options.parallel)

    given, kept = stopped(wiki, mw.Pages(titles=TITLES), after, options=options)

    assert given == TITLES[:after]
    later = Wiki(parallel=3)
    assert again(later, mw.Pages, kept, options=Options(parallel=3)) == TITLES[after:]
    assert len(later.asked) == (0 if after == 170 else 4 - after // 50)


@pytest.mark.parametrize("options", [Options(), Options(parallel=4)])
@pytest.mark.parametrize("after", [0, 10, 50, 60, 119, 120])
def test_what_is_left_of_the_items_wanted_is_kept(after: int, options: Options) -> None:
    _, kept = stopped(Wiki(parallel=4), mw.Pages(titles=TITLES), after, options=options, max_items=120)

    assert again(Wiki(), mw.Pages, kept) == TITLES[after:120]


def test_pages_of_a_generator_go_on_at_its_cursor() -> None:
    def answers(params: Mapping[str, Any]) -> object:
        start = int(params.get("gapcontinue", 0))
        pages = [page(f"P{number}", number) for number in range(start, start + 3)]
        more = {"continue": {"gapcontinue": str(start + 3), "continue": "gapcontinue||"}} if start < 9 else {}
        return {"batchcomplete": True, **more, "query": {"pages": pages}}

    request = mw.Pages(generator=mw.AllPages(prefix="P"), props=[mw.Info(prop=["url"])], redirects=True)
    _, kept = stopped(Wiki(answers), request, 7)
    later = Wiki(answers)

    assert again(later, mw.Pages, kept) == ALL[7:]
    assert later.asked[0]["gapcontinue"] == "6"
    assert {key: later.asked[0][key] for key in ("gapprefix", "inprop", "prop", "redirects")} == {
        "gapprefix": "P",
        "inprop": "url",
        "prop": "info",
        "redirects": "1",
    }


def test_a_batch_that_begins_otherwise_is_given_again() -> None:
    def changed(params: Mapping[str, Any]) -> object:
        reply: Any = pages_in_batches(4, 3)(params)
        rows = reply["query"]["allpages"]
        reply["query"]["allpages"] = [row for row in rows if row["title"] != "P3"]
        return reply

    _, kept = stopped(Wiki(pages_in_batches(4, 3)), mw.AllPages(), 5)

    listing = site(Wiki(changed)).resume(mw.AllPages, kept)
    assert titles(islice(listing, 1)) == ["P4"], "P4 comes twice, and none is left out"
    assert again(Wiki(changed), mw.AllPages, listing.checkpoint) == ALL[5:], "and then it is exact again"
    assert titles(listing) == ["P4", *ALL[5:]]


def test_an_item_that_changed_is_still_the_same() -> None:
    def edited(params: Mapping[str, Any]) -> object:
        reply = pages_of(params)
        for one in reply["query"]["pages"]:
            one |= {"touched": "2026-01-01T00:00:00Z", "lastrevid": 9, "length": 5}
        return reply

    _, kept = stopped(Wiki(), mw.Pages(titles=["A", "B", "C"], props=[mw.Info()]), 2)

    assert again(Wiki(edited), mw.Pages, kept) == ["C"]


def test_fewer_pages_a_request_leave_nothing_out() -> None:
    made = site(Wiki())
    made.context.session.rights = ["apihighlimits"]
    listing = made.iterate(mw.Pages(titles=TITLES))
    given = titles(islice(listing, 120))

    assert set(given) | set(again(Wiki(), mw.Pages, listing.checkpoint)) == set(TITLES)


def test_a_checkpoint_is_of_the_latest_iteration() -> None:
    listing = site(Wiki(pages_in_batches(4, 3))).iterate(mw.AllPages())
    before = listing.checkpoint
    list(islice(listing, 5))
    list(islice(listing, 2))

    assert again(Wiki(pages_in_batches(4, 3)), mw.AllPages, before) == ALL
    assert again(Wiki(pages_in_batches(4, 3)), mw.AllPages, listing.checkpoint) == ALL[2:]


def test_a_resumed_listing_has_a_checkpoint_too_and_a_first_item() -> None:
    _, kept = stopped(Wiki(pages_in_batches(4, 3)), mw.AllPages(), 4)
    listing = site(Wiki(pages_in_batches(4, 3))).resume(mw.AllPages, kept)

    assert listing.checkpoint == kept
    first = listing.first()
    assert first is not None
    assert first.title == "P4"
    assert titles(islice(listing, 3)) == ALL[4:7]
    assert again(Wiki(pages_in_batches(4, 3)), mw.AllPages, listing.checkpoint) == ALL[7:]
    assert titles(listing) == ALL[4:], "each iteration begins where it was resumed"


def test_each_checkpoint_reads_each_item_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from mwtyped.runtime import checkpoint

    seen = list[Any]()
    identity = checkpoint._identity  # pyright: ignore[reportPrivateUsage]

    def noted(item: Any) -> str:
        seen.append(item)
        return identity(item)

    monkeypatch.setattr(checkpoint, "_identity", noted)
    listing = site(Wiki()).iterate(mw.Pages(titles=TITLES[:50]))
    for _ in listing:
        assert listing.checkpoint

    assert len(seen) == 49


# The request.


REQUESTS: list[ListingRequest[Any]] = [
    mw.AllPages(),
    mw.AllPages(from_="ü|\ud800", namespace=0, prlevel=["sysop"], limit=5, dir="descending"),
    mw.RecentChanges(start=datetime(2026, 1, 31, 12, 0, 0, 5, UTC), namespace=[0, 1], prop=["title", "ids"]),
    mw.Search(search="x", extra={"srfoo": "1"}),
    mw.Pages(
        revids=[1, 2], redirects=True, props=[mw.Revisions(slots=["main"], contentformat={"main": "text/x-wiki"})]
    ),
    mw.Pages(generator=mw.Search(search="x"), props=[mw.Info(), mw.Links(namespace=[0])]),
    mw.Pages(titles=[]),
    mw.Users(users=["A", "B"]),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: str(request.facts.path))
def test_a_request_is_kept_whole(request_: ListingRequest[Any]) -> None:
    mark = Mark(Place(1, {"continue": "-||"}, 7), 3, "d")
    kept = Progress(Walk(context(), request_, place=mark.place), mark).token(request_)

    assert "\n" not in kept
    assert kept.isascii()
    assert resumed(type(request_), kept) == (request_, mark)
    assert repr(resumed(type(request_), kept)[0]) == repr(request_)


def test_a_secret_is_not_kept() -> None:
    with pytest.raises(InvalidCheckpoint, match=r"query\+allpages: extra holds a secret"):
        token(mw.AllPages(extra={"aptoken": "abc+\\"}))


# What is no checkpoint.


GOOD = token(mw.AllPages(prefix="x"))
PAGES = token(mw.Pages(generator=mw.AllPages(), props=[mw.Info()]))


def changed(good: dict[str, Any], **changes: Any) -> str:
    return json.dumps({**good, **changes})


def request_of(module: str, **fields: Any) -> dict[str, Any]:
    return {"module": module, "fields": fields}


@pytest.mark.parametrize(
    ("kept", "problem"),
    [
        ("", "this is no checkpoint"),
        ("null", "this is no checkpoint"),
        ("[" * 100_000, "this is no checkpoint"),
        ("{}", "this is no checkpoint"),
        (changed(GOOD, **{"mwtyped checkpoint": 2}), "of format 2, and this mwtyped reads format 1"),
        (changed(GOOD, binding=["mywiki", 2]), r"of the binding \['mywiki', 2\]"),
        (changed(GOOD, binding=["os", 2]), r"of the binding"),
        (
            changed(GOOD, request=request_of("query+search", search="x")),
            r"of 'query\+search', not of 'query\+allpages'",
        ),
        (changed(GOOD, request=request_of("query+allpages", nonsense=1)), "nonsense"),
        (changed(GOOD, request=request_of("query+allpages", prefix=5)), "prefix"),
        (changed(GOOD, request=request_of("query+allpages", prefix={"time": "now"})), "damaged"),
        (changed(GOOD, request=request_of("query+allpages", prefix={"time": "x", "y": 1})), "no value of a field"),
        (changed(GOOD, request=request_of("query+allpages", prefix={"py/object": "os.system"})), "no value of a field"),
        (changed(GOOD, request={"module": "query+allpages", "fields": {"__class__": "x"}}), "damaged"),
        (changed(GOOD, request={"module": "query+allpages", "fields": {"self": "x"}}), "damaged"),
        (changed(GOOD, request="x"), "damaged"),
        (changed(GOOD, request=request_of("query+allpages", extra={"mapping": [["action", "logout"]]})), "no query"),
        (changed(GOOD, cursor={"action": "logout"}), "'action' is nothing that its request goes on with"),
        (changed(GOOD, cursor={"apcontinue": 5}), "where a str was expected"),
        (changed(GOOD, cursor=[]), "where a dict was expected"),
        (changed(GOOD, start=-1), "where a count was expected"),
        (changed(GOOD, start=True), "where a int was expected"),
        (changed(GOOD, left="5"), "where a int was expected"),
        (changed(GOOD, digest=None), "where a str was expected"),
        (json.dumps({key: value for key, value in GOOD.items() if key != "cursor"}), "damaged: 'cursor'"),
    ],
)
def test_what_cannot_be_resumed_is_refused(kept: str, problem: str) -> None:
    with pytest.raises(InvalidCheckpoint, match=problem):
        resumed(mw.AllPages, kept)


@pytest.mark.parametrize(
    "generator",
    [
        request_of("os"),
        request_of("query+info"),
        request_of("edit", title="x"),
        request_of("../../evil"),
        request_of("query", titles=["x"]),
        {"mapping": []},
        "AllPages",
    ],
    ids=str,
)
def test_nothing_but_a_request_that_fits_is_made(generator: Any) -> None:
    kept = changed(PAGES, request=request_of("query", generator=generator))

    with pytest.raises(InvalidCheckpoint):
        resumed(mw.Pages, kept)


def test_a_request_of_another_binding_is_refused() -> None:
    kept = json.dumps(token(OtherAllPages()))

    with pytest.raises(InvalidCheckpoint, match="of the binding"):
        resumed(mw.AllPages, kept)


def test_a_message_shows_no_more_of_a_token_than_a_line() -> None:
    with pytest.raises(InvalidCheckpoint) as caught:
        resumed(mw.AllPages, changed(GOOD, cursor={"\x1b[31m" * 1000: "x"}))

    assert len(str(caught.value)) < 400
    assert "\x1b" not in str(caught.value)


def test_it_is_typed_by_the_class() -> None:
    made: BaseSite[Any] = site(Wiki())
    listing = made.resume(mw.AllPages, json.dumps(GOOD))
    first = listing.first()

    assert first is None or first.pageid
