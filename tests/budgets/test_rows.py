"""What a row costs, counted: nothing is stored that nobody asked for, and no Python of ours runs for it."""

import gc
import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from types import FrameType
from typing import Any

from mwtyped import Site
from mwtyped.runtime.flows import Answer, Send


class Wiki:
    """Answers each request with the next of some replies."""

    turn = nullcontext[None]

    def __init__(self, *replies: dict[str, Any]) -> None:
        self.sent: list[Send] = []
        self._replies = list(replies)

    def send(self, command: Send) -> Answer:
        self.sent.append(command)
        body = json.dumps(self._replies.pop(0)).encode()
        return Answer(200, command.url, {"content-type": "application/json"}, body)


def site(*replies: dict[str, Any]) -> tuple[Site, Wiki]:
    made, wiki = Site("localhost", do_init=False), Wiki(*replies)
    made._transport = wiki  # type: ignore[assignment]  # stands in for the network
    return made, wiki


def allpages(rows: int, start: int = 0, more: bool = False) -> dict[str, Any]:
    found = [{"pageid": number, "ns": 0, "title": f"Page {number}"} for number in range(start, start + rows)]
    cursor = {"continue": {"apcontinue": f"Page_{start + rows}", "continue": "-||"}} if more else {}
    return {"batchcomplete": True, **cursor, "query": {"allpages": found}}


def calls(work: Callable[[], object]) -> int:
    """Count the Python functions that are entered, those of others too."""
    count = 0

    def entered(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    gc.disable()  # others have it call functions of theirs
    sys.setprofile(entered)
    try:
        work()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


def read(rows: int) -> int:
    """Count the calls of reading a list of so many rows, each with its fields."""
    made, _ = site(allpages(rows), allpages(rows))
    listing = made.api.query.allpages()
    list(listing)

    def work() -> None:
        for item in listing:
            _ = item.pageid, item.ns, item.title

    return calls(work)


def test_the_calls_of_a_list_do_not_grow_with_its_rows() -> None:
    read(5)  # what is built once, at the first use

    assert read(500) == read(5)


def test_a_list_takes_as_many_requests_as_batches() -> None:
    made, wiki = site(allpages(500, more=True), allpages(500, 500, more=True), allpages(3, 1000))

    assert sum(1 for _ in made.api.query.allpages()) == 1003
    assert len(wiki.sent) == 3


def test_texts_take_a_request_for_fifty_pages() -> None:
    titles = [f"Page {number}" for number in range(120)]
    pages = [{"pageid": number + 1, "ns": 0, "title": title, "revisions": []} for number, title in enumerate(titles)]
    batches = [pages[:50], pages[50:100], pages[100:]]
    made, wiki = site(*({"batchcomplete": True, "query": {"pages": batch}} for batch in batches))

    found = made.api.query.revisions(titles=titles, prop=["content"], slots=["main"])

    assert [page.title for page in found] == titles
    assert len(wiki.sent) == 3


def test_fields_that_nobody_asked_for_are_not_stored() -> None:
    row = {"type": "edit", "title": "A", "ns": 0}
    made, _ = site({"batchcomplete": True, "query": {"recentchanges": [row]}})

    change = next(iter(made.api.query.recentchanges(prop=["title"])))

    assert (change.title, change.type) == ("A", "edit")
    assert vars(change).keys().isdisjoint({"user", "comment", "timestamp", "rcid", "oldlen", "tags"})
