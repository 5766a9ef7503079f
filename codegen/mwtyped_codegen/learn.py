"""Learns from a user's wiki what its own modules answer. Only modules that read are called, one call at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .capture import Capture, Progress
from .inquiry import inquire
from .overlay import Overlay
from .placing import said_of
from .reviewed import SHARED
from .samples import Read
from .shapes import schemas
from .trials import is_readable

__all__ = ["Learned", "learn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What was learned, and how.

    Attributes:
        schemas: of the replies, by module; of what several of them share, as in reviewed ones.
        places: where results stand, by module, if not under the module's name.
        calls: how often each module was called.
        silent: the modules that answered nothing that a model could be made of, each with the reason.
        failed: the modules of which a call brought no reply, each with what became of it.
        left_alone: the modules that were not called, because they do more than read.
        not_asked: those that were not called, because the wiki was not there any more.
        views: where the dictionary view of results differs from the rules, by module.
    """

    schemas: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, tuple[str, ...]]
    calls: Mapping[str, int]
    silent: Mapping[str, str]
    failed: Mapping[str, str]
    left_alone: tuple[str, ...]
    not_asked: tuple[str, ...]
    views: Mapping[str, Mapping[str, str]]


def learn(
    read: Read, wiki: Capture, overlay: Overlay, known: Collection[str], progress: Progress | None = None
) -> Learned:
    """Call the modules of a wiki that only read and whose replies are not known.

    What the overlay knows of a module that does not answer, or is not called, is a model too. If the wiki goes away
    in between, what was learned until then stays.
    """
    own = [module for module in wiki.modules if module.path not in known and module.path not in ("main", "query")]
    paths = [module.path for module in own if is_readable(module, overlay)]
    left_alone = [module.path for module in own if module.path not in paths and module.group != "format"]
    found = inquire(read, wiki, overlay, paths, progress)
    if isinstance(found.ended, KeyboardInterrupt):
        raise found.ended
    said = said_of(found.observations, wiki, overlay, paths)
    learned = schemas(found.observations, [wiki], overlay.under(said))
    silent = {
        path: one.reasons or "its replies have no fixed fields"
        for path, one in found.outcomes.items()
        if path not in learned or not one.answered
    }
    return Learned(
        schemas={path: learned[path] for path in (*paths, *left_alone, SHARED) if path in learned},
        places={path: tuple(entry.result) for path, entry in said.modules.items() if entry.result},
        calls={path: outcome.calls for path, outcome in found.outcomes.items()},
        silent=silent,
        failed={path: outcome.failed for path, outcome in found.outcomes.items() if outcome.failed},
        left_alone=tuple(left_alone),
        not_asked=tuple(found.unasked),
        views={path: entry.view for path, entry in said.modules.items() if entry.view},
    )
