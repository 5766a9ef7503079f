"""Make the calls on each side and compare what comes of them."""

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from typing import Any, NamedTuple, Protocol

from mwtyped.runtime.errors import shown

from ..corpus.reference import differences
from ..live.oracle import Oracle
from ..runtime.loopback import serving
from ..wiki import Wiki, start
from .cases import CASES, Case
from .differences import DIFFERENCES, DIFFERENCES_IN_ASYNC, Difference
from .files import fetched, given
from .normal import MOST, normal, timeless
from .outcome import Failed, Outcome
from .script import Script, Step
from .scripts import SCRIPTS
from .sides import IN_ASYNC, OURS, THEIRS, Side, Sites

__all__ = ["Compared", "Results", "all_read", "all_written", "compared", "outcome", "read", "table", "written"]


class Call(Protocol):
    """What a difference may look at."""

    @property
    def key(self) -> str: ...


class Written(NamedTuple):
    """A step of a script."""

    script: Script
    step: Step

    @property
    def key(self) -> str:
        return f"{'site' if self.step.page is None else 'page'}.{self.step.method}"

    @property
    def arguments(self) -> Mapping[str, Any]:
        return self.step.arguments

    def __str__(self) -> str:
        return f"{self.script.name}: {self.step}"


class Compared(NamedTuple):
    """What came of a case on two sides."""

    case: Any
    theirs: Outcome
    ours: Outcome
    named: Sequence[Difference]
    """The differences that are meant, which it shows."""
    unnamed: Sequence[str]
    """Where the two differ besides."""


class Results(NamedTuple):
    """What came of all cases."""

    beside: list[Compared]
    """Ours beside mwclient."""
    in_async: list[Compared]
    """Ours in async code beside ours in sync code; empty where it was not run."""


def outcome(call: Callable[..., Any], *arguments: Any) -> Outcome:
    """Make a call; give its value, or the names of the classes of its error."""
    try:
        return normal(call(*arguments))
    except AssertionError:
        raise
    except Exception as error:
        return Failed(type(error).__name__, tuple(cls.__name__ for cls in type(error).__mro__), shown(str(error), 100))


def read(side: Side, wiki: Wiki, cases: Sequence[Case]) -> list[Outcome]:
    """Make the calls of cases."""
    with side.on(wiki) as sites:
        return [outcome(called, sites, case) for case in cases]


def called(sites: Sites, case: Case) -> Any:
    """Make a call on a site, on a page of it, or on a list of its pages."""
    subject = sites.of(case.who)
    if case.of is not None:
        pages, key = case.of
        subject = getattr(subject, pages)
        subject = subject if key is None else subject[key]
    match case.method:
        case "attributes":
            return sites.settled(subject)
        case "iterated":
            return sites.settled(aiter(subject) if hasattr(subject, "__aiter__") else islice(subject, MOST))
        case "can":
            subject = sites.settled(subject)
        case "repr":
            return repr(subject)
        case "download" if case.arguments:
            into = case.arguments["destination"]()
            into.write(b"Before.")
            return [sites.settled(subject.download(into)), into.getvalue()]
    return sites.settled(getattr(subject, case.method)(**case.arguments))


def written(side: Side, wiki: Wiki, scripts: Sequence[Script], known: Mapping[str, str]) -> list[Outcome]:
    """Run scripts, and look in the end at what became of the pages; what is another each time is its type."""
    with side.on(wiki) as sites, closing(Oracle(wiki)) as oracle:
        oracle.log_in(wiki.accounts["admin"])
        token = oracle.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        results = list[Outcome]()
        for script in scripts:
            running = _Running(sites, script, known)
            for step in script.steps:
                if step.method == "oracle":
                    oracle.ask(**step.arguments, token=token)
                else:
                    results.append(timeless(running.done(step)))
            results += (timeless(_state(oracle, title)) for title in script.look)
        return results


class _Running:
    """A script that runs on one side."""

    def __init__(self, sites: Sites, script: Script, known: Mapping[str, str]) -> None:
        self._sites, self._site, self._keeps = sites, sites.of(script.who), script.keeps
        self._pages = dict[str, Any]()
        self._known = dict(known)

    def done(self, step: Step) -> Outcome:
        found = outcome(self._called, step)
        for name in ("filekey", "archivename"):
            if told := re.search(rf"\b{name}\W+([\w.!-]+)", repr(found)):
                self._known[f"{{{name}}}"] = told[1]
        return found

    def _called(self, step: Step) -> Any:
        subject = self._site if step.page is None else self._page(step.page)
        if step.method == "attributes":
            return self._sites.settled(subject)
        if "{token}" in str(step.arguments):
            self._known["{token}"] = self._sites.settled(self._site.get_token("csrf"))
        return self._sites.settled(getattr(subject, step.method)(**given(step.arguments, self._known)))

    def _page(self, title: str) -> Any:
        if not self._keeps or title not in self._pages:
            self._pages[title] = self._site.pages[title]
        return self._pages[title]


