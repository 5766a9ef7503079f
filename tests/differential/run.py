"""Make the calls on both sides and compare what comes of them."""

import logging
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, NamedTuple, Protocol

import mwtyped
from mwtyped.runtime.errors import shown

from ..corpus.reference import differences
from ..live.oracle import Oracle
from ..wiki import Wiki, start
from .cases import CASES, Case
from .differences import DIFFERENCES, Difference
from .normal import MOST, attributes, normal, timeless
from .outcome import Failed, Outcome
from .scripts import SCRIPTS, Script, Step

__all__ = ["Compared", "Side", "compared", "outcome", "read", "sites_of", "table"]


class Side(NamedTuple):
    """One of both libraries on a wiki."""

    name: str
    sites: dict[str, Any]
    """By account; `nobody` is not logged in."""


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
    """What came of a case."""

    case: Any
    theirs: Outcome
    ours: Outcome
    named: Sequence[Difference]
    """The differences that are meant, which it shows."""
    unnamed: Sequence[str]
    """Where the two differ besides."""


def sites_of(wiki: Wiki, module: Any) -> Any:
    """Give a function that makes a library's site on a wiki; further arguments are its constructor's."""

    def site(**arguments: Any) -> Any:
        arguments = {"retry_timeout": 0, "clients_useragent": "Differential/1.0 (test)", **arguments}
        return module.Site(wiki.url.removeprefix("http://"), scheme="http", **arguments)

    return site


def sides(wiki: Wiki) -> tuple[Side, Side]:
    """Log in on both."""
    import mwclient  # type: ignore[import-untyped]  # it has no types

    logging.getLogger("mwclient").setLevel(logging.CRITICAL)  # it logs each warning of the wiki
    return _side("theirs", wiki, mwclient), _side("ours", wiki, mwtyped)


def _side(name: str, wiki: Wiki, module: Any) -> Side:
    make, sites = sites_of(wiki, module), {}
    for who in ("admin", "alice", "bot", "nobody"):
        sites[who] = make()
        if who != "nobody":
            sites[who].login(wiki.accounts[who].bot_name, wiki.accounts[who].bot_password)
    return Side(name, sites)


def outcome(call: Any) -> Outcome:
    """Make a call; give its value, or the names of the classes of its error."""
    try:
        return normal(call())
    except AssertionError:
        raise
    except Exception as error:
        return Failed(type(error).__name__, tuple(cls.__name__ for cls in type(error).__mro__), shown(str(error), 100))


def read(side: Side, case: Case) -> Outcome:
    """Make the call of a case."""
    return outcome(lambda: called(side.sites[case.who], case))


def called(site: Any, case: Case) -> Any:
    """Make a call on a site, or on a page of it."""
    if case.of is None:
        return getattr(site, case.method)(**case.arguments)
    pages = getattr(site, case.of[0])
    subject = pages if case.of[1] == "" and case.method == "iterated" else pages[case.of[1]]
    match case.method:
        case "attributes":
            return attributes(subject)
        case "iterated":
            return list(islice(subject, MOST))
        case "repr":
            return repr(subject)
    return getattr(subject, case.method)(**case.arguments)


def written(make: Any, wiki: Wiki, scripts: Sequence[Script]) -> list[list[Outcome]]:
    """Run scripts, and look in the end at what became of the pages; what is another number each time is its type."""
    sites: dict[str, Any] = {}

    def site_for(who: str) -> Any:
        if who in ("new", "nobody", "anyone"):
            return make(force_login=who != "anyone")
        if who not in sites:
            sites[who] = make()
            sites[who].login(wiki.accounts[who].bot_name, wiki.accounts[who].bot_password)
        return sites[who]

    with closing(Oracle(wiki)) as oracle:
        oracle.log_in(wiki.accounts["admin"])
        token = oracle.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        results = []
        for script in scripts:
            site, pages = site_for(script.who), dict[str, Any]()
            found = [timeless(_done(step, site, pages, oracle, token, keeps=script.keeps)) for step in script.steps]
            results.append([*found, *(_state(oracle, title) for title in script.look)])
        return results


def _done(step: Step, site: Any, pages: dict[str, Any], oracle: Oracle, token: str, *, keeps: bool) -> Outcome:
    if step.method == "oracle":
        oracle.ask(**step.arguments, token=token)
        return None

    def call() -> Any:
        if step.page is None:
            return getattr(site, step.method)(**step.arguments)
        page = pages.get(step.page) if keeps else None
        if page is None:
            page = pages[step.page] = site.pages[step.page]
        return attributes(page) if step.method == "attributes" else getattr(page, step.method)(**step.arguments)

    return outcome(call)


def _state(oracle: Oracle, title: str) -> Outcome:
    """Give the revisions of a page and what the wiki noted of it."""
    props = {"prop": "revisions", "rvprop": "content|comment|user|flags|tags", "rvslots": "main", "rvlimit": "9"}
    changes = {"list": "recentchanges", "rctitle": title, "rcprop": "flags|comment|user|loginfo", "rclimit": "9"}
    reply = oracle.ask(action="query", titles=title, **props, **changes)["query"]
    page = next(iter(reply["pages"].values()))
    return timeless([page.get("revisions", []), reply["recentchanges"]])


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


def all_read(wiki: Wiki, cases: Sequence[Case] = CASES) -> list[Compared]:
    """Make all calls that read, each side in a thread of its own."""
    both = sides(wiki)
    with quiet(), ThreadPoolExecutor(2) as threads:
        theirs, ours = threads.map(lambda side: [read(side, case) for case in cases], both)
    return [compared(*three) for three in zip(cases, theirs, ours, strict=True)]


def all_written(version: str, scripts: Sequence[Script] = SCRIPTS) -> list[Compared]:
    """Run all scripts, each side on a wiki of its own, and compare each step and the state in the end."""
    import mwclient

    with start(version) as one, start(version) as other, quiet(), ThreadPoolExecutor(2) as threads:
        pairs = ((sites_of(one, mwclient), one), (sites_of(other, mwtyped), other))
        theirs, ours = threads.map(lambda pair: written(pair[0], pair[1], scripts), pairs)
    results = []
    for script, their, our in zip(scripts, theirs, ours, strict=True):
        steps = [*script.steps, *(Step("state", {}, title) for title in script.look)]
        for step, a, b in zip(steps, their, our, strict=True):
            if step.method != "oracle":
                results.append(compared(Written(script, step), a, b))
    return results


def table(results: Sequence[Compared]) -> str:
    """Say how many combinations ran, and each difference."""
    equal = sum(not one.named and not one.unnamed for one in results)
    unnamed = [one for one in results if one.unnamed]
    lines = [f"{len(results)} combinations, {equal} equal, {len(results) - equal - len(unnamed)} different as named"]
    methods = Counter(difference.name for one in results if not one.unnamed for difference in one.named)
    lines += [f"{count:6} {name}" for name, count in methods.most_common()]
    lines += [f"UNNAMED: {one.case}: {'; '.join(one.unnamed[:3])}" for one in unnamed]
    return "\n".join(lines)
