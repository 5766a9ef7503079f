"""Misspelt keywords of generated methods, refused as misspelt fields of requests are."""

import functools
from collections.abc import Callable
from inspect import isfunction
from typing import Any

from .errors import ParameterError
from .refusal import nearest
from .secret import concealed

__all__ = ["check_keywords", "check_options"]


def check_keywords(namespace: type, prefix: str) -> None:
    """Make each method of a namespace refuse a keyword that it does not have, with the nearest that it has.

    Python's own error names neither the module nor, before 3.12, a better spelling. Passwords and tokens are hidden
    here too, before a frame of ours has them under a name of its own.
    """
    for name, method in list(vars(namespace).items()):
        if isfunction(method) and not name.startswith("_"):
            setattr(namespace, name, _checked(method, prefix + name))


def check_options(site: type) -> None:
    """Do the same for the main module's parameters, which a binding's own site takes."""
    if "with_options" in vars(site):
        site.with_options = _checked(vars(site)["with_options"], "main")  # type: ignore[attr-defined]


def _checked(method: Callable[..., Any], path: str) -> Callable[..., Any]:
    known = frozenset(method.__code__.co_varnames[: method.__code__.co_argcount + method.__code__.co_kwonlyargcount])

    @functools.wraps(method)
    def checked(*args: Any, **given: Any) -> Any:
        given = concealed(given)
        for keyword in list(given):
            if keyword not in known:
                suggestion = nearest(keyword, known - {"self"})
                given.clear()  # it may be a password, misspelt
                raise ParameterError(path, keyword, "there is no such parameter", suggestion)
        return method(*args, **given)

    return checked
