"""Whether a binding still fits a wiki: its modules that only read are called, and their replies read."""

from collections.abc import Mapping
from dataclasses import dataclass

from mwtyped.conformance import Finding, findings, modelled

from .capture import Call, Progress, capture
from .inquiry import inquire
from .overlay import stock_overlay
from .samples import Read
from .trials import is_readable

__all__ = ["Report", "conform"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of it.

    Attributes:
        wiki: its software.
        calls: how many were made.
        answered: how many of them the wiki answered.
        modules: those that answered.
        refused: those that answered none, each with the wiki's reasons.
        findings: one for each place that does not fit.
    """

    wiki: str
    calls: int
    answered: int
    modules: list[str]
    refused: Mapping[str, str]
    findings: list[Finding]


def conform(describe: Call, read: Read, package: str, progress: Progress | None = None) -> Report:
    """Call each module of a wiki that only reads and that a binding knows, one call at a time.

    Raises:
        ImportError: there is no such binding.
    """
    known, overlay = modelled(package), stock_overlay()
    wiki = capture(describe, language="en", progress=progress)
    paths = [module.path for module in wiki.modules if module.path in known and is_readable(module, overlay)]
    observations, outcomes = inquire(read, wiki, overlay, paths, progress, closely=False)
    seen: dict[tuple[str, str, str], Finding] = {}
    for one in observations:
        for finding in findings(package, one["module"], one["params"], one["reply"]):
            seen.setdefault(finding[:3], finding)
    return Report(
        wiki=wiki.generator,
        calls=sum(one.calls for one in outcomes.values()),
        answered=len(observations),
        modules=[path for path, outcome in outcomes.items() if outcome.answered],
        refused={path: "; ".join(one.refused.values()) for path, one in outcomes.items() if not one.answered},
        findings=list(seen.values()),
    )
