"""How the connection is made: what scripts for mwclient say to its HTTP library, read for ours."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .secret import HiddenText
from .warn import warn

__all__ = ["Certificate", "LineOptions", "chosen", "hidden_proxies", "line_options"]

Certificate = str | os.PathLike[str] | tuple[str | os.PathLike[str], str | os.PathLike[str]]
"""A file with a certificate and its key, or one of each."""

_KNOWN = ("timeout", "verify", "cert", "proxies")


@dataclass(frozen=True, slots=True)
class LineOptions:
    """Options of a connection.

    Attributes:
        timeout: seconds to wait for a sign of the wiki; None is ours.
        verify: whether the wiki's certificate is checked, or by which authorities: a file, or a folder of them.
        certificate: files of a certificate to show, and of its key.
        proxies: addresses of proxies by scheme, `http` and `https`.
    """

    timeout: float | None = None
    verify: bool | str = True
    certificate: tuple[str, ...] | None = None
    proxies: Mapping[str, str] = field(default_factory=dict, repr=False)


def hidden_proxies(given: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """Give options whose proxies no debugger shows: their addresses may hold passwords."""
    proxies = None if given is None else given.get("proxies")
    if given is None or not isinstance(proxies, Mapping):
        return given
    return {**given, "proxies": {scheme: _hidden(address) for scheme, address in proxies.items()}}


def _hidden(address: object) -> object:
    return HiddenText(address) if isinstance(address, str) else address


def chosen(reqs: Mapping[str, object] | None, options: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """Give the options of a connection, which may come under the reference's older name.

    Raises:
        ValueError: they come under both.
    """
    if not reqs:
        return options
    if options:
        raise ValueError("`reqs` is an older name of `connection_options`: give one of them")
    warn(DeprecationWarning("`reqs` is an older name of `connection_options`"))
    return reqs


def line_options(given: Mapping[str, object] | None, certificate: Certificate | None) -> LineOptions:
    """Read the options by the reference's names.

    Raises:
        ValueError: one is unknown, or its value is none.
    """
    options: dict[str, Any] = dict(given or {})
    if unknown := [name for name in options if name not in _KNOWN]:
        raise ValueError(f"connection_options has {unknown[0]!r}; known are {', '.join(_KNOWN)}")
    verify = True if options.get("verify") is None else options["verify"]
    shown = certificate if certificate is not None else options.get("cert")
    return LineOptions(
        timeout=_seconds(options.get("timeout")),
        verify=verify if isinstance(verify, bool) else os.fspath(verify),
        certificate=None if shown is None else _files(shown),
        proxies=_proxies(options.get("proxies")),
    )


def _seconds(timeout: Any) -> float | None:
    if isinstance(timeout, tuple):  # the reference's: to connect, to read
        timeout = max((one for one in timeout if one is not None), default=None)
    if timeout is not None and not (isinstance(timeout, int | float) and timeout > 0):
        raise ValueError(f"connection_options: timeout must be seconds, more than 0, not {timeout!r}")
    return None if timeout is None else float(timeout)


def _files(certificate: Any) -> tuple[str, ...]:
    files = certificate if isinstance(certificate, tuple | list) else (certificate,)
    if not 1 <= len(files) <= 2:
        raise ValueError("client_certificate must be a file with a certificate and its key, or one of each")
    return tuple(os.fspath(file) for file in files)


def _proxies(given: Any) -> Mapping[str, str]:
    """Read addresses of proxies by scheme; an address may hold a password, and is not shown."""
    proxies: dict[Any, Any] = dict(given or {})
    if wrong := [scheme for scheme in proxies if scheme not in ("http", "https")]:
        raise ValueError(f"connection_options: proxies are by scheme, 'http' or 'https', not {wrong[0]!r}")
    if any(not isinstance(address, str) for address in proxies.values()):
        raise ValueError("connection_options: the address of a proxy must be a text")
    return proxies
