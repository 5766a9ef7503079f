"""What stands in for the extension OAuth, which Debian does not pack: it verifies, with another implementation than
ours, and passes on to the real wiki as the user whose tokens they are.
"""

import json
import secrets
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint  # type: ignore[import-untyped]  # it has no types

from ..runtime.loopback import Seen, serving
from ..wiki import Wiki
from .oracle import Oracle

__all__ = ["TOKENS", "Gateway", "guarding"]

TOKENS = {
    "consumer_token": "consumer-key-0123456789abcdef",
    "consumer_secret": "consumer & secret/ü",
    "access_token": "access-key-0123456789abcdef",
    "access_secret": "access=secret+%",
}
_FORM = "application/x-www-form-urlencoded"


class _Owner(RequestValidator):  # type: ignore[misc]
    """Knows one consumer and one access token, and every nonce that it saw. Its base says what each method is for."""

    def __init__(self) -> None:
        super().__init__()
        self.nonces: set[str] = set()
        self.replayed = False

    def check_client_key(self, client_key: str) -> bool:
        return True

    def check_nonce(self, nonce: str) -> bool:
        return len(nonce) >= 16

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        return client_key == TOKENS["consumer_token"] and request.resource_owner_key == TOKENS["access_token"]

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return TOKENS["consumer_secret"]

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        return TOKENS["access_secret"]

    def validate_timestamp_and_nonce(
        self, client_key: str, timestamp: str, nonce: str, *rest: Any, **more: Any
    ) -> bool:
        self.replayed = nonce in self.nonces
        self.nonces.add(nonce)
        return not self.replayed

    @property
    def enforce_ssl(self) -> bool:
        return False

    @property
    def dummy_client(self) -> str:
        return "nobody"


class _Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Gateway:
    """A wiki that knows OAuth.

    Attributes:
        bearers: the access tokens of OAuth 2 that are good now.
        refresh_tokens: those that are good once.
        verified: how many requests were a user's.
        refused: how many were refused.
    """

    client = ("client-0123456789abcdef", "client secret")

    def __init__(self, wiki: Wiki, name: str) -> None:
        self._wiki = wiki
        self._owner = _Owner()
        self._endpoint = SignatureOnlyEndpoint(self._owner)
        self._lock = threading.Lock()
        self._user, self._nobody = Oracle(wiki), Oracle(wiki)
        self._user.log_in(wiki.accounts[name])
        self.bearers = {"bearer-0123456789abcdef"}
        self.refresh_tokens = {"refresh-0123456789abcdef"}
        self.verified = self.refused = 0
        self.url = ""

    def close(self) -> None:
        self._user.close()
        self._nobody.close()

    def respond(self, seen: Seen) -> _Reply:
        with self._lock:
            if seen.target == "/w/rest.php/oauth2/access_token":
                return self._refreshed(seen)
            if "authorization" not in seen.headers:
                return self._passed_on(self._nobody, seen)
            if (problem := self._problem(seen)) is not None:
                self.refused += 1
                return _refusal(seen, problem)
            self.verified += 1
            return self._passed_on(self._user, seen)

    def _problem(self, seen: Seen) -> str | None:
        kind, _, rest = seen.headers["authorization"].partition(" ")
        if kind == "Bearer":
            return None if rest in self.bearers else "The resource owner or authorization server denied the request."
        headers = {"Authorization": seen.headers["authorization"], "Content-Type": seen.headers.get("content-type", "")}
        body = seen.body.decode() if headers["Content-Type"] == _FORM else None
        self._owner.replayed = False
        is_right, _ = self._endpoint.validate_request(self.url + seen.target, seen.method, body, headers)
        if is_right:
            return None
        return "Nonce already used" if self._owner.replayed else "Invalid signature"

    def _refreshed(self, seen: Seen) -> _Reply:
        form = dict(urllib.parse.parse_qsl(seen.body.decode()))
        is_ours = (form.get("client_id"), form.get("client_secret")) == self.client
        token = form.get("refresh_token", "")
        if "authorization" in seen.headers or not is_ours or token not in self.refresh_tokens:
            return _reply(400, {"error": "invalid_request", "hint": "Token has been revoked", "message": "Invalid."})
        self.refresh_tokens = {f"refresh-{secrets.token_hex(8)}"}
        self.bearers = {f"bearer-{secrets.token_hex(8)}"}
        given = {"access_token": min(self.bearers), "refresh_token": min(self.refresh_tokens)}
        return _reply(200, {"token_type": "Bearer", "expires_in": 14400, **given})

    def _passed_on(self, asker: Oracle, seen: Seen) -> _Reply:
        kind = {"Content-Type": seen.headers["content-type"]} if "content-type" in seen.headers else {}
        body = seen.body if seen.method == "POST" else None
        request = urllib.request.Request(self._wiki.url + seen.target, body, kind, method=seen.method)
        try:
            with asker.opener.open(request, timeout=60) as answer:
                status, headers, content = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, headers, content = error.code, error.headers, error.read()
        kept = ("content-type", "mediawiki-api-error")
        return _Reply(status, {name: headers[name] for name in kept if name in headers}, content)


def _refusal(seen: Seen, problem: str) -> _Reply:
    code, text = "mwoauth-invalid-authorization", f"The authorization headers in your request are not valid: {problem}"
    is_new = "errorformat" in seen.target + seen.body[:10_000].decode(errors="replace")
    plain, listed = (
        {"error": {"code": code, "info": text}},
        {"errors": [{"code": code, "text": text, "module": "main"}]},
    )
    form = "&".join((seen.target.partition("?")[2], seen.body.decode(errors="replace")))
    marks = urllib.parse.parse_qs(form).get("requestid", [])
    given_back = {"requestid": marks[0]} if marks else {}  # as in every refusal of a wiki
    reply = _reply(200, {**(listed if is_new else plain), **given_back})
    return reply._replace(headers={**reply.headers, "MediaWiki-API-Error": code})


def _reply(status: int, body: object) -> _Reply:
    return _Reply(status, {"content-type": "application/json"}, json.dumps(body).encode())


@contextmanager
def guarding(wiki: Wiki, name: str) -> Iterator[Gateway]:
    """Serve a wiki whose OAuth tokens are that user's."""
    gateway = Gateway(wiki, name)
    try:
        with serving(gateway.respond) as server:
            gateway.url = server.url
            yield gateway
    finally:
        gateway.close()
