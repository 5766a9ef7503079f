"""Many tasks that each read one page, on the real wiki: few requests, and to each its own answer."""

import asyncio
from typing import Any

import pytest

from mwtyped import AsyncSite
from mwtyped.mediawiki import AllPages, Info, Page, Pages, Revisions

from ..wiki import Wiki
from .oracle import Oracle

TEXT = Revisions(prop=["content"], slots=["main"])


def spellings(titles: list[str], most: int) -> dict[str, str]:
    """Give so many spellings of pages, and the title that each of them has."""
    forms = ("{}", " {}", "{} ", "_{}", "{}_", " {} ", "__{}", "{}__", ":{}", ": {}")
    return dict([(form.format(title), title) for form in forms for title in titles][:most])


@pytest.mark.parametrize(("account", "requests"), [(None, 20), ("bot", 2)])
def test_a_thousand_reads_are_few_requests(wiki: Wiki, oracle: Oracle, account: str | None, requests: int) -> None:
    missing, invalid = [f"No such page {number}" for number in range(30)], [f"A<{number}" for number in range(10)]

    async def read() -> tuple[dict[str, str], list[Page | None], int]:
        async with AsyncSite(wiki.url, max_lag=None) as site:
            if account is not None:
                await site.login(wiki.accounts[account].bot_name, wiki.accounts[account].bot_password)
            known = [page.title async for page in site.iterate(AllPages(filterredir="nonredirects"))]
            asked = spellings(known, 1000 - len(missing) - len(invalid))
            with wiki.recording() as calls:
                found = await asyncio.gather(
                    *(site.iterate(Pages(titles=title, props=TEXT)).first() for title in (*asked, *missing, *invalid))
                )
            return asked, found, len(calls)

    asked, found, sent = asyncio.run(read())

    assert sent == requests
    assert len(found) == 1000
    assert [page and page.asked and page.asked.value for page in found] == [*asked, *missing, *invalid]
    states = [page.state if page is not None else None for page in found]
    assert states == ["existing"] * len(asked) + ["missing"] * 30 + ["invalid"] * 10
    texts = true_texts(oracle, sorted(set(asked.values())))
    for title, page in zip(asked.values(), found, strict=False):
        assert page is not None
        assert (page.title, page.revisions[0].slots["main"].content) == (title, texts[title])


def true_texts(oracle: Oracle, titles: list[str]) -> dict[str, str]:
    """Ask for texts without any of our code."""
    texts: dict[str, str] = {}
    for start in range(0, len(titles), 50):
        part = {"titles": "|".join(titles[start : start + 50]), "prop": "revisions", "rvprop": "content"}
        reply = oracle.ask(action="query", **part, rvslots="main", formatversion="2")
        texts |= {page["title"]: page["revisions"][0]["slots"]["main"]["content"] for page in reply["query"]["pages"]}
    return texts


def test_what_is_merged_is_what_is_read_alone(wiki: Wiki) -> None:
    titles = [
        "berlin",
        "Berlin",
        "A|B",
        "A<B",
        "Special:Version",
        "Talk:",
        "de:Berlin",
        "No such page",
        "Ünï\u0308",
    ]
    requests: list[Any] = [
        Pages(titles=[title], redirects=redirects, props=props)
        for title in titles
        for redirects in (None, True)
        for props in ([Info(prop=["url"])], [TEXT])
    ]

    async def read() -> tuple[list[Page], list[Page | None], int]:
        async with AsyncSite(wiki.url, max_lag=None) as site:
            alone = [page for request in requests async for page in site.iterate(request)]
            with wiki.recording() as calls:
                together = await asyncio.gather(*(site.iterate(request).first() for request in requests))
            return alone, together, len(calls)

    alone, together, sent = asyncio.run(read())

    assert together == alone
    assert [page and page.asked for page in together] == [page.asked for page in alone]
    assert sent == 4


def test_what_the_wiki_allows_for_one_page_only_is_asked_for_each(wiki: Wiki) -> None:
    newest = Revisions(prop=["ids"], limit=1)

    async def read() -> list[Page | None]:
        async with AsyncSite(wiki.url, max_lag=None) as site:
            titles = ("Berlin", "Main Page")
            return await asyncio.gather(*(site.iterate(Pages(titles=title, props=newest)).first() for title in titles))

    assert [page and (page.title, bool(page.revisions)) for page in asyncio.run(read())] == [
        ("Berlin", True),
        ("Main Page", True),
    ]


def test_a_thousand_page_objects_give_their_texts_in_few_requests(wiki: Wiki, oracle: Oracle) -> None:
    async def read() -> tuple[dict[str, str], list[str], int]:
        async with AsyncSite(wiki.url, max_lag=None) as site:
            known = [page.title async for page in site.iterate(AllPages(filterredir="nonredirects"))]
            asked = spellings(known, 1000)
            with wiki.recording() as calls:
                found = await asyncio.gather(*(site.pages[title].text() for title in asked))
            return asked, found, len(calls)

    asked, found, sent = asyncio.run(read())

    assert sent == 20
    texts = true_texts(oracle, sorted(set(asked.values())))
    assert found == [texts[title] for title in asked.values()]
