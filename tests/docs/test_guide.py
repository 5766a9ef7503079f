"""Every example of the documentation, run in order on a real wiki."""

import asyncio
import io
import logging
import os
import re
import shlex
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import mwtyped
from mwtyped import cli
from mwtyped.mediawiki import UploadRequest
from mwtyped_codegen.overlay import Overlay
from tests.live.gateway import TOKENS, guarding
from tests.wiki import Wiki, start

from .blocks import ROOT, Block, blocks

DOCUMENTS = {"README.md": (3, 0), "docs/guide.md": (35, 1), "docs/own-wiki.md": (1, 0), "docs/site.md": (16, 5)}
"""How many examples each has at least, and how many of them cannot be run."""

SECRET = "ABCDEFGHIJKLMNOP"
RECOVERY = ("RECOVERYONE", "RECOVERYTWO")


@pytest.fixture(scope="module")
def wiki() -> Iterator[Wiki]:
    """A wiki of their own: the examples write where they like, and change how users log in."""
    with start("1.43") as wiki:
        yield wiki


@pytest.fixture(scope="module")
def mywiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package that `mwtyped generate` makes of a wiki, where Python finds it."""
    folder = tmp_path_factory.mktemp("package")
    capture = ROOT / "schemas" / "captures" / "mediawiki-1.43.json"
    assert cli.main(["generate", str(capture), "--package", "mywiki", "-o", str(folder)]) == 0
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))


def photo(side: int = 1) -> bytes:
    """Make a PNG of noise, uncompressed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    image = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + image


class Interrupted(io.BytesIO):
    """A file in whose last part Ctrl-C is pressed."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= 4_000:
            raise KeyboardInterrupt
        return super().read(size)


class Reader:
    """Somebody who tries the examples: what the documents leave to their reader, and say of their wiki."""

    def __init__(self, wiki: Wiki, until: ExitStack) -> None:
        self.wiki = wiki
        self.until = until
        self.bot = wiki.accounts["bot"]
        self.words: dict[str, str] = {}
        self.names: dict[str, Any] = {
            "asyncio": asyncio,
            "mwtyped": mwtyped,
            "bot_password": self.bot.bot_password,
            "password": self.bot.password,
            "secret": SECRET,
            "input": lambda prompt: RECOVERY[1],
            "work_on": lambda page: None,
            "correct": lambda text: f"{text}, corrected",
        }
        self.given: dict[str, Callable[[], None]] = {
            "a second factor": lambda: wiki.second_factor(self.bot.name, SECRET, *RECOVERY),
            "a password that expired": self._let_it_expire,
            "a consumer of OAuth": self._become_a_consumer,
            "an upload that stopped": self._stop_an_upload,
        }

    def logged_in(self) -> mwtyped.Site:
        site = mwtyped.Site(self.wiki.url)
        site.login(self.bot.bot_name, self.bot.bot_password)
        return site

    def run(self, block: Block, runner: asyncio.Runner) -> None:
        """Run an example. It begins with a site that is logged in, whatever earlier ones did to theirs."""
        self.names["site"] = self.logged_in()
        self.words = {
            **dict.fromkeys(("en.wikipedia.org", "de.wikipedia.org", "wiki.example.org"), self.wiki.url),
            "CoolBot@task": self.bot.bot_name,
            "the bot password": self.bot.bot_password,
            "CoolBot": self.bot.name,
            "123456": RECOVERY[0],
        }
        if block.given is not None:
            self.given[block.given]()
        block.run(self.words, self.names, runner)

    def _become_a_consumer(self) -> None:
        gateway = self.until.enter_context(guarding(self.wiki, "alice"))
        self.words["en.wikipedia.org"] = gateway.url
        client_id, client_secret = gateway.client
        bearers = {"oauth2_token": min(gateway.bearers), "refresh_token": min(gateway.refresh_tokens)}
        self.names |= {**TOKENS, **bearers, "client_id": client_id, "client_secret": client_secret}

    def _let_it_expire(self) -> None:
        bob = self.wiki.accounts["bob"]
        self.wiki.expire_password(bob.name)
        self.words["CoolBot"] = bob.name
        self.names |= {"password": bob.password, "new": f"{bob.password} renewed"}

    def _stop_an_upload(self) -> None:
        content = photo(45)
        Path("photo.png").write_bytes(content)
        site = mwtyped.Site(self.wiki.url, options=mwtyped.Options(chunk_size=2_000))
        site.login(self.bot.bot_name, self.bot.bot_password)
        with pytest.raises(KeyboardInterrupt) as stopped:
            site.send(UploadRequest(filename="B.png", file=Interrupted(content), comment="new"))
        resume = mwtyped.UploadResume.of(stopped.value)
        assert resume is not None
        Path("upload.json").write_text(resume.to_json())


@pytest.fixture
def log() -> Iterator[None]:
    """Leave the log as it was: an example turns it on, which later tests would measure."""
    root, ours = logging.getLogger(), logging.getLogger("mwtyped")
    level, handlers = ours.level, root.handlers[:]
    yield
    ours.setLevel(level)
    root.handlers[:] = handlers


@pytest.mark.usefixtures("log")
@pytest.mark.filterwarnings("ignore::mwtyped.APIWarning")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_example_of_a_document_runs(
    document: str, wiki: Wiki, mywiki: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("photo.png").write_bytes(photo())
    with asyncio.Runner() as runner, ExitStack() as until:
        reader = Reader(wiki, until)
        for block in blocks(document):
            if block.not_run is None:
                reader.run(block, runner)
            else:
                block.check()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_few_examples_are_not_run(document: str) -> None:
    least, not_run = DOCUMENTS[document]

    found = blocks(document)

    assert len(found) >= least
    assert len([block for block in found if block.not_run is not None]) == not_run


READER = """
import asyncio
import mwtyped
bot_password = password = new = secret = ""
consumer_token = consumer_secret = access_token = access_secret = oauth2_token = ""
client_id = client_secret = refresh_token = ""
def work_on(page: object) -> None: ...
def correct(text: str | None) -> str: ...
"""


def test_every_example_is_right_for_a_strict_type_checker_and_imports_what_it_uses(tmp_path: Path) -> None:
    examples = [block.as_function() for name in ("README.md", "docs/guide.md") for block in blocks(name)]
    script = tmp_path / "documents.py"
    script.write_text("\n".join([READER, *examples]), encoding="utf-8")

    mypy = [sys.executable, "-m", "mypy", "--strict", "--disable-error-code=empty-body", str(script)]
    done = subprocess.run(mypy, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("number", range(3))
def test_corrections_that_are_shown_are_ones(number: int) -> None:
    text = (ROOT / "docs" / "own-wiki.md").read_text(encoding="utf-8")

    shown = re.findall(r"^```toml\n(.*?)^```$", text, re.M | re.S)

    assert len(shown) == 3
    overlay = Overlay.read(shown[number], "own-wiki.md")
    assert overlay.modules["mymodule"].reason


COMMANDS = [
    line.removeprefix("$ mwtyped ")
    for name in DOCUMENTS
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
    if line.startswith("$ mwtyped ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_that_are_shown_have_these_options(command: str) -> None:
    options = cli._parser().parse_args(shlex.split(command))

    assert callable(options.command)
