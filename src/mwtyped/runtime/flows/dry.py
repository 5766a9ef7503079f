"""Dry runs: which calls are writes, and what they give in place of being sent."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ..errors import DryRun
from ..facts import Facts
from ..options import Options
from ..request import RequestData

__all__ = ["holds_back", "holds_back_untyped", "not_sent"]

_OF_SESSIONS = frozenset({"login", "clientlogin", "logout"})


def holds_back(options: Options, facts: Facts) -> bool:
    """Tell whether a call is not to be sent. What must be posted has an effect, if only on what is cached (a purge)."""
    return options.dry_run and (facts.writes or facts.posted or bool(facts.token)) and facts.path not in _OF_SESSIONS


def holds_back_untyped(options: Options, binding: str, params: Mapping[str, Any], *, write: bool) -> bool:
    """Tell the same of an untyped call. One to a module that the site's binding does not know may be a write."""
    action = str(params.get("action"))
    if not options.dry_run or action in _OF_SESSIONS:
        return False
    if write or action == "query":
        return write
    facts = _facts(binding, action)
    return facts is None or holds_back(options, facts)


def not_sent(options: Options, request: RequestData | Mapping[str, Any]) -> Any:
    """Give what the caller wants to see of a dry run.

    Raises:
        DryRun: nothing else was asked for.
    """
    if options.on_dry_run is None:
        raise DryRun(request)
    return options.on_dry_run(request)


def _facts(binding: str, path: str) -> Facts | None:
    if not binding:
        return None
    try:
        known: Mapping[str, tuple[str, str]] = import_module(f"{binding}.registry").REQUESTS
    except ImportError:
        return None
    if path not in known:
        return None
    file, name = known[path]
    facts: Facts = getattr(import_module(f"{binding}.requests.{file}"), name).facts
    return facts
