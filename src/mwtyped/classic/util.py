"""Small helpers that scripts for mwclient import from its `util`."""

import io
from collections.abc import Iterator
from time import strptime, struct_time
from typing import IO

from ..runtime.warn import warn

__all__ = ["handle_limit", "parse_timestamp", "read_in_chunks"]


def parse_timestamp(t: str | None) -> struct_time:
    """Read a time of the wiki (`2026-01-31T23:59:59Z`), in UTC; None gives all zeros."""
    if t is None or t == "0000-00-00T00:00:00Z":
        return struct_time((0,) * 9)
    return strptime(t, "%Y-%m-%dT%H:%M:%SZ")


def read_in_chunks(stream: IO[bytes], chunk_size: int) -> Iterator[io.BytesIO]:
    """Give what a stream holds in pieces of so many bytes."""
    while data := stream.read(chunk_size):
        yield io.BytesIO(data)


def handle_limit(limit: int | None, max_items: int | None, api_chunk_size: int | None) -> tuple[int | None, int | None]:
    """Give how many items are wanted in all, and how many of a request; `limit` is the old name of the second."""
    if limit:
        warn(DeprecationWarning("`limit` is how many items a request brings: say `api_chunk_size`, or `max_items`"))
        api_chunk_size = api_chunk_size or limit
    return max_items, api_chunk_size
