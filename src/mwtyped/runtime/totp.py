"""One-time codes, as an authenticator app shows them."""

import base64
import hmac
import time
from collections.abc import Callable

from .session import Secret

__all__ = ["TOTP"]

_PERIOD = 30


class TOTP:
    """The one-time codes of a secret (RFC 6238: SHA-1, six digits, a new one each 30 seconds).

    A code is good for one login. Asked again within its time, this gives the next one, which wikis take too.

    Args:
        secret: in base 32, as the wiki shows it when the second factor is enabled.

    Raises:
        ValueError: `secret` is not base 32.
    """

    __slots__ = ("_last", "_now", "_secret")

    def __init__(self, secret: str, *, now: Callable[[], float] = time.time) -> None:
        self._secret = Secret(secret)
        del secret
        self._secret = Secret("".join(self._secret.reveal().split()).upper().rstrip("="))
        self._now = now
        self._last = -1
        self._key()

    def __call__(self) -> str:
        """Give a code that was not given before."""
        self._last = max(int(self._now()) // _PERIOD, self._last + 1)
        digest = hmac.digest(self._key(), self._last.to_bytes(8, "big"), "sha1")
        start = digest[-1] & 0xF
        return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"

    def _key(self) -> bytes:
        try:
            key = base64.b32decode(self._secret.reveal() + "=" * (-len(self._secret.reveal()) % 8))
        except ValueError:
            key = b""
        if key:
            return key
        raise ValueError("the secret of one-time codes must be base 32, letters and the digits 2 to 7")

    def __repr__(self) -> str:
        return "TOTP(...)"
