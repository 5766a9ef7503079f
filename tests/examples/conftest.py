"""What the tests of the examples share: accounts of the real wiki, and somebody who is faster than a bot."""

from collections.abc import Callable, Iterator

import pytest

import mwtyped
from mwtyped.events import Event, RequestDone
from tests.wiki import Wiki, start

LogIn = Callable[..., mwtyped.Site]


@pytest.fixture(scope="session")
def wiki() -> Iterator[Wiki]:
    """A wiki of their own: bots change whatever page they find."""
    with start("1.43") as wiki:
        yield wiki


@pytest.fixture
def log_in(wiki: Wiki) -> LogIn:
    def log_in(who: str, options: mwtyped.Options | None = None) -> mwtyped.Site:
        account = wiki.accounts[who]
        site = mwtyped.Site(wiki.url, options=options)
        site.login(account.bot_name, account.bot_password)
        return site

    return log_in


@pytest.fixture
def bot(log_in: LogIn) -> Iterator[mwtyped.Site]:
    with log_in("bot") as site:
        yield site


@pytest.fixture
def admin(log_in: LogIn) -> Iterator[mwtyped.Site]:
    with log_in("admin") as site:
        yield site


@pytest.fixture
def alice(log_in: LogIn) -> Iterator[mwtyped.Site]:
    with log_in("alice") as site:
        yield site


@pytest.fixture
def outpaced(wiki: Wiki, log_in: LogIn) -> Callable[[Callable[[], object]], mwtyped.Site]:
    """Give a bot's site; once it has read a text for the first time, something else happens."""

    def outpaced(act: Callable[[], object]) -> mwtyped.Site:
        todo = [act]

        def hook(event: Event) -> None:
            read = isinstance(event, RequestDone) and "content" in wiki.calls()[-1].params.get("rvprop", "")
            if read and todo:
                todo.pop()()

        return log_in("bot", mwtyped.Options(on_event=hook))

    return outpaced
