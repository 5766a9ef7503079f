"""Uploads that the wiki puts together, fetches and publishes later, in its job queue."""

import hashlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from mwtyped import AsyncSite, MaximumRetriesExceeded, Options, UploadRefused, UploadResume, WriteOutcomeUnknown
from mwtyped.mediawiki import UploadRequest

from ...runtime.loopback import serving
from ...wiki import Wiki
from ..cutting import Cut, cutting
from ..jobs import Jobs
from ..oracle import Oracle, Watch

PIECE = 64 * 1024


@pytest.fixture
def wiki(wiki_that_does_it_later: Wiki) -> Wiki:
    return wiki_that_does_it_later


@pytest.fixture
def jobs(wiki: Wiki) -> Jobs:
    return Jobs(wiki)


@pytest.fixture
def content() -> bytes:
    return random.Random().randbytes(PIECE).hex().encode()[: 2 * PIECE - 1]


@pytest.fixture
def name(content: bytes) -> str:
    return f"Later {hashlib.sha1(content).hexdigest()}.txt"


def opened(url: str, jobs: Jobs, **options: Any) -> AsyncSite:
    made = Options(chunk_size=PIECE, clock=jobs, **options)
    return AsyncSite(url, max_lag=None, max_retries=3, retry_timeout=0, options=made)


async def async_entered(site: AsyncSite, wiki: Wiki, who: str = "admin") -> None:
    await site.login(wiki.accounts[who].bot_name, wiki.accounts[who].bot_password)


def versions(oracle: Oracle, name: str) -> list[str]:
    """Give the SHA-1 of each version of a file."""
    page = oracle.ask(
        action="query", titles=f"File:{name}", prop="imageinfo", iiprop="sha1", iilimit="max", formatversion="2"
    )["query"]["pages"][0]
    return [version["sha1"] for version in page.get("imageinfo", [])]


