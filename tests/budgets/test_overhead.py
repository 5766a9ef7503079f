"""What the runtime adds to a request, counted in Python functions that are entered, the libraries' too."""

from collections.abc import Callable

import httpx
import pytest

from mwtyped import Site
from mwtyped.mediawiki import UserInfo
from tests.budgets.test_rows import calls
from tests.runtime.loopback import Server, talking

BODY = b'{"batchcomplete": true, "query": {"userinfo": {"id": 2, "name": "Bot"}}}'
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY)
QUERY = "format=json&formatversion=2&errorformat=plaintext&action=query&meta=userinfo"

WAYS: dict[str, Callable[[Site], object]] = {
    "untyped": lambda site: site.get("query", meta="userinfo", formatversion=2, errorformat="plaintext"),
    "typed": lambda site: site.send(UserInfo()),
}


def warm(work: Callable[[], object]) -> int:
    """Count the calls of the second time; in the first a connection is made."""
    work()
    return calls(work)


def bare(server: Server) -> int:
    """Count the calls of the same request by httpx; not those that make its address, a third more."""
    address = httpx.URL(f"{server.url}/w/api.php?{QUERY}")
    with httpx.Client() as client:
        return warm(lambda: client.get(address).json())


@pytest.mark.parametrize("way", WAYS)
def test_a_request_enters_few_functions_more_than_by_the_bare_library(way: str) -> None:
    with talking(lambda _, write: write(ANSWER)) as server:
        theirs = bare(server)
        site = Site(server.url, do_init=False, max_lag=None)
        ours = warm(lambda: WAYS[way](site))
        site.close()

    assert ours <= 1.35 * theirs
