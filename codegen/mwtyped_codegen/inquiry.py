"""Makes the calls that were made up, one after the other, and tells what became of them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwtyped.runtime.errors import MwClientError, WrongPath
from mwtyped.runtime.reply import OF_ANY_REPLY

from .answers import BASE
from .capture import Capture, ModuleInfo
from .overlay import Overlay
from .samples import Read, Sample, sample, takes_text
from .trials import Answer, Flow, Observation, Trial, Trials, is_closed, is_readable

__all__ = ["Inquiry", "Outcome", "inquire"]

_MOST_REFUSALS = 10
_MOST_FAILURES = 2
"""A module is left alone after so many calls in a row that brought no reply: each may last until it times out."""

_MOST_FAILING = 5
"""After so many modules in a row that brought no reply it may be that the wiki is not there."""

_FAILED = "failed"


@dataclass(slots=True)
class Outcome:
    """What became of the trials of one module.

    Attributes:
        calls: how many were made.
        answered: how many of them were answered.
        refused: the codes of those that were not, each with its text.
        failed: why the last one failed that brought no reply at all.
        shown: something was seen in an answer.
    """

    calls: int = 0
    answered: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    failed: str = ""
    shown: bool = False

    @property
    def is_closed(self) -> bool:
        """Tell whether the wiki does not let nobody use the module, whatever is asked."""
        return not self.answered and not self.failed and all(map(is_closed, self.refused))

    @property
    def reasons(self) -> str:
        """Say why calls were not answered."""
        return "; ".join(filter(None, (*self.refused.values(), self.failed)))


@dataclass(slots=True, kw_only=True)
class Inquiry:
    """What was answered.

    Attributes:
        observations: one for each call that was answered.
        outcomes: by module.
        unasked: the modules whose turn did not come.
        ended: what ended it early: the failure of a wiki that is not there any more, or Ctrl-C.
    """

    observations: list[Observation]
    outcomes: dict[str, Outcome]
    unasked: list[str]
    ended: MwClientError | KeyboardInterrupt | None = None


def inquire(
    call: Read,
    wiki: Capture,
    overlay: Overlay,
    paths: Collection[str],
    progress: Callable[[str, int, int], None] | None = None,
    *,
    closely: bool = True,
) -> Inquiry:
    """Call some modules, those that only read, one call after the other; give what was answered, and what became of it.

    What one module answers goes into calls of others. Those that showed nothing get a second chance at the end, where
    there is more to ask them by then. Those that are looked at `closely` are called with flags and with other values,
    and what they call `content` is looked at in format version 1 too.
    """
    readable = {module.path for module in wiki.modules if is_readable(module, overlay)}
    modules = sorted((one for one in wiki.modules if one.path in paths and one.path in readable), key=_needs)
    run = _Run(call, wiki.generator.removeprefix("MediaWiki "), closely=closely)
    ended: MwClientError | KeyboardInterrupt | None = None
    try:
        run.all(modules, readable, overlay, progress)
    except (MwClientError, KeyboardInterrupt) as error:
        ended = error
    return Inquiry(
        observations=run.observations,
        outcomes=dict(sorted(run.outcomes.items())),
        unasked=sorted(module.path for module in modules if module.path not in run.outcomes),
        ended=ended,
    )


def _needs(module: ModuleInfo) -> tuple[int, str]:
    """Let modules go first that answer whatever one asks, for others may take what they answer."""
    return sum(takes_text(one) for one in module.parameters), module.path


class _Run:
    """Makes the calls."""

    def __init__(self, call: Read, version: str, *, closely: bool) -> None:
        self.observations: list[Observation] = []
        self.outcomes: dict[str, Outcome] = {}
        self._call = call
        self._found = Sample()
        self._version = version
        self._closely = closely
        self._failing = set[str]()
        self._contents = set[str]()

    def all(
        self,
        modules: Collection[ModuleInfo],
        readable: Collection[str],
        overlay: Overlay,
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        """Call each module; then those again that showed nothing.

        Raises:
            MwClientError: the wiki is not there any more.
        """
        if modules:
            self._found = sample(self._unless_failed)
        found = self._found
        made = {module.path: Trials(module, readable, overlay, found) for module in modules}
        had: dict[str, int] = {}
        for done, module in enumerate(modules):
            if progress is not None:
                progress(module.path, done, len(modules))
            self._follow(module, made[module.path].flow(closely=self._closely))
            had[module.path] = found.noted(module)
        for module in modules:
            outcome = self.outcomes[module.path]
            is_settled = outcome.shown or outcome.is_closed or outcome.failed
            if not is_settled and found.noted(module) > had[module.path]:
                self._follow(module, made[module.path].flow(closely=self._closely))

    def _unless_failed(self, params: Mapping[str, str]) -> Any:
        """Make a call that may fail; None is its reply then."""
        try:
            return self._call(params)
        except MwClientError:
            return None

    def _follow(self, module: ModuleInfo, flow: Flow) -> None:
        """Make the calls for a module; give up where the wiki refuses time and again, or does not reply."""
        outcome = self.outcomes.setdefault(module.path, Outcome())
        refusals = failures = 0
        trial = next(flow, None)
        while trial is not None and refusals < _MOST_REFUSALS and failures < _MOST_FAILURES:
            answer = self._answer(module, trial, outcome)
            refusals = refusals + 1 if answer.reply is None else 0
            failures = failures + 1 if answer.code == _FAILED else 0
            try:
                trial = flow.send(answer)
            except StopIteration:
                return
        flow.close()

    def _answer(self, module: ModuleInfo, trial: Trial, outcome: Outcome) -> Answer:
        outcome.calls += 1
        try:
            reply = self._call(trial.params)
        except MwClientError as failure:
            outcome.failed = _problem(failure)
            self._failing.add(module.path)
            if len(self._failing) == _MOST_FAILING:
                self._call({"action": "query", "meta": "siteinfo"})  # fails too, unless it is the modules
                self._failing.clear()
            return Answer(code=_FAILED)
        self._failing.clear()
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
                **self._plain(module, trial, outcome, own),
            }
        )
        return Answer(reply, shows=shows)

    def _plain(self, module: ModuleInfo, trial: Trial, outcome: Outcome, own: Any) -> Observation:
        """Ask the same in format version 1, if it may call `*` what is called `content` here: most modules do."""
        contents = {f"{module.path}: {path}" for path in _contents(own)} if self._closely else set[str]()
        if contents <= self._contents:
            return {}
        self._contents |= contents
        outcome.calls += 1
        return {"plain": self._unless_failed({**trial.params, "formatversion": "1"})}


def _error(reply: Any) -> tuple[str, str] | None:
    if not isinstance(reply, Mapping):
        return None
    errors = reply.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else reply.get("error")
    if not isinstance(first, Mapping):
        return None
    return str(first.get("code", "unknown")), str(first.get("text", first.get("info", "")))


def _problem(error: MwClientError) -> str:
    """Say why a call failed; what `WrongPath` says of a site is not so, where only one module sends a web page."""
    return f"it answers no JSON (HTTP {error.status})" if isinstance(error, WrongPath) else str(error)


def _contents(value: Any, path: str = "") -> Iterator[str]:
    """List the paths of texts that are called `content`."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "content" and isinstance(inner, str):
                yield path
            yield from _contents(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _contents(inner, f"{path}[]")


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
    found = pages if isinstance(pages, list) else []
    found = [page for page in found if not (isinstance(page, Mapping) and set(BASE) >= page.keys())]
    return {"pages": found} if found else {}


def _shows(own: Any) -> bool:
    """Tell whether there is something in an answer, and nothing at its top is empty."""
    inside = own.values() if isinstance(own, Mapping) else own if isinstance(own, list) else [own]
    return bool(own) and all(one not in ({}, []) for one in inside)
