"""Uploads in pieces, over a line that breaks, on the real wiki."""

import hashlib
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwtyped import (
    AsyncSite,
    MaximumRetriesExceeded,
    Options,
    ParameterError,
    UploadRefused,
    UploadResume,
    WriteOutcomeUnknown,
)
from mwtyped.mediawiki import UploadRequest

from ...runtime.loopback import Reply, Seen, Server, serving
from ...wiki import Wiki
from ..cutting import Cut, cutting
from ..oracle import Oracle, Watch

KIB = 1024
PIECE = 64 * KIB


class Plan:
    """Break the connection of the requests with these numbers, counted among those that match."""

    def __init__(self, match: bytes, cuts: dict[int, Cut]) -> None:
        self.match, self.cuts, self.seen = match, cuts, 0

    def __call__(self, request: bytes) -> Cut | None:
        if self.match not in request:
            return None
        self.seen += 1
        return self.cuts.get(self.seen)


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 10_000))


CHUNK, PUBLISH, PLAIN, BY_URL = b'name="chunk"', b"filekey=", b'name="file"', b"url=http"


@pytest.fixture(params=["1.43", "1.39"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def wiki(version: str, wiki: Wiki, request: pytest.FixtureRequest) -> Wiki:
    """Each of the wikis."""
    older: Wiki = wiki if version == "1.43" else request.getfixturevalue("wiki139")
    return older


def opened(url: str, **options: Any) -> AsyncSite:
    options = {"chunk_size": PIECE, **options}
    return AsyncSite(url, max_lag=None, max_retries=3, retry_timeout=0, options=Options(**options))


async def async_entered(site: AsyncSite, wiki: Wiki) -> None:
    account = wiki.accounts["admin"]
    await site.login(account.bot_name, account.bot_password)


@pytest.fixture
def content() -> bytes:
    return random.Random().randbytes(4 * PIECE + 100).hex().encode()[: 4 * PIECE + 100]


@pytest.fixture
def name(content: bytes) -> str:
    return f"Pieces {hashlib.sha1(content).hexdigest()}.txt"


def versions(oracle: Oracle, name: str) -> list[str]:
    """Give the SHA-1 of each version of a file."""
    page = oracle.ask(
        action="query", titles=f"File:{name}", prop="imageinfo", iiprop="sha1", iilimit="max", formatversion="2"
    )["query"]["pages"][0]
    return [version["sha1"] for version in page.get("imageinfo", [])]


def sha1(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


@pytest.mark.parametrize("kind", ["bytes", "path", "stream", "pipe"])
async def test_a_large_file_goes_in_pieces(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    stream = io.BytesIO(b"before" + content)
    stream.seek(6)
    file = {"bytes": content, "path": path, "stream": stream, "pipe": Pipe(content)}[kind]
    async with opened(wiki.url) as site:
        await async_entered(site, wiki)
        watch = Watch(wiki)
        done = await site.api.upload(filename=name, file=file, comment="c")  # type: ignore[arg-type]

    assert (done.result, done.filename) == ("Success", name.replace(" ", "_"))
    assert versions(oracle, name) == [sha1(content)]
    assert sum("offset" in call.params for call in watch.calls) == 5


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("cut", ["asked", "answered"])
@pytest.mark.parametrize("which", [1, 2, 5, "publish"])
async def test_each_request_of_an_upload_may_fail(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, which: int | str, cut: Cut
) -> None:
    plan = Plan(PUBLISH, {1: cut}) if which == "publish" else Plan(CHUNK, {int(which): cut})
    with cutting(wiki.url, plan) as url:
        async with opened(url) as site:
            await async_entered(site, wiki)
            done = await site.api.upload(filename=name, file=content)

    assert done.result == "Success"
    assert done.imageinfo is not None
    assert done.imageinfo.sha1 == sha1(content)
    assert versions(oracle, name) == [sha1(content)]
    assert plan.seen >= 1


@pytest.mark.parametrize("cut", ["asked", "answered"])
async def test_a_small_upload_whose_answer_is_lost_is_made_once(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, cut: Cut
) -> None:
    with cutting(wiki.url, Plan(PLAIN, {1: cut})) as url:
        async with opened(url, chunk_size=1024 * KIB) as site:
            await async_entered(site, wiki)
            done = await site.api.upload(filename=name, file=content)

    assert done.result == "Success"
    assert versions(oracle, name) == [sha1(content)]


@pytest.mark.parametrize("cut", ["asked", "answered"])
@pytest.mark.parametrize("which", [3, 5])
async def test_an_upload_goes_on_where_it_stopped(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, cut: Cut, which: int
) -> None:
    request = UploadRequest(filename=name, file=content)
    gone: dict[int, Cut] = {which: cut, **dict.fromkeys(range(which + 1, 100), "asked")}
    with cutting(wiki.url, Plan(CHUNK, gone)) as url:
        async with opened(url) as site:
            await async_entered(site, wiki)
            with pytest.raises(MaximumRetriesExceeded) as caught:
                await site.send(request)
    resume = UploadResume.of(caught.value)
    assert resume is not None
    assert resume.offset == (which - 1) * PIECE

    async with opened(wiki.url, chunk_size=2 * PIECE) as site:
        await async_entered(site, wiki)
        resume = UploadResume.from_json(resume.to_json())
        with pytest.raises(ParameterError, match="is not the one that was begun: its first"):
            await site.resume_upload(UploadRequest(filename=name, file=b"x" + content[1:]), resume)
        done = await site.resume_upload(request, resume)

    assert done.result == "Success"
    assert versions(oracle, name) == [sha1(content)]


async def test_warnings_come_together_and_nothing_is_published(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes
) -> None:
    async with opened(wiki.url) as site:
        await async_entered(site, wiki)
        await site.api.upload(filename=name, file=content)
        done = await site.api.upload(filename="Other " + name, file=content)
        assert done.result == "Warning"
        assert done.warnings is not None
        assert done.warnings.duplicate == [name.replace(" ", "_")]
        assert versions(oracle, "Other " + name) == []

        await site.api.upload(filename="Other " + name, filekey=done.filekey, ignorewarnings=True)

    assert versions(oracle, "Other " + name) == [sha1(content)]


async def test_what_the_wiki_would_refuse_is_not_sent(wiki: Wiki, content: bytes) -> None:
    async with opened(wiki.url) as site:
        await async_entered(site, wiki)
        watch = Watch(wiki)
        with pytest.raises(UploadRefused, match="filetype-banned: the name must end in one of: png"):
            await site.api.upload(filename="A.exe", file=content)
        with pytest.raises(UploadRefused, match="empty-file"):
            await site.api.upload(filename="A.txt", file=b"")
    async with opened(wiki.url, chunk_size=10) as site:
        await async_entered(site, wiki)
        with pytest.raises(ParameterError, match="upload: chunk_size: is 10"):
            await site.api.upload(filename="A.txt", file=content)

    assert all("offset" not in call.params for call in watch.calls)


async def test_what_the_wiki_refuses_is_of_one_type(wiki: Wiki, content: bytes) -> None:
    codes = dict[str, Any]()
    async with opened(wiki.url) as site:
        await async_entered(site, wiki)
        for filename, file in (
            ("A.php.txt", b"abc"),
            (".txt", b"abc"),
            ("A\ufffdB.txt", b"abc"),
            ("A.png", b"abc"),
            ("A.png", content),
        ):
            with pytest.raises(UploadRefused) as caught:
                await site.api.upload(filename=filename, file=file)
            codes[caught.value.code] = caught.value.data
        with pytest.raises(UploadRefused, match="http-invalid-url"):
            await site.api.upload(filename="A.txt", url="ftp://example.org/A.txt")

    assert set(codes) == {
        *("filetype-banned", "filename-tooshort", "illegal-filename", "verification-error"),
        "stashfailed",  # the pieces make no picture
    }
    assert codes["filetype-banned"]["blacklisted"] == ["php"]
    assert codes["illegal-filename"]["filename"] == "A\ufffdB.txt"
    assert codes["filename-tooshort"]["filekey"]


async def test_a_file_that_waits_in_the_stash_is_published_under_another_name(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes
) -> None:
    small = content[:100]
    async with opened(wiki.url) as site:
        await async_entered(site, wiki)
        with pytest.raises(UploadRefused) as caught:
            await site.api.upload(filename=f".{'x' * 300}.txt", file=small)
        done = await site.api.upload(filename=name, filekey=caught.value.data["filekey"])

    assert done.result == "Success"
    assert versions(oracle, name) == [sha1(small)]


async def test_all_warnings_come_together(wiki: Wiki, name: str, content: bytes) -> None:
    for one in (content, content[:100]):
        async with opened(wiki.url) as site:
            await async_entered(site, wiki)
            await site.api.upload(filename=name, file=one, ignorewarnings=True)
            await site.api.upload(filename="Same " + name, file=one, ignorewarnings=True)
            done = await site.api.upload(filename=name, file=one)

        assert (done.result, done.already_applied) == ("Warning", False)
        assert done.warnings is not None
        assert done.warnings.exists == name.replace(" ", "_")
        assert done.warnings.duplicate == [f"Same_{name}".replace(" ", "_")]
        assert done.warnings.nochange is not None


async def test_names_that_are_not_ascii(wiki: Wiki, oracle: Oracle, name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "Größe 図.txt"
    path.write_bytes(content)
    name = f"Größe 図 “” {name}"
    async with opened(wiki.url) as site:
        await async_entered(site, wiki)
        await site.api.upload(filename=name, file=path, comment="ß", text="図")
        await site.api.upload(filename=f"Kurz {name}", file=content[:99])

    assert versions(oracle, name) == [sha1(content)]
    assert versions(oracle, f"Kurz {name}") == [sha1(content[:99])]


@pytest.fixture
def source(content: bytes) -> Iterator[Server]:
    """Serve the file to the wiki."""
    with serving(lambda seen: (200, {"content-type": "text/plain"}, content)) as server:
        yield server


@pytest.mark.parametrize("cut", ["asked", "answered"])
async def test_an_upload_by_url_whose_answer_is_lost_is_made_once(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, source: Server, cut: Cut
) -> None:
    with cutting(wiki.url, Plan(BY_URL, {1: cut})) as url:
        async with opened(url) as site:
            await async_entered(site, wiki)
            done = await site.api.upload(filename=name, url=f"{source.url}/x.txt", ignorewarnings=True)

    assert (done.result, done.already_applied) == ("Success", cut == "answered")
    assert versions(oracle, name) == [sha1(content)]


async def test_an_upload_by_url_whose_content_changed_is_unknown(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes
) -> None:
    contents = [content + b"1", content + b"2"]

    def respond(seen: Seen) -> Reply:
        return 200, {"content-type": "text/plain"}, contents.pop(0)

    with serving(respond) as source, cutting(wiki.url, Plan(BY_URL, {1: "answered"})) as url:
        async with opened(url) as site:
            await async_entered(site, wiki)
            with pytest.raises(WriteOutcomeUnknown, match="there is a new version of ours"):
                await site.api.upload(filename=name, url=f"{source.url}/x.txt", ignorewarnings=True)

    assert versions(oracle, name) == [sha1(content + b"1")]


@pytest.mark.parametrize("cut", ["asked", "answered"])
async def test_a_publishing_of_a_key_whose_answer_is_lost_is_made_once(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, cut: Cut
) -> None:
    with cutting(wiki.url, Plan(PUBLISH, {1: cut})) as url:
        async with opened(url) as site:
            await async_entered(site, wiki)
            stashed = await site.api.upload(filename=name, file=content, stash=True)
            done = await site.api.upload(filename=name, filekey=stashed.filekey)

    assert (done.result, done.already_applied) == ("Success", cut == "answered")
    assert versions(oracle, name) == [sha1(content)]
