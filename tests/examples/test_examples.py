"""The examples, run on a real wiki."""

import asyncio

import mwtyped
from examples.long_pages import long_pages
from examples.recent_changes import busiest
from examples.replace_text import replace_text
from tests.wiki import Wiki


def test_long_pages_come_longest_first(wiki: Wiki) -> None:
    found = long_pages(mwtyped.Site(wiki.url), "", most=5)
    lengths = [length for _, length in found]
    assert len(found) == 5
    assert lengths == sorted(lengths, reverse=True)


def test_the_busiest_users_are_counted(wiki: Wiki) -> None:
    async def count() -> int:
        async with mwtyped.AsyncSite(wiki.url) as site:
            return sum((await busiest(site, 20)).values())

    assert 0 < asyncio.run(count()) <= 20


def test_a_text_is_replaced_on_the_pages_that_hold_it_and_no_others(wiki: Wiki) -> None:
    bot = wiki.accounts["bot"]
    site = mwtyped.Site(wiki.url)
    site.login(bot.bot_name, bot.bot_password)
    site.api.edit(title="Replace A", text="An old word. [[Category:Replacing]]")
    site.api.edit(title="Replace B", text="No such word. [[Category:Replacing]]")

    edited = replace_text(site, "Replacing", "old word", "new word")

    assert edited == ["Replace A"]
    page = site.api.query.revisions(titles=["Replace A"], prop=["content"], slots=["main"]).first()
    assert page is not None
    assert page["revisions"][0]["slots"]["main"]["*"].startswith("An new word.")
