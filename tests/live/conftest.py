"""What live tests share: they are written once, in async (`_async/`), and derived for the other world."""

import asyncio
import inspect
from collections.abc import Iterator
from contextlib import closing

import pytest

from ..wiki import NotAvailable, Wiki, start
from .oracle import Oracle


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def oracle(wiki: Wiki) -> Iterator[Oracle]:
    """Ask the wiki without any of our code, as its administrator."""
    with closing(Oracle(wiki)) as oracle:
        oracle.log_in(wiki.accounts["admin"])
        yield oracle


@pytest.fixture(scope="session", params=["1.43", "1.39"])
def wiki_that_does_it_later(request: pytest.FixtureRequest) -> Iterator[Wiki]:
    """A wiki that puts together and publishes uploads when its jobs are run: `run_jobs`."""
    settings = "$wgEnableAsyncUploads = true;\n$wgJobTypesExcludedFromDefaultQueue = [];\n"
    try:
        wiki = start(request.param, settings=settings)
    except NotAvailable as reason:
        pytest.skip(f"not run, because {reason}")
    with wiki:
        yield wiki
