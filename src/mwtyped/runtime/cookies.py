"""Cookies: those that a wiki may have, and how they are kept and sent."""

import http.cookiejar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .secret import Secret
from .session import Endpoint

__all__ = ["Jar", "Policy", "SavedCookie", "cookie_of", "cookies_in", "is_cookie", "own_cookies", "saved_of"]

_MOST, _LONGEST = 200, 8_192  # a browser keeps 180 of a site, of half that length
_NO_COOKIE = re.compile(r"[^\x20-\x7e]|;")


def is_cookie(name: str, value: str) -> bool:
    """Tell whether a cookie can be sent: in ASCII, without control characters, and not as more than one."""
    return not _NO_COOKIE.search(name + value)


@dataclass(frozen=True, slots=True, repr=False)
class SavedCookie:
    """One cookie; `expires` is in seconds since 1970, or None where it ends with the browser."""

    name: str
    value: str
    domain: str
    path: str
    secure: bool
    expires: int | None

    def belongs_to(self, host: str) -> bool:
        """Tell whether a host, without its port, is sent this cookie."""
        domain = self.domain.removesuffix(".local") if "." not in host else self.domain  # how Python calls localhost
        return host == domain.lstrip(".") or (domain.startswith(".") and host.endswith(domain))


def own_cookies(cookies: Mapping[str, Secret], endpoint: Endpoint) -> tuple[SavedCookie, ...]:
    """Make cookies that a wiki is sent.

    Raises:
        ValueError: one of them cannot be sent.
    """
    for name, value in cookies.items():
        if not is_cookie(name, value.reveal()):
            raise ValueError(f"the cookie {name!r} holds what no cookie may, perhaps a line break at its end")
    host, secure = endpoint.hostname, endpoint.scheme == "https"
    return tuple(SavedCookie(name, value.reveal(), host, "/", secure, None) for name, value in cookies.items())


class Policy(http.cookiejar.DefaultCookiePolicy):
    """Leave out the cookie that each edit sets for the editor's browser: they pile up."""

    def set_ok(self, cookie: http.cookiejar.Cookie, request: Any) -> bool:
        return not cookie.name.startswith("PostEditRevision") and super().set_ok(cookie, request)


class Jar(http.cookiejar.CookieJar):
    def set_cookie(self, cookie: http.cookiejar.Cookie) -> None:
        """Keep a cookie, unless there are more of them, or in it more, than a wiki needs, or it can't be sent back."""
        known = any((one.domain, one.path, one.name) == (cookie.domain, cookie.path, cookie.name) for one in self)
        name, value = cookie.name, cookie.value or ""
        if (known or len(self) < _MOST) and len(name) + len(value) <= _LONGEST and is_cookie(name, value):
            super().set_cookie(cookie)

    def __repr__(self) -> str:
        return f"<{len(self)} cookies>"


def cookies_in(header: str) -> dict[str, str]:
    """Give the cookies of a header by their names, each as it stands there."""
    return {one.partition("=")[0].strip(): one.strip() for one in header.split(";") if one.strip()}


def cookie_of(one: SavedCookie) -> http.cookiejar.Cookie:
    domain = one.domain if "." in one.domain else f"{one.domain}.local"  # as the jar calls a host without a dot
    return http.cookiejar.Cookie(
        version=0,
        name=one.name,
        value=one.value,
        port=None,
        port_specified=False,
        domain=domain,
        domain_specified=domain.startswith("."),
        domain_initial_dot=domain.startswith("."),
        path=one.path,
        path_specified=True,
        secure=one.secure,
        expires=one.expires,
        discard=one.expires is None,
        comment=None,
        comment_url=None,
        rest={},
    )


def saved_of(one: http.cookiejar.Cookie) -> SavedCookie:
    return SavedCookie(one.name, one.value or "", one.domain, one.path, one.secure, one.expires)
