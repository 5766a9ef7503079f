"""Downloads: written once and in order, gone on with where the line broke, and never more than the file has."""

import asyncio
import hashlib
import io
import re
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import mwtyped
from mwtyped.runtime.downloads import Sink
from mwtyped.runtime.errors import HTTPStatusError, InvalidResponse, ParameterError
from mwtyped.runtime.flows import Answer, Flow, Send
from mwtyped.runtime.flows.download import download
from mwtyped.runtime.session import Context, Endpoint, Patience, Session
from tests.runtime.fake_wiki import AsyncWiki, Wiki
from tests.runtime.loopback import Seen, serving
from tests.runtime.test_transport import Dial, dial

__all__ = ["dial"]  # the fixture

FILE = bytes(range(256)) * 20_000
SHA1 = hashlib.sha1(FILE, usedforsecurity=False).hexdigest()

MIB = 1024 * 1024

Reply = tuple[int, dict[str, str], bytes]


def context(host: str, scheme: str = "http") -> Context:
    return Context(Session(Endpoint(scheme, host, "/w/", ".php"), patience=Patience(5, 0)))


def ran(flow: Flow[None], send: Callable[[Send], Answer]) -> None:
    """Run a flow that sends, waits and asks for the time, which stands still."""
    try:
        command: Any = next(flow)
        while True:
            if not isinstance(command, Send):
                command = flow.send(0.0)
                continue
            try:
                answer = send(command)
            except Exception as error:
                command = flow.throw(error)
            else:
                command = flow.send(answer)
    except StopIteration:
        return


def in_pieces(piece: int, *, ranges: bool = True) -> Callable[[Seen], Reply]:
    """Serve the file, and break each answer off after so many bytes."""

    def respond(seen: Seen) -> Reply:
        found = re.fullmatch(r"bytes=(\d+)-", seen.headers.get("range", ""))
        start = int(found[1]) if found and ranges else 0
        fields = {"content-length": str(len(FILE) - start)}
        if start:
            fields["content-range"] = f"bytes {start}-{len(FILE) - 1}/{len(FILE)}"
        return (206 if start else 200), fields, FILE[start : start + piece]

    return respond


def asked(seen: list[Seen]) -> list[str]:
    return [one.headers.get("range", "") for one in seen]


def test_a_line_that_breaks_is_gone_on_with_where_it_broke(dial: Dial) -> None:
    into = io.BytesIO()

    with serving(in_pieces(2_200_000)) as server:
        ran(download(context(server.host), "/w/images/x.png", Sink(into, len(FILE)), SHA1), dial().send)

    assert into.getvalue() == FILE
    assert asked(server.seen) == ["", f"bytes={2 * MIB}-", f"bytes={4 * MIB}-"]
    assert {one.headers["accept-encoding"] for one in server.seen} == {"identity"}


def test_a_server_that_begins_anew_is_listened_to_from_where_the_line_broke(dial: Dial) -> None:
    into, pieces = io.BytesIO(), iter([1_500_000, 3_000_000, len(FILE)])

    with serving(lambda seen: in_pieces(next(pieces), ranges=False)(seen)) as server:
        ran(download(context(server.host), "/w/images/x.png", Sink(into, len(FILE)), SHA1), dial().send)

    assert into.getvalue() == FILE
    assert len(server.seen) == 3


def test_another_host_gets_nothing_of_the_session(dial: Dial) -> None:
    with serving(in_pieces(len(FILE))) as server:
        url = f"http://{server.host}/x.png"
        ran(download(context("wiki.example.org"), url, Sink(io.BytesIO(), len(FILE)), SHA1), dial().send)

    assert "x-secret" not in server.seen[0].headers


def test_a_file_that_is_another_than_the_wiki_says_is_told_of(dial: Dial) -> None:
    with (
        serving(in_pieces(len(FILE))) as server,
        pytest.raises(InvalidResponse, match=f"has the SHA-1 {SHA1}, and the wiki says 0000"),
    ):
        ran(download(context(server.host), "/x.png", Sink(io.BytesIO(), len(FILE)), "0000"), dial().send)


def test_no_more_is_written_than_the_file_has(dial: Dial) -> None:
    into = io.BytesIO()

    with serving(in_pieces(len(FILE))) as server, pytest.raises(InvalidResponse, match="larger than the 1000 bytes"):
        ran(download(context(server.host), "/x.png", Sink(into, 1000), SHA1), dial().send)

    assert len(into.getvalue()) <= 1000


def test_a_missing_file_is_an_error_and_nothing_is_written(dial: Dial) -> None:
    into = io.BytesIO()

    with serving(lambda _: (404, {}, b"no such file")) as server, pytest.raises(HTTPStatusError, match="404"):
        ran(download(context(server.host), "/x.png", Sink(into, 10), SHA1), dial().send)

    assert into.getvalue() == b""


def test_an_answer_that_begins_behind_what_was_asked_for_is_refused(dial: Dial) -> None:
    gap = (206, {"content-range": "bytes 5-9/10"}, b"56789")

    with serving(lambda _: gap) as server, pytest.raises(InvalidResponse, match="begins behind"):
        ran(download(context(server.host), "/x.png", Sink(io.BytesIO(), 10), SHA1), dial().send)


def closed() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


NO_DESTINATIONS: list[tuple[Callable[[], Any], str]] = [
    (lambda: "x.png", r"not str; pass what open\(path, 'wb'\) gives"),
    (lambda: Path("x.png"), r"not \w+Path; pass what open"),
    (lambda: io.BytesIO, "not type; pass what open"),
    (closed, "is closed"),
    (io.StringIO, "is a text file; open it in mode 'wb'"),
    (partial(tempfile.NamedTemporaryFile, "w"), "is a text file; open it in mode 'wb'"),
    (partial(open, __file__, "rb"), "is not open for writing; open it in mode 'wb'"),
]


@pytest.mark.parametrize(("make", "problem"), NO_DESTINATIONS, ids=lambda one: one if isinstance(one, str) else "")
def test_a_destination_that_is_no_open_file_is_refused_before_anything_is_sent(
    make: Callable[[], Any], problem: str
) -> None:
    wiki, site = Wiki(), mwtyped.Site("wiki.example", do_init=False)
    site._transport = wiki
    async_wiki, async_site = AsyncWiki(), mwtyped.AsyncSite("wiki.example", do_init=False)
    async_site._transport = async_wiki

    with pytest.raises(ParameterError, match=f"download: destination: .*{problem}"):
        site.images["X.png"].download(make())
    with pytest.raises(ParameterError, match=f"download: destination: .*{problem}"):
        asyncio.run(async_site.images["X.png"].download(make()))

    assert (wiki.asked, async_wiki.asked) == ([], [])
