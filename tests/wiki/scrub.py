"""Take out of an observation what differs from run to run: times, hashes, tokens, ports, measurements."""

import re

from pydantic import JsonValue

__all__ = ["scrubbed"]

_RULES = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:0"),
    (re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "2001-01-01T00:00:00Z"),
    (re.compile(r"(?<!\d)20\d{12}(?!\d)"), "20010101000000"),
    (re.compile(r"\b\d\d:\d\d, \d{1,2} \w+ 20\d\d"), "00:00, 1 January 2001"),
    (re.compile(r"\b[0-9a-f]{16,}\b"), "0"),
    (re.compile(r"\b[0-9a-z]{10,14}\.[0-9a-z]+\.\d+\.(?=[a-z]+)"), "0."),  # a file of the stash
    (re.compile(r"\bphp[A-Za-z0-9]{6}\b"), "php"),  # a temporary file
    (re.compile(r'(?<=mw-echo-notification-footer">)[^|<]*'), ""),  # how long ago, in words
    (re.compile(r"<!-- \nNewPP limit report.*?-->|<!--\nTransclusion expansion time report.*?-->", re.DOTALL), ""),
)


def scrubbed(value: JsonValue) -> JsonValue:
    """Give a value with all that differs from run to run replaced, in the same form."""
    if isinstance(value, dict):
        return {_text(key): scrubbed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [scrubbed(inner) for inner in value]
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    for pattern, instead in _RULES:
        value = pattern.sub(instead, value)
    return value