def _state(oracle: Oracle, title: str) -> Outcome:
    """Give the revisions of a page, the versions of a file, and what the wiki noted of it."""
    props = {"prop": "revisions", "rvprop": "content|comment|user|flags|tags", "rvslots": "main", "rvlimit": "9"}
    if title.startswith("File:"):
        props |= {"prop": "revisions|imageinfo", "iiprop": "sha1|size|mime|user|comment", "iilimit": "9"}
    changes = {"list": "recentchanges", "rctitle": title, "rcprop": "flags|comment|user|loginfo", "rclimit": "9"}
    reply = oracle.ask(action="query", titles=title, **props, **changes)["query"]
    page = next(iter(reply["pages"].values()))
    return [page.get("revisions", []), *([page["imageinfo"]] if "imageinfo" in page else []), reply["recentchanges"]]


def compared(case: Call, theirs: Outcome, ours: Outcome, known: Iterable[Difference] = DIFFERENCES) -> Compared:
    """Level the differences that are meant; say which these were, and what is left."""
    found, one, other = [], theirs, ours
    for difference in known:
        if not unlike(one, other):
            break
        if difference.methods is not None and case.key not in difference.methods:
            continue
        leveled = difference.level(case, one, other)
        if leveled != (one, other):
            found.append(difference)
            one, other = leveled
    return Compared(case, theirs, ours, found, unlike(one, other))


def unlike(theirs: Outcome, ours: Outcome) -> list[str]:
    """List where two outcomes differ: errors by their class, values by content and order."""
    if isinstance(theirs, Failed):
        if isinstance(ours, Failed):
            return [] if theirs.name in ours.classes else [f"{theirs} against {ours}"]
        return [f"{theirs} against {shown(repr(ours), 200)}"]
    if isinstance(ours, Failed):
        return [f"{shown(repr(theirs), 200)} against {ours}"]
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) != len(ours):
        return [f"{len(theirs)} against {len(ours)}: {shown(repr(theirs), 200)} against {shown(repr(ours), 200)}"]
    return differences(theirs, ours)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep deprecations to ourselves, which mwclient switches on when it is imported: there are thousands."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def all_read(wiki: Wiki, cases: Sequence[Case] = CASES, *, in_async: bool) -> Results:
    """Make all calls that read, each side in a thread of its own."""
    with quiet(), ThreadPoolExecutor() as threads:
        return _results(cases, threads.map(lambda side: read(side, wiki, cases), _sides(in_async=in_async)))


def all_written(version: str, scripts: Sequence[Script] = SCRIPTS, *, in_async: bool) -> Results:
    """Run all scripts, each side on a wiki of its own, and compare each step and the state in the end."""
    sides = _sides(in_async=in_async)
    with ExitStack() as stack:
        known = {"{url}": stack.enter_context(serving(fetched)).url}
        wikis = [stack.enter_context(start(version)) for _ in sides]
        stack.enter_context(quiet())
        threads = stack.enter_context(ThreadPoolExecutor())
        outcomes = threads.map(lambda side, wiki: written(side, wiki, scripts, known), sides, wikis)
        return _results([Written(script, step) for script in scripts for step in _compared_steps(script)], outcomes)


def _sides(*, in_async: bool) -> list[Side]:
    return [THEIRS, OURS, *([IN_ASYNC] if in_async else [])]


def _compared_steps(script: Script) -> list[Step]:
    states = (Step("state", {}, title) for title in script.look)
    return [*(step for step in script.steps if step.method != "oracle"), *states]


def _results(cases: Sequence[Call], outcomes: Iterable[list[Outcome]]) -> Results:
    theirs, ours, *others = outcomes
    beside = [compared(*three) for three in zip(cases, theirs, ours, strict=True)]
    pairs = [three for other in others for three in zip(cases, ours, other, strict=True)]
    return Results(beside, [compared(*three, DIFFERENCES_IN_ASYNC) for three in pairs])


def table(results: Sequence[Compared]) -> str:
    """Say how many combinations ran, and each difference."""
    equal = sum(not one.named and not one.unnamed for one in results)
    unnamed = [one for one in results if one.unnamed]
    lines = [f"{len(results)} combinations, {equal} equal, {len(results) - equal - len(unnamed)} different as named"]
    methods = Counter(difference.name for one in results if not one.unnamed for difference in one.named)
    lines += [f"{count:6} {name}" for name, count in methods.most_common()]
    lines += [f"UNNAMED: {one.case}: {'; '.join(one.unnamed[:3])}" for one in unnamed]
    return "\n".join(lines)