def sha1(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


STEPS: dict[str, Callable[[bytes], bool]] = {
    "first piece": lambda request: b'name="offset"\r\n\r\n0\r\n' in request,
    "last piece": lambda request: b'name="async"' in request,
    "publish": lambda request: b"async=1&filekey=" in request or (b"&filekey=" in request and b"&async=1" in request),
    "question": lambda request: b"checkstatus=1" in request,
}


def first(step: str, cut: Cut) -> Callable[[bytes], Cut | None]:
    """Break the connection of the first such request."""
    left: list[Cut] = [cut]
    return lambda request: left.pop() if left and STEPS[step](request) else None


@pytest.mark.parametrize("size", [2 * PIECE - 1, 100])
async def test_a_file_is_put_together_and_published_later(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes, size: int
) -> None:
    file = content[:size]
    async with opened(wiki.url, jobs) as site:
        await async_entered(site, wiki)
        watch = Watch(wiki)
        done = await site.api.upload(filename=name, file=file, async_=True, comment="c", text="t")

    assert (done.result, done.filename, done.already_applied) == ("Success", name.replace(" ", "_"), False)
    assert done.imageinfo is not None
    assert done.imageinfo.sha1 == sha1(file)
    assert versions(oracle, name) == [sha1(file)]
    assert sum("checkstatus" in call.params for call in watch.calls) == 2


@pytest.mark.parametrize("cut", ["asked", "answered"])
@pytest.mark.parametrize("step", STEPS)
async def test_each_answer_may_be_lost(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes, step: str, cut: Cut
) -> None:
    with cutting(wiki.url, first(step, cut)) as url:
        async with opened(url, jobs) as site:
            await async_entered(site, wiki)
            done = await site.api.upload(filename=name, file=content, async_=True)

    assert (done.result, done.already_applied) == ("Success", (step, cut) == ("publish", "answered"))
    assert versions(oracle, name) == [sha1(content)]


@pytest.mark.parametrize("cut", [None, "asked", "answered"])
async def test_a_key_of_ones_own_is_published_later(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes, cut: Cut | None
) -> None:
    with cutting(wiki.url, first("publish", cut) if cut else lambda request: None) as url:
        async with opened(url, jobs) as site:
            await async_entered(site, wiki)
            stashed = await site.api.upload(filename=name, file=content, stash=True)
            done = await site.api.upload(filename=name, filekey=stashed.filekey, async_=True)

    assert (done.result, done.already_applied) == ("Success", cut == "answered")
    assert versions(oracle, name) == [sha1(content)]


@pytest.mark.parametrize("cut", ["asked", "answered"])
async def test_a_key_is_published_once_more_after_its_warnings(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes, cut: Cut
) -> None:
    async with opened(wiki.url, jobs) as site:
        await async_entered(site, wiki)
        await site.api.upload(filename="Same " + name, file=content)
        warned = await site.api.upload(filename=name, file=content, async_=True)
    assert warned.result == "Warning"
    assert warned.warnings is not None
    assert warned.warnings.duplicate == [f"Same_{name}".replace(" ", "_")]
    assert versions(oracle, name) == []

    with cutting(wiki.url, first("publish", cut)) as url:
        async with opened(url, jobs) as site:
            await async_entered(site, wiki)
            done = await site.api.upload(filename=name, filekey=warned.filekey, async_=True, ignorewarnings=True)

    assert done.result == "Success"
    assert versions(oracle, name) == [sha1(content)]


async def test_what_comes_to_light_in_the_job_is_reported(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes
) -> None:
    """MediaWiki 1.39 asks for warnings and for protection before the job only."""
    async with opened(wiki.url, jobs) as site:
        await async_entered(site, wiki, "alice")
        stashed = await site.api.upload(filename=name, file=content, stash=True)
        token = oracle.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        protect = {"action": "protect", "title": f"File:{name}", "protections": "create=sysop", "token": token}
        jobs.before.append(lambda: oracle.ask(**protect))
        if wiki.version == "1.39":
            done = await site.api.upload(filename=name, filekey=stashed.filekey, async_=True)
            assert done.result == "Success"
        else:
            with pytest.raises(UploadRefused, match=r"publishfailed: .*protectedpagetext"):
                await site.api.upload(filename=name, filekey=stashed.filekey, async_=True)

    assert versions(oracle, name) == [sha1(content)] * (wiki.version == "1.39")


async def test_what_the_wiki_cannot_put_together_or_publish_is_refused(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes
) -> None:
    async with opened(wiki.url, jobs) as site, opened(wiki.url, jobs) as other:
        await async_entered(site, wiki)
        await async_entered(other, wiki, "alice")
        with pytest.raises(UploadRefused, match="did not pass file verification"):
            await site.api.upload(filename=name.replace("txt", "png"), file=content, async_=True)
        await other.api.upload(filename=name, file=content)
        with pytest.raises(UploadRefused, match="exact duplicate"):
            await site.api.upload(filename=name, file=content, async_=True, ignorewarnings=True)

    assert versions(oracle, name) == [sha1(content)]


async def test_a_wiki_that_never_comes_to_it_is_gone_on_with(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes
) -> None:
    request = UploadRequest(filename=name, file=content, async_=True)
    jobs.runs = False
    async with opened(wiki.url, jobs, retry_seconds=0) as site:
        await async_entered(site, wiki)
        with pytest.raises(MaximumRetriesExceeded, match=r"not done yet \(stage: queued\)") as caught:
            await site.send(request)
        resume = UploadResume.of(caught.value)
        assert resume is not None
        wiki.run_jobs()  # puts it together
        with pytest.raises(WriteOutcomeUnknown, match=r"not done yet \(stage: queued\)") as unknown:
            await site.resume_upload(request, resume)
        resume = UploadResume.of(unknown.value)
        assert resume is not None
        assert versions(oracle, name) == []
        wiki.run_jobs()  # publishes it
        done = await site.resume_upload(request, resume)

    assert (done.result, done.already_applied) == ("Success", True)
    assert versions(oracle, name) == [sha1(content)]


@pytest.mark.parametrize("ignorewarnings", [True, None])
async def test_a_url_is_fetched_later(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes, ignorewarnings: bool | None
) -> None:
    with serving(lambda seen: (200, {"content-type": "text/plain"}, content)) as source:
        async with opened(wiki.url, jobs) as site:
            await async_entered(site, wiki)
            url = f"{source.url}/{sha1(content)}"
            done = await site.api.upload(
                filename=name, url=url, async_=True, ignorewarnings=ignorewarnings, comment="why"
            )

    assert (done.result, done.filename) == ("Success", name.replace(" ", "_"))
    page = oracle.ask(action="query", titles=f"File:{name}", prop="imageinfo", iiprop="sha1|comment", formatversion="2")
    made = [(one["sha1"], one["comment"]) for one in page["query"]["pages"][0]["imageinfo"]]
    assert made == [(sha1(content), "why")]
    assert len(source.seen) == 1


@pytest.mark.parametrize("cut", ["asked", "answered"])
async def test_a_url_whose_answer_is_lost_is_published_once(
    wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str, content: bytes, cut: Cut
) -> None:
    left: list[Cut] = [cut]
    with (
        serving(lambda seen: (200, {"content-type": "text/plain"}, content)) as source,
        cutting(wiki.url, lambda request: left.pop() if left and b"url=http" in request else None) as url,
    ):
        async with opened(url, jobs) as site:
            await async_entered(site, wiki)
            file = f"{source.url}/{sha1(content)}"
            done = await site.api.upload(filename=name, url=file, async_=True, ignorewarnings=True)

    assert (done.result, done.already_applied) == ("Success", cut == "answered")
    assert versions(oracle, name) == [sha1(content)]


async def test_a_url_that_gives_nothing_is_an_error(wiki: Wiki, oracle: Oracle, jobs: Jobs, name: str) -> None:
    with serving(lambda seen: (404, {}, b"")) as source:
        async with opened(wiki.url, jobs) as site:
            await async_entered(site, wiki)
            with pytest.raises(UploadRefused):
                await site.api.upload(filename=name, url=source.url + "/x", async_=True, ignorewarnings=True)

    assert versions(oracle, name) == []
