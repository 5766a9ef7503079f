"""Small helpers, under the name of mwclient's module of them."""

from .classic.util import handle_limit, parse_timestamp, read_in_chunks

__all__ = ["handle_limit", "parse_timestamp", "read_in_chunks"]
