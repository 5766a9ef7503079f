"""Learns from a user's wiki what its own modules answer. Only modules that read are called, one call at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .capture import Capture, Progress
from .overlay import Overlay
from .shapes import schemas
from .trials import Read, Sample, is_readable, sample, told, trials, tried

__all__ = ["Learned", "learn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What was learned, and how.

    Attributes:
        schemas: of the replies, by module.
        calls: how often each module was called.
        silent: the modules that answered nothing that a model could be made of, each with the reason.
        left_alone: the modules that were not called, because they do more than read.
    """

    schemas: Mapping[str, Mapping[str, Any]]
    calls: Mapping[str, int]
    silent: Mapping[str, str]
    left_alone: tuple[str, ...]


def learn(
    read: Read, wiki: Capture, overlay: Overlay, known: Collection[str], progress: Progress | None = None
) -> Learned:
    """Call the modules of a wiki that only read and whose replies are not known."""
    own = [module for module in wiki.modules if module.path not in known and module.path not in ("main", "query")]
    paths = [module.path for module in own if is_readable(module, overlay)]
    left_alone = [module.path for module in own if module.path not in paths and module.group != "format"]
    found = sample(read) if paths else Sample()
    made = list(trials(wiki, overlay, found, paths))
    observations, outcomes = tried(read, made, wiki, found, progress and told(progress, len(made)))
    learned = {path: schema for path, schema in schemas(observations, [wiki], overlay).items() if path in paths}
    silent = {
        path: "; ".join(one.refused.values()) or "its replies have no fixed fields"
        for path, one in outcomes.items()
        if path not in learned
    }
    calls = {path: outcome.calls for path, outcome in outcomes.items()}
    return Learned(schemas=learned, calls=calls, silent=silent, left_alone=tuple(left_alone))
