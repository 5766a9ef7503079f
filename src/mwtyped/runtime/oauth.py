"""What says of each request who sends it: OAuth, in place of a login; HTTP Basic, before one.

A wiki with the extension OAuth issues four texts to the owner of a bot (version 1.0a), or one (version 2).
"""

import base64
import hmac
import re
import secrets
import time
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable
from urllib.parse import parse_qsl, quote, urlsplit

from .errors import ParameterError
from .secret import Secret

__all__ = ["Authority", "Basic", "Gate", "OAuth1", "OAuth2", "OAuthRefresh", "authority", "gate_of"]

_DEFAULT_PORTS = {"http": 80, "https": 443}


@runtime_checkable
class Authority(Protocol):
    """What says of each request who sends it: an object of yours may, as the site's `httpauth`."""

    def header(self, method: str, url: str, form: str) -> str:
        """Give the header `Authorization`, which may sign the parameters in the URL's query and in `form`."""
        ...


class NameAndPassword(Protocol):
    """An object with a name and a password, as `requests.auth.HTTPBasicAuth` is."""

    @property
    def username(self) -> str | bytes: ...
    @property
    def password(self) -> str | bytes: ...


Gate = tuple[str | bytes, str | bytes] | list[str] | list[bytes] | NameAndPassword | Authority
"""Who one is to what stands before a wiki: a name and a password, or what gives the header."""


class OAuthRefresh:
    """How a new OAuth 2 access token is got when the old one expires.

    The wiki gives a new refresh token with it, and takes the old one no more: who does not keep the new one is out.

    Args:
        client_id: the consumer's, as the wiki showed it.
        client_secret: the same; None for a consumer that is not confidential.
        refresh_token: the newest.
        keep: called with the new access token and the new refresh token, before either is used.
    """

    __slots__ = ("client_id", "client_secret", "keep", "refresh_token")

    def __init__(
        self, client_id: str, client_secret: str | None, refresh_token: str, *, keep: Callable[[str, str], object]
    ) -> None:
        self.client_secret: Secret | None = None if client_secret is None else Secret(client_secret)
        self.refresh_token: Secret = Secret(refresh_token)
        self.client_id: str = client_id
        self.keep: Callable[[str, str], object] = keep

    def __repr__(self) -> str:
        return f"OAuthRefresh({self.client_id!r}, ...)"


