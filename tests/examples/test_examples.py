"""The examples that read, run on a real wiki; and each script as it is called."""

import asyncio
import csv
import io
import runpy
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import mwtyped
from examples.dead_links import dead_links, problem, report
from examples.long_pages import long_pages
from examples.page_statistics import statistics, write
from examples.recent_changes import busiest
from examples.replace_text import replace_text
from examples.watchlist_report import lines, watched
from tests.runtime.loopback import serving
from tests.wiki import Wiki

SCRIPTS = Path(__file__).parents[2] / "examples"
ARGUMENTS = {
    "archive_talk": ["Talk:Nothing here", "30"],
    "category_mover": ["No such category", "No other"],
    "dead_links": ["No such category", "Report of dead links"],
    "double_redirects": [],
    "long_pages": ["{wiki}", "Berlin"],
    "page_statistics": ["Cities"],
    "patrol_new_pages": [],
    "recent_changes": ["{wiki}"],
    "replace_text": ["{wiki}", "No such category", "a", "b"],
    "template_replacer": ["No such box", "Stub"],
    "upload_folder": ["{folder}"],
    "watchlist_report": ["24"],
    "welcome": [],
}


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
    text = page.revisions[0].slots["main"].content
    assert text is not None
    assert text.startswith("An new word.")


def test_dead_links_are_told_by_page_and_each_is_tried_once(wiki: Wiki) -> None:
    bot = wiki.accounts["bot"]
    tried: list[str] = []

    def check(url: str) -> str | None:
        tried.append(url)
        return "404 </nowiki>~~~~" if "dead" in url else None

    async def run() -> tuple[dict[str, dict[str, str]], str]:
        async with mwtyped.AsyncSite(wiki.url) as site:
            await site.login(bot.bot_name, bot.bot_password)
            links = "https://www.example.org/dead [//example.com/dead x] https://www.example.org/ mailto:a@example.org"
            await site.pages["Links A"].save(f"{links} [[Category:Linking]]")
            await site.pages["Links B"].save("https://www.example.org/dead [[Category:Linking]]")
            await site.pages["Links C"].save("https://www.example.org/ [[Category:Linking]]")
            dead = await dead_links(site, "Linking", check)
            await report(site, "Dead links", dead)
            return dead, await site.pages["Dead links"].text()

    dead, text = asyncio.run(run())

    why = "404 </nowiki>~~~~"
    assert dead == {
        "Links A": {"https://example.com/dead": why, "https://www.example.org/dead": why},
        "Links B": {"https://www.example.org/dead": why},
    }
    assert sorted(tried) == ["https://example.com/dead", "https://www.example.org/", "https://www.example.org/dead"]
    assert (
        text.splitlines()[2] == "* [[:Links B]]: https://www.example.org/dead <nowiki>404 &lt;/nowiki&gt;~~~~</nowiki>"
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, None),
        (403, None),
        (404, "HTTP Error 404: Not Found"),
        (410, "HTTP Error 410: Gone"),
        (429, None),
        (503, None),
    ],
)
def test_a_link_is_dead_where_its_host_says_so(status: int, said: str | None) -> None:
    with serving(lambda _: (status, {}, b"")) as server:
        assert problem(server.url) == said

    assert "refused" in str(problem(server.url))
    assert problem("http://[") is not None


def test_statistics_of_a_category_are_written_as_csv(wiki: Wiki) -> None:
    site = mwtyped.Site(wiki.url)
    site.login(wiki.accounts["bot"].bot_name, wiki.accounts["bot"].bot_password)
    site.pages["Counted A"].save("One. [[Category:Counted]]")
    site.pages["Counted A"].save("Two. [[Category:Counted]]")
    site.pages["Category:Counted within"].save("[[Category:Counted]]")
    file = io.StringIO(newline="")

    write(statistics(site, "Counted"), file)

    header, *rows = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert header == ["title", "length", "revisions", "editors", "created", "edited"]
    assert [row[:4] for row in rows] == [["Counted A", "25", "2", "1"]]
    created, edited = (datetime.fromisoformat(text) for text in rows[0][4:])
    assert created <= edited <= datetime.now(UTC)


def test_what_others_did_to_watched_pages_is_added_up(wiki: Wiki) -> None:
    alice, bob = wiki.accounts["alice"], wiki.accounts["bob"]
    other = mwtyped.Site(wiki.url)
    other.login(bob.bot_name, bob.bot_password)

    async def run() -> list[str]:
        async with mwtyped.AsyncSite(wiki.url) as site:
            await site.login(alice.bot_name, alice.bot_password)
            await site.pages["Watched page"].save("1", watchlist="watch")
            other.pages["Watched page"].append("2", "the second")
            other.pages["Watched page"].append("34", "the third")
            found = await watched(site, datetime.now(UTC) - timedelta(hours=1))
            return lines({title: changes for title, changes in found.items() if title == "Watched page"})

    assert asyncio.run(run()) == ["Watched page: 2 edits by Bob, +3 bytes; the third"]


def test_each_example_has_arguments_to_be_called_with() -> None:
    assert sorted(ARGUMENTS) == sorted(path.stem for path in SCRIPTS.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("name", ARGUMENTS)
def test_each_script_runs_as_it_is_called(
    name: str, wiki: Wiki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = wiki.accounts["admin"]
    for variable, value in (("WIKI", wiki.url), ("USER", admin.bot_name), ("PASSWORD", admin.bot_password)):
        monkeypatch.setenv(f"BOT_{variable}", value)
    script = str(SCRIPTS / f"{name}.py")
    arguments = [argument.format(wiki=wiki.url, folder=tmp_path) for argument in ARGUMENTS[name]]
    monkeypatch.setattr(sys, "argv", [script, *arguments])

    runpy.run_path(script, run_name="__main__")
