"""Uploads that are stopped at each of their requests, by Ctrl-C or by cancelling, and gone on with."""

import asyncio
import hashlib
import io
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from mwtyped import AsyncSite, Options, Site, UploadResume
from mwtyped.mediawiki import UploadRequest

from ..wiki import Wiki
from .cutting import Cut, cutting
from .oracle import Oracle

PIECE = 64 * 1024
PIECES = 4
OPTIONS = Options(chunk_size=PIECE)
STEPS = [1, 2, PIECES, "publish"]


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False


def as_bytes(content: bytes) -> bytes:
    return content


@pytest.fixture
def content() -> bytes:
    return random.Random().randbytes(PIECES * PIECE // 2).hex().encode()[:-1]


@pytest.fixture
def name(content: bytes) -> str:
    return f"Stopped {hashlib.sha1(content).hexdigest()}.txt"


def versions(oracle: Oracle, name: str) -> list[str]:
    """Give the SHA-1 of each version of a file."""
    page = oracle.ask(
        action="query", titles=f"File:{name}", prop="imageinfo", iiprop="sha1", iilimit="max", formatversion="2"
    )["query"]["pages"][0]
    return [version["sha1"] for version in page.get("imageinfo", [])]


def when(step: int | str, stop: Callable[[], object]) -> Callable[[bytes], Cut | None]:
    """Stop the client at a piece, or at the publishing, while the wiki does what it was asked."""
    seen = [0]

    def decide(request: bytes) -> Cut | None:
        if (b'name="chunk"' in request) if isinstance(step, int) else (b"&filekey=" in request):
            seen[0] += 1
            if seen[0] == (step if isinstance(step, int) else 1):
                stop()
        return None

    return decide


def interrupt() -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@pytest.mark.parametrize("make", [as_bytes, Pipe])
@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_upload_is_gone_on_with(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, step: int | str, make: Callable[[bytes], IO[bytes]]
) -> None:
    account = wiki.accounts["admin"]
    with cutting(wiki.url, when(step, interrupt)) as url, Site(url, max_lag=None, options=OPTIONS) as site:
        site.login(account.bot_name, account.bot_password)
        with pytest.raises(KeyboardInterrupt) as caught:
            site.send(UploadRequest(filename=name, file=make(content)))
        resume = UploadResume.of(caught.value)
        notes = " ".join(getattr(caught.value, "__notes__", []))
        again = UploadRequest(filename=name, file=make(content))
        done = site.send(again) if resume is None else site.resume_upload(again, resume)

    assert (resume is None) == (step == 1)
    assert ("whether it was done is not known" in notes) == (step == "publish")
    assert done.result == "Success"
    assert versions(oracle, name) == [hashlib.sha1(content).hexdigest()]


@pytest.mark.parametrize("step", STEPS)
def test_a_cancelled_upload_is_gone_on_with(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, step: int | str
) -> None:
    account, request = wiki.accounts["admin"], UploadRequest(filename=name, file=content)

    async def upload() -> Any:
        loop, tasks = asyncio.get_running_loop(), list[asyncio.Task[Any]]()

        def cancel() -> None:
            loop.call_soon_threadsafe(tasks[0].cancel)

        with cutting(wiki.url, when(step, cancel)) as url:
            async with AsyncSite(url, max_lag=None, options=OPTIONS) as site:
                await site.login(account.bot_name, account.bot_password)
                tasks.append(asyncio.create_task(site.send(request)))
                with pytest.raises(asyncio.CancelledError) as caught:
                    await tasks[0]
                resume = UploadResume.of(caught.value)
                assert (resume is None) == (step == 1)
                return await (site.send(request) if resume is None else site.resume_upload(request, resume))

    assert asyncio.run(upload()).result == "Success"
    assert versions(oracle, name) == [hashlib.sha1(content).hexdigest()]


SCRIPT = """
import json, sys
from pathlib import Path
import mwtyped
from mwtyped.mediawiki import UploadRequest

url, name, user, password, file, kept = sys.argv[1:]
request, kept = UploadRequest(filename=name, file=Path(file)), Path(kept)
site = mwtyped.Site(url, max_lag=None, options=mwtyped.Options(chunk_size=65536))
site.login(user, password)
try:
    if kept.exists():
        print(site.resume_upload(request, mwtyped.UploadResume.from_json(kept.read_text())).result)
    else:
        site.send(request)
except BaseException as error:
    if resume := mwtyped.UploadResume.of(error):
        kept.write_text(resume.to_json())
    raise
"""


@pytest.mark.parametrize("step", [3, "publish"])
def test_another_process_goes_on(
    wiki: Wiki, oracle: Oracle, name: str, content: bytes, step: int | str, tmp_path: Path
) -> None:
    account, file, kept = wiki.accounts["admin"], tmp_path / "file", tmp_path / "kept"
    file.write_bytes(content)
    running = list[subprocess.Popen[str]]()

    def run(url: str) -> subprocess.Popen[str]:
        given = (url, name, account.bot_name, account.bot_password, str(file), str(kept))
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, "-c", SCRIPT, *given], env=os.environ, **pipes)

    with cutting(wiki.url, when(step, lambda: running[0].send_signal(signal.SIGINT))) as url:
        running.append(run(url))
        _, errors = running[0].communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    said, errors = run(wiki.url).communicate(timeout=60)

    assert (said.strip(), errors) == ("Success", "")
    assert versions(oracle, name) == [hashlib.sha1(content).hexdigest()]