class OAuth1:
    """Signs each request (version 1.0a, HMAC-SHA1) for the owner of a consumer."""

    refresh: OAuthRefresh | None = None

    def __init__(
        self,
        consumer_token: Secret,
        consumer_secret: Secret,
        access_token: Secret,
        access_secret: Secret,
        *,
        now: Callable[[], float] = time.time,
        nonce: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._tokens = {"oauth_consumer_key": consumer_token, "oauth_token": access_token}
        self._key = Secret(f"{_escaped(consumer_secret.reveal())}&{_escaped(access_secret.reveal())}")
        self._now, self._nonce = now, nonce

    def header(self, method: str, url: str, form: str) -> str:
        """Sign a request, whose URL or body holds a form; what is in parts (an upload) is not signed."""
        given = {
            **{name: token.reveal() for name, token in self._tokens.items()},
            "oauth_nonce": self._nonce(),
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(int(self._now())),
            "oauth_version": "1.0",
        }
        base = _base(method, url, [*given.items(), *parse_qsl(form, keep_blank_values=True)])
        digest = hmac.digest(self._key.reveal().encode(), base.encode(), "sha1")
        signed = {**given, "oauth_signature": base64.b64encode(digest).decode()}
        return "OAuth " + ", ".join(f'{name}="{_escaped(value)}"' for name, value in signed.items())


def _base(method: str, url: str, params: list[tuple[str, str]]) -> str:
    """Give what is signed: the method, the address and all parameters in their order (RFC 5849, 3.4.1)."""
    address = urlsplit(url)
    host, port = (address.hostname or "").lower(), address.port
    host = f"[{host}]" if ":" in host else host
    place = host if port in (None, _DEFAULT_PORTS.get(address.scheme)) else f"{host}:{port}"
    escaped = sorted(
        (_escaped(name), _escaped(value))
        for name, value in [*params, *parse_qsl(address.query, keep_blank_values=True)]
    )
    joined = "&".join(f"{name}={value}" for name, value in escaped)
    root = f"{address.scheme}://{place}{quote(address.path, safe='/%')}"
    return "&".join((method, _escaped(root), _escaped(joined)))


def _escaped(text: str) -> str:
    return quote(text, safe="")


class OAuth2:
    """Shows a token with each request (version 2), and gets a new one when it expires, where it may."""

    def __init__(self, access_token: Secret, refresh: OAuthRefresh | None = None) -> None:
        self._token = access_token
        self.refresh: OAuthRefresh | None = refresh

    def header(self, method: str, url: str, form: str) -> str:
        """Give the token, whatever the request."""
        return f"Bearer {self._token.reveal()}"

    def renew(self, access_token: Secret, refresh_token: Secret) -> None:
        """Go on with new tokens, once they are kept."""
        if self.refresh is not None:
            self.refresh.refresh_token = refresh_token
            self.refresh.keep(access_token.reveal(), refresh_token.reveal())
        self._token = access_token


class Basic:
    """Shows a name and a password that what stands before the wiki asks for (HTTP Basic).

    Bytes are sent as they are; text is sent in UTF-8.
    """

    def __init__(self, username: str | bytes, password: Secret | bytes) -> None:
        name = username if isinstance(username, bytes) else username.encode()
        if b":" in name:
            raise ValueError("a name for HTTP Basic holds no colon")
        word = password if isinstance(password, bytes) else password.reveal().encode()
        self._pair = Secret(base64.b64encode(b"%b:%b" % (name, word)).decode())

    def header(self, method: str, url: str, form: str) -> str:
        """Give the name and the password, whatever the request."""
        return f"Basic {self._pair.reveal()}"

    def __repr__(self) -> str:
        return "Basic(...)"


def gate_of(given: Any) -> Authority | ParameterError | None:
    """Read `httpauth`: a name and a password in any form of the reference's, or an object that gives the header.

    What it cannot be is given, not raised: who calls this forgets first what may be a password.
    """
    if given is None or isinstance(given, Authority):
        return given
    pair: Any = given
    if (type(given).__module__, type(given).__name__) == ("requests.auth", "HTTPBasicAuth"):
        pair = (given.username, given.password)
    if isinstance(pair, tuple | list) and len(pair) == 2 and all(isinstance(one, str | bytes) for one in pair):
        try:
            return Basic(pair[0], Secret(pair[1]) if isinstance(pair[1], str) else pair[1])
        except ValueError as error:
            return ParameterError("Site", "httpauth", str(error))
    kind = type(given)
    return ParameterError(
        "Site",
        "httpauth",
        f"takes a name and a password, or an object with a method header(method, url, form) that gives the header "
        f"Authorization, not a {kind.__module__}.{kind.__name__}",
    )


def authority(
    consumer_token: Secret | None,
    consumer_secret: Secret | None,
    access_token: Secret | None,
    access_secret: Secret | None,
    refresh: OAuthRefresh | None,
) -> OAuth1 | OAuth2 | None:
    """Make of the reference's four keywords what they mean; None if none is given.

    Raises:
        ValueError: there are others than all four, or the access token alone; that one cannot be sent.
    """
    match (consumer_token, consumer_secret, access_token, access_secret):
        case (None, None, None, None) if refresh is None:
            return None
        case (Secret() as key, Secret() as secret, Secret() as token, Secret() as token_secret) if refresh is None:
            return OAuth1(key, secret, token, token_secret)
        case (None, None, Secret() as token, None):
            if not re.fullmatch(r"[\x21-\x7e]+", token.reveal()):
                raise ValueError(
                    "the access token is empty or holds what no token does, perhaps a line break at its end"
                )
            return OAuth2(token, refresh)
    raise ValueError(
        "OAuth 1.0a takes consumer_token, consumer_secret, access_token and access_secret; "
        "OAuth 2 takes access_token alone, and Options(oauth_refresh=...) beside it if it expires"
    )
