"""Makes the calls that were made up, one after the other, and tells what became of them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwtyped.runtime.reply import OF_ANY_REPLY

from .answers import BASE
from .capture import Capture, ModuleInfo
from .overlay import Overlay
from .samples import Read, Sample, sample, takes_text
from .trials import Answer, Flow, Observation, Trial, Trials, is_closed, is_readable

__all__ = ["Outcome", "inquire"]

_MOST_REFUSALS = 10


@dataclass(slots=True)
class Outcome:
    """What became of the trials of one module.

    Attributes:
        calls: how many were made.
        answered: how many of them were answered.
        refused: the codes of those that were not, each with its text.
        shown: something was seen in an answer.
    """

    calls: int = 0
    answered: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    shown: bool = False

    @property
    def is_closed(self) -> bool:
        """Tell whether the wiki does not let nobody use the module, whatever is asked."""
        return not self.answered and all(map(is_closed, self.refused))


def inquire(
    call: Read,
    wiki: Capture,
    overlay: Overlay,
    paths: Collection[str],
    progress: Callable[[str, int, int], None] | None = None,
    *,
    closely: bool = True,
) -> tuple[list[Observation], dict[str, Outcome]]:
    """Call some modules, those that only read, one call after the other; give what was answered, and what became of it.

    What one module answers goes into calls of others. Those that showed nothing get a second chance at the end, where
    there is more to ask them by then. Those that are looked at `closely` are called with flags and with other values.
    """
    readable = {module.path for module in wiki.modules if is_readable(module, overlay)}
    modules = sorted((one for one in wiki.modules if one.path in paths and one.path in readable), key=_needs)
    found = sample(call) if modules else Sample()
    made = {module.path: Trials(module, readable, overlay, found) for module in modules}
    run = _Run(call, found, wiki.generator.removeprefix("MediaWiki "))
    had: dict[str, int] = {}
    for done, module in enumerate(modules):
        if progress is not None:
            progress(module.path, done, len(modules))
        run.follow(module, made[module.path].flow(closely=closely))
        had[module.path] = found.noted(module)
    for module in modules:
        outcome = run.outcomes[module.path]
        if not outcome.shown and not outcome.is_closed and found.noted(module) > had[module.path]:
            run.follow(module, made[module.path].flow(closely=closely))
    return run.observations, dict(sorted(run.outcomes.items()))


def _needs(module: ModuleInfo) -> tuple[int, str]:
    """Let modules go first that answer whatever one asks, for others may take what they answer."""
    return sum(takes_text(one) for one in module.parameters), module.path


class _Run:
    """Makes the calls."""

    def __init__(self, call: Read, found: Sample, version: str) -> None:
        self.observations: list[Observation] = []
        self.outcomes: dict[str, Outcome] = {}
        self._call = call
        self._found = found
        self._version = version

    def follow(self, module: ModuleInfo, flow: Flow) -> None:
        """Make the calls for a module; give up where the wiki refuses time and again."""
        outcome = self.outcomes.setdefault(module.path, Outcome())
        refusals = 0
        trial = next(flow, None)
        while trial is not None and refusals < _MOST_REFUSALS:
            answer = self._answer(module, trial, outcome)
            refusals = refusals + 1 if answer.reply is None else 0
            try:
                trial = flow.send(answer)
            except StopIteration:
                return
        flow.close()

    def _answer(self, module: ModuleInfo, trial: Trial, outcome: Outcome) -> Answer:
        reply = self._call(trial.params)
        outcome.calls += 1
        error = _error(reply)
        if error is not None:
            outcome.refused.setdefault(*error)
            return Answer(None, *error)
        outcome.answered += 1
        own = _own(module, reply)
        shows = _shows(own)
        outcome.shown = outcome.shown or shows
        self._found.note(module, own)
        self.observations.append(
            {
                "probe": f"{trial.module}/{trial.name}",
                "phase": "read",
                "version": self._version,
                "module": trial.module,
                "as": "anon",
                "params": trial.params,
                "reply": reply,
            }
        )
        return Answer(reply, shows=shows)


def _error(reply: Any) -> tuple[str, str] | None:
    if not isinstance(reply, Mapping):
        return None
    errors = reply.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else reply.get("error")
    if not isinstance(first, Mapping):
        return None
    return str(first.get("code", "unknown")), str(first.get("text", first.get("info", "")))


def _own(module: ModuleInfo, reply: Any) -> Any:
    """Give what a module itself answered: of pages, those to which it added something."""
    if not isinstance(reply, Mapping):
        return reply
    if not module.path.startswith("query+"):
        return {key: value for key, value in reply.items() if key not in OF_ANY_REPLY}
    query = reply.get("query")
    if not isinstance(query, Mapping) or module.group != "prop":
        return query
    pages = query.get("pages")
    found = [page for page in pages if not set(BASE) >= page.keys()] if isinstance(pages, list) else []
    return {"pages": found} if found else {}


def _shows(own: Any) -> bool:
    """Tell whether there is something in an answer, and nothing at its top is empty."""
    inside = own.values() if isinstance(own, Mapping) else own if isinstance(own, list) else [own]
    return bool(own) and all(one not in ({}, []) for one in inside)
