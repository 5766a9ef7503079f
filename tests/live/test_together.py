"""Threads and tasks that share one session."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mwtyped import AsyncSite, Options, Site

from ..wiki import Wiki
from .oracle import Oracle, Watch

WORKERS = 8


def users(oracle: Oracle, titles: list[str]) -> set[str]:
    """Name who edited some pages."""
    reply = oracle.ask(action="query", titles="|".join(titles), prop="revisions", rvprop="user", formatversion="2")
    return {one["user"] for page in reply["query"]["pages"] for one in page["revisions"]}


@pytest.mark.parametrize("parallel", [1, WORKERS])
def test_threads_share_one_new_login(wiki: Wiki, oracle: Oracle, parallel: int) -> None:
    account, titles = wiki.accounts["alice"], [f"Page {uuid.uuid4()}" for _ in range(WORKERS)]
    with Site(wiki.url, max_lag=None, options=Options(parallel=parallel)) as site:
        site.login(account.bot_name, account.bot_password)
        site._transport.forget()  # pyright: ignore[reportPrivateUsage]  # as a wiki does that ends a session
        watch = Watch(wiki)

        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(lambda title: site.api.edit(title=title, text="x"), titles))

    assert [result.result for result in results] == ["Success"] * WORKERS
    assert users(oracle, titles) == {"Alice"}
    assert [call.params["action"] for call in watch.calls].count("login") == 1


@pytest.mark.parametrize("parallel", [1, WORKERS])
def test_tasks_share_one_new_login(wiki: Wiki, oracle: Oracle, parallel: int) -> None:
    account, titles = wiki.accounts["alice"], [f"Page {uuid.uuid4()}" for _ in range(WORKERS)]

    async def edited() -> list[str]:
        async with AsyncSite(wiki.url, max_lag=None, options=Options(parallel=parallel)) as site:
            await site.login(account.bot_name, account.bot_password)
            site._transport.forget()  # pyright: ignore[reportPrivateUsage]
            results = await asyncio.gather(*(site.api.edit(title=title, text="x") for title in titles))
            return [result.result for result in results]

    watch = Watch(wiki)

    assert asyncio.run(edited()) == ["Success"] * WORKERS
    assert users(oracle, titles) == {"Alice"}
    assert [call.params["action"] for call in watch.calls].count("login") == 2


def test_logins_of_several_threads_come_one_after_the_other(wiki: Wiki) -> None:
    names = ["alice", "bob"] * 3
    with Site(wiki.url, max_lag=None, options=Options(parallel=WORKERS)) as site, ThreadPoolExecutor(WORKERS) as pool:

        def log_in(name: str) -> None:
            site.login(wiki.accounts[name].bot_name, wiki.accounts[name].bot_password)

        list(pool.map(log_in, names))
        assert site.api.query.userinfo()["name"] == site.username


def test_logins_of_several_tasks_come_one_after_the_other(wiki: Wiki) -> None:
    async def log_in() -> None:
        async with AsyncSite(wiki.url, max_lag=None, do_init=False, options=Options(parallel=WORKERS)) as site:
            accounts = [wiki.accounts[name] for name in ["alice", "bob"] * 3]
            await asyncio.gather(*(site.login(one.bot_name, one.bot_password) for one in accounts))
            assert (await site.api.query.userinfo())["name"] == site.username

    asyncio.run(log_in())


def test_tasks_that_read_the_texts_of_a_listing_at_once_do_not_read_each_others(wiki: Wiki) -> None:
    async def read() -> list[str]:
        async with AsyncSite(wiki.url, max_lag=None) as site:
            pages = [page async for page in site.allpages(max_items=40)]
            with wiki.recording() as calls:
                found = await asyncio.gather(*(page.text() for page in pages))
            assert len(calls) <= 3
            return found

    assert len(asyncio.run(read())) == 40


def test_no_plain_loop_runs_over_the_pages_of_an_async_site(wiki: Wiki) -> None:
    async def tried() -> None:
        async with AsyncSite(wiki.url, max_lag=None) as site:
            pages: Any = site.pages
            with pytest.raises(TypeError, match="not iterable"):
                iter(pages)
            with pytest.raises(TypeError):
                _ = "Berlin" in pages

    asyncio.run(tried())
