"""Move old threads of a talk page to its archive: `python examples/archive_talk.py "Talk:Main Page" 30`.

A thread is old when its newest signature is so many days old.

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
"""

import os
import re
import sys
from datetime import UTC, datetime, timedelta
from getpass import getpass

import mwtyped
from mwtyped.mediawiki import Edit

THREAD = re.compile(r"^(?===[^=].*==\s*$)", re.MULTILINE)
SIGNED = re.compile(r"\d\d:\d\d, \d{1,2} \w+ \d{4} \(UTC\)")


def old_threads(text: str, before: datetime) -> list[str]:
    """Give the threads whose newest signature is from before; one without is left alone."""
    threads = THREAD.split(text)[1:]  # what stands above the first heading stays
    return [thread for thread in threads if (newest := last_signed(thread)) is not None and newest < before]


def last_signed(thread: str) -> datetime | None:
    """Give the time of the newest signature; None if there is none, or one that is no time."""
    try:
        times = [datetime.strptime(found, "%H:%M, %d %B %Y (UTC)") for found in SIGNED.findall(thread)]
    except ValueError:  # somebody wrote "31 February"
        return None
    return max(times).replace(tzinfo=UTC) if times else None


def without(text: str, archived: list[str]) -> str:
    """Take threads out of a text. One that somebody answered meanwhile is another: it stays."""
    gone = {thread.strip() for thread in archived}
    start, *threads = THREAD.split(text)
    return start + "".join(thread for thread in threads if thread.strip() not in gone)


def archive(site: mwtyped.Site, title: str, before: datetime, header: str = "{{Talk archive}}") -> int:
    """Add old threads to the archive of the year, then take them off the talk page; give how many they were."""
    threads = old_threads(site.pages[title].text(), before)
    if not threads:
        return 0
    summary = f"{len(threads)} old threads of [[{title}]]"
    page = site.pages[f"{title}/Archive {before.year}"]
    start = "" if page.exists else header
    page.append(f"{start}\n\n{''.join(threads).strip()}", summary=summary)  # first, so that nothing is ever lost
    site.revise(
        Edit(title=title, summary=f"{len(threads)} old threads archived", bot=True), lambda text: without(text, threads)
    )
    return len(threads)


def main() -> None:
    title, days = sys.argv[1:3]
    site = mwtyped.Site(os.environ["BOT_WIKI"], clients_useragent="ArchiveTalk/1.0 (me@example.org)")
    site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
    print(f"{archive(site, title, datetime.now(UTC) - timedelta(days=int(days)))} threads archived")


if __name__ == "__main__":
    main()
