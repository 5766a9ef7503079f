"""What is secret, in which forms it may be shown, and where it is looked for."""

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote

from ..faults.proxy import Proxy
from ..faults.wire import Answer, Request

__all__ = ["Found", "Recording", "Secrets", "search"]

_SHORTEST = 6
_PARAMS = re.compile(r"(token|password|retype|secret)$", re.IGNORECASE)
_IN_REPLY = re.compile(rb'"\w*token":\s*"((?:[^"\\]|\\.){16,})"')
_OPEN_COOKIES = re.compile(r"(UserName|UserID|PostEditRevision\d+|UseCDNCache|UseDC|cpPosIndex)$")


class Found(NamedTuple):
    """One place where a secret is."""

    secret: str
    file: str
    line: str


class Secrets:
    """All secrets of a run, by value, with what they are."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def add(self, name: str, *values: str) -> None:
        for value in values:
            if len(value) >= _SHORTEST and value != "deleted":  # which a cookie is that ends
                self.known.setdefault(value, name)

    def of_request(self, request: Request) -> None:
        """Note what a request has to prove who sends it."""
        for name, value in request.params.items():
            if _PARAMS.search(name):
                self.add(name, value)
        self.of_cookies(*request.header("cookie").split(";"))
        kind, _, shown = request.header("authorization").partition(" ")
        if kind == "Basic":
            self.add("gate", shown, base64.b64decode(shown).decode(errors="replace").partition(":")[2])
        elif kind == "Bearer":
            self.add("bearer", shown)
        elif kind == "OAuth":
            given = re.findall(r'(oauth_signature|oauth_token|oauth_consumer_key)="([^"]+)"', shown)
            self.add("OAuth", *(unquote(value) for _, value in given))

    def of_answer(self, answer: Answer) -> None:
        """Note the tokens and cookies that an answer brings."""
        self.of_cookies(*(value.partition(";")[0] for name, value in answer.headers if name.lower() == "set-cookie"))
        for token in _IN_REPLY.findall(answer.body):
            self.add("token of a reply", json.loads(f'"{token.decode()}"'))

    def of_cookies(self, *cookies: str) -> None:
        for name, _, value in (one.strip().partition("=") for one in cookies):
            if not _OPEN_COOKIES.search(name):
                self.add(f"cookie {name}", unquote(value), value)

    def forms(self) -> dict[str, str]:
        """Give each form in which a secret may stand in a text, and what it is."""
        return {form: name for value, name in self.known.items() for form in _forms(value)}


def _forms(text: str) -> set[str]:
    encoded = (text.encode(), text.encode("latin-1", "replace"))
    whole = {base64.b64encode(one).decode() for one in encoded} | {one.hex() for one in encoded}
    written = {repr(text)[1:-1], repr(text.encode())[2:-1], json.dumps(text)[1:-1]}
    written |= {one.replace("/", "\\/") for one in written}
    shown = {
        text,
        quote(text),
        quote(text, safe=""),
        quote_plus(text),
        html.escape(text),
        html.escape(text, quote=False),
    }
    return {form for form in whole | written | shown if len(form) >= _SHORTEST}


class Recording(Proxy):
    """A proxy that notes each secret that passes."""

    def __init__(self, upstream: str, secrets: Secrets) -> None:
        super().__init__(upstream)
        self._secrets = secrets
        self.choose_then: Callable[[Request], Callable[..., None] | None] | None = None
        self.choose = self._noted

    def _noted(self, request: Request) -> Callable[..., None] | None:
        self._secrets.of_request(request)
        return self.choose_then(request) if self.choose_then is not None else None

    def forward(self, request: Request) -> Answer:
        answer = super().forward(request)
        self._secrets.of_answer(answer)
        return answer


def search(secrets: Secrets, files: Iterable[Path]) -> tuple[list[Found], int]:
    """Look for all forms of all secrets in files; give what is found, and how many bytes were looked at."""
    forms = secrets.forms()
    found, searched = list[Found](), 0
    codes = {form for form in forms if re.fullmatch(r"\d{6}", form)}
    longer = [(form, form.encode()) for form in forms if form not in codes]
    for file in files:
        data = file.read_bytes()
        searched += len(data)
        unique = b"\n".join(dict.fromkeys(data.split(b"\n")))  # the same lines come again and again
        hits = [(form, unique.find(encoded)) for form, encoded in longer if encoded in unique]
        hits += list(_codes(codes, unique))
        found += [Found(forms[form], file.name, _line(unique, place, form)) for form, place in hits]
    return found, searched


def _codes(codes: set[str], data: bytes) -> Iterator[tuple[str, int]]:
    """Find one-time codes: six digits that are no part of a longer number."""
    for hit in re.finditer(rb"(?<![\w.])\d{6}(?![\w.]\d|\w)", data):
        if (code := hit[0].decode()) in codes:
            yield code, hit.start()


def _line(data: bytes, place: int, form: str) -> str:
    start, end = max(0, place - 150), place + len(form) + 50
    before = data.rfind(b"\n", 0, place) + 1
    return data[max(start, before) : end].decode(errors="replace")
