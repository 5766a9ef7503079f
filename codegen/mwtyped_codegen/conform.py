"""Whether a binding still fits a wiki: its modules that only read are called, and their replies read."""

from collections.abc import Mapping
from dataclasses import dataclass

from mwtyped.conformance import Finding, findings, modelled
from mwtyped.runtime.errors import MwClientError

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
        failed: those that answered, but not each call, each with what became of it.
        not_asked: those whose turn did not come.
        findings: one for each place that does not fit.
        ended: what ended it early: the wiki was not there any more, or Ctrl-C.
    """

    wiki: str
    calls: int
    answered: int
    modules: list[str]
    refused: Mapping[str, str]
    failed: Mapping[str, str]
    not_asked: list[str]
    findings: list[Finding]
    ended: MwClientError | KeyboardInterrupt | None


def conform(describe: Call, read: Read, package: str, progress: Progress | None = None) -> Report:
    """Call each module of a wiki that only reads and that a binding knows, one call at a time.

    Raises:
        ImportError: there is no such binding.
    """
    known, overlay = modelled(package), stock_overlay()
    wiki = capture(describe, language="en", progress=progress)
    paths = [module.path for module in wiki.modules if module.path in known and is_readable(module, overlay)]
    found = inquire(read, wiki, overlay, paths, progress, closely=False)
    seen: dict[tuple[str, str, str], Finding] = {}
    for one in found.observations:
        for finding in findings(package, one["module"], one["params"], one["reply"]):
            seen.setdefault(finding[:3], finding)
    return Report(
        wiki=wiki.generator,
        calls=sum(one.calls for one in found.outcomes.values()),
        answered=len(found.observations),
        modules=[path for path, outcome in found.outcomes.items() if outcome.answered],
        refused={path: one.reasons for path, one in found.outcomes.items() if not one.answered and one.reasons},
        failed={path: one.failed for path, one in found.outcomes.items() if one.answered and one.failed},
        not_asked=found.unasked,
        findings=list(seen.values()),
        ended=found.ended,
    )
