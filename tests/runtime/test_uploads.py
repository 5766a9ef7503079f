"""Uploads where a real wiki can't be made to answer so."""

import asyncio
import hashlib
import io
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import mwtyped
from mwtyped.mediawiki import UploadRequest
from mwtyped.runtime.errors import (
    APIError,
    ChecksumMismatch,
    ConnectionFailed,
    InvalidResponse,
    MaximumRetriesExceeded,
    ParameterError,
    UploadRefused,
    WriteOutcomeUnknown,
)
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.options import Options
from mwtyped.runtime.session import Context, Patience
from mwtyped.runtime.uploads import Source, UploadResume

from .fake_wiki import AsyncWiki, Wiki
from .scripted import Script, context, reply

LOST = ConnectionFailed("reset")
NOW = "2026-01-01T00:00:00Z"
CONTENT = b"0123456789"
SHA1 = hashlib.sha1(CONTENT).hexdigest()
PIECE = 4


def entered(**facts: Any) -> Context:
    site = context(patience=Patience(3, 0), options=Options(chunk_size=PIECE, **facts))
    site.session.enter("Alice")
    site.session.tokens["csrf"] = "t"
    return site


def facts(*endings: str, most: int = 1000, least: int = 1, version: str = "1.43.0", now: str = NOW) -> object:
    general = {"maxuploadsize": most, "minuploadchunksize": least, "generator": f"MediaWiki {version}"}
    listed = [{"ext": ending} for ending in endings or ("txt", "png")]
    return reply({"curtimestamp": now, "query": {"general": general, "fileextensions": listed}})


def upload(**known: Any) -> object:
    return reply({"upload": known})


def refused(code: str, **data: Any) -> object:
    return reply({"errors": [{"code": code, "text": code, "module": "upload", "data": data}]})


def stashed(*files: tuple[str, int]) -> object:
    rows = [{"filekey": key, "size": size, "status": "finished"} for key, size in files]
    return reply({"query": {"mystashedfiles": rows}})


def of_stash(sha1: str) -> object:
    return reply({"query": {"stashimageinfo": [{"sha1": sha1}]}})


def history(*versions: dict[str, Any]) -> object:
    pages = [{"ns": 6, "title": "File:A.txt", "imageinfo": list(versions)}]
    return reply({"curtimestamp": NOW, "query": {"pages": pages, "logevents": []}})


def version(sha1: str = SHA1, user: str = "Alice", timestamp: str = NOW) -> dict[str, Any]:
    return {"sha1": sha1, "user": user, "timestamp": timestamp}


FIRST, SECOND = upload(result="Continue", offset=4, filekey="k"), upload(result="Continue", offset=8, filekey="k")
WHOLE = upload(result="Success", filekey="w", imageinfo={"sha1": SHA1})
DONE = upload(result="Success", filename="A.txt")
POLL = upload(result="Poll", stage="queued", filekey="k")
NOTHING = refused("missingresult")


def sent(script: Script, site: Context | None = None, **request: Any) -> Any:
    request = {"filename": "A.txt", "file": CONTENT, **request}
    return script.run(send(entered() if site is None else site, UploadRequest(**request)))


def pieces(script: Script) -> list[tuple[str, bytes, str | None]]:
    return [(one["offset"], one["chunk"], one.get("filekey")) for one in script.params if "chunk" in one]


ALL = [("0", b"0123", None), ("4", b"4567", "k"), ("8", b"89", "k")]


def test_the_key_of_the_last_piece_is_published() -> None:
    script = Script(facts(), FIRST, SECOND, WHOLE, DONE)

    result = sent(script, comment="c", text="t", ignorewarnings=True)

    assert (result.result, result.already_applied) == ("Success", False)
    assert pieces(script) == ALL
    assert {(one["filesize"], one["stash"], one["ignorewarnings"]) for one in script.params[1:4]} == {("10", "1", "1")}
    published = script.params[4]
    assert (published["filekey"], published["comment"], published["text"]) == ("w", "c", "t")
    assert not {"stash", "chunk", "offset", "filesize", "file"} & set(published)


@pytest.mark.parametrize("offset", ["8", 8])
def test_a_piece_that_had_arrived_is_not_sent_again(offset: object) -> None:
    script = Script(facts(), FIRST, LOST, refused("stashfailed", offset=offset), WHOLE, DONE)

    assert sent(script).result == "Success"
    assert pieces(script) == [*ALL[:2], ALL[1], ALL[2]]


@pytest.mark.parametrize("answer", [refused("stashfailed", offset="4"), refused("chunk-too-small")])
def test_another_refusal_of_a_piece_says_where_it_stopped(answer: object) -> None:
    with pytest.raises(APIError) as caught:
        sent(Script(facts(), FIRST, answer))

    resume = UploadResume.of(caught.value)
    assert (resume is None) == (caught.value.code == "stashfailed")
    assert resume is None or (resume.offset, resume.sha1) == (4, hashlib.sha1(b"0123").hexdigest())


def test_a_stash_that_is_gone_cannot_be_gone_on_with() -> None:
    with pytest.raises(APIError, match="uploadstash-file-not-found") as caught:
        sent(Script(facts(), FIRST, refused("uploadstash-file-not-found")))

    assert UploadResume.of(caught.value) is None


@pytest.mark.parametrize(
    "answer",
    [
        upload(result="Warning", warnings={"exists": "A.txt"}, filekey="k"),
        upload(result="Continue", offset=3, filekey="k"),
        upload(result="Success", filekey="k"),
        reply({"upload": {}}),
        reply({}),
    ],
    ids=["warning", "offset", "success", "empty", "nothing"],
)
def test_a_first_piece_that_is_answered_otherwise_is_no_upload(answer: object) -> None:
    script = Script(facts(), answer)

    with pytest.raises(InvalidResponse, match="Continue at 4 was expected"):
        sent(script)

    assert len(script.sent) == 2


def test_an_answer_to_an_earlier_request_is_none_to_a_piece() -> None:
    earlier = reply({"upload": {"result": "Success", "filename": "B.txt", "imageinfo": {}}, "requestid": "earlier"})
    script = Script(facts(), FIRST, SECOND, earlier, WHOLE, DONE)

    assert sent(script).filename == "A.txt"
    assert pieces(script) == [*ALL, ALL[2]]


def test_a_last_piece_that_says_it_is_published_is_published() -> None:
    strange = upload(result="Success", filename="B.txt", filekey="w", imageinfo={"sha1": SHA1})
    script = Script(facts(), FIRST, SECOND, strange, DONE)

    assert sent(script).filename == "A.txt"
    assert script.left == 0


def test_another_whole_is_not_published() -> None:
    script = Script(facts(), FIRST, SECOND, upload(result="Success", filekey="w", imageinfo={"sha1": "0" * 40}))

    with pytest.raises(ChecksumMismatch) as caught:
        sent(script)

    assert (caught.value.sent, caught.value.found) == (SHA1, "0" * 40)
    assert UploadResume.of(caught.value) is None


@pytest.mark.parametrize("code", ["stashfailed", "uploadstash-file-not-found"])
def test_the_whole_is_found_in_the_stash_when_its_key_is_lost(code: str) -> None:
    script = Script(
        *(facts(), FIRST, SECOND, LOST, refused(code), NOTHING),
        *(stashed(("x", 10), ("y", 9), ("z", 10)), of_stash("1" * 40), of_stash(SHA1), DONE),
    )

    assert sent(script).result == "Success"
    assert script.params[-1]["filekey"] == "x"


def test_while_the_wiki_puts_the_pieces_together_it_is_waited_for() -> None:
    is_at_it = (upload(result="Continue", offset=8), stashed())
    script = Script(
        *(facts(), FIRST, SECOND, LOST, refused("stashfailed", offset="10")),
        *(*is_at_it, *is_at_it, NOTHING, stashed(("w", 10)), of_stash(SHA1), DONE),
    )

    assert sent(script).result == "Success"
    assert [wait for wait in script.waits if wait] == [5, 5]


def test_what_is_never_put_together_is_an_error() -> None:
    script = Script(*(facts(), FIRST, SECOND, LOST, refused("stashfailed", offset="10")), then=lambda number: stashed())

    with pytest.raises(APIError, match="stashfailed"):
        sent(script, entered(retry_seconds=20))


def test_the_wikis_reason_for_not_putting_pieces_together_is_the_error() -> None:
    script = Script(facts(), FIRST, SECOND, LOST, refused("stashfailed"), refused("stashfailed", details="virus"))

    with pytest.raises(UploadRefused) as caught:
        sent(script)

    assert caught.value.data == {"details": "virus"}
    assert UploadResume.of(caught.value) is None


@pytest.mark.parametrize("size", ["shrunk", "grown", "changed"])
def test_a_file_that_is_written_to_while_it_is_read_is_not_published(size: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)

    def answers(number: int) -> object:
        if number == 2:
            path.write_bytes({"shrunk": CONTENT[:5], "grown": CONTENT * 2, "changed": b"x" * 10}[size])
            os.utime(path, ns=(1, 1))
        return [facts(), FIRST, SECOND, WHOLE, DONE][number - 1]

    script = Script(then=answers)
    with pytest.raises(ParameterError, match="was written to while it was read"):
        sent(script, file=path)
    assert len(script.sent) == 2


def test_a_stream_that_shrinks_is_not_published() -> None:
    class Shrinking(io.BytesIO):
        def seek(self, offset: int, whence: int = 0, /) -> int:
            return super().seek(offset, whence) + 5 * (whence == 2)

    script = Script(facts(), FIRST, SECOND)

    with pytest.raises(ParameterError, match="ended after 10 of 15 bytes"):
        sent(script, file=Shrinking(CONTENT))


def closed() -> io.BytesIO:
    file = io.BytesIO(CONTENT)
    file.close()
    return file


def text_file() -> Any:
    file: Any = tempfile.NamedTemporaryFile("w+")  # noqa: SIM115  # which is no `TextIOBase`
    file.write("text")
    file.seek(0)
    return file


UNREADABLE: list[tuple[Callable[[], Any], str]] = [
    (closed, "is closed"),
    (text_file, "gave 't' where bytes were expected"),
    (partial(tempfile.NamedTemporaryFile, "wb"), "is not open for reading"),
    (lambda: io.StringIO("text"), "is a text file; open it in mode 'rb'"),
]


@pytest.mark.parametrize(("make", "problem"), UNREADABLE, ids=lambda one: one if isinstance(one, str) else "")
def test_an_open_file_that_gives_no_bytes_is_refused_before_anything_is_sent(
    make: Callable[[], Any], problem: str
) -> None:
    with pytest.raises(ParameterError, match=f"upload: file: {problem}"):
        sent(Script(), file=make())


def test_a_path_that_leads_to_no_file_is_told_of_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"upload: file: .*none\.png") as caught:
        sent(Script(), file=tmp_path / "none.png")
    assert caught.value.filename == str(tmp_path / "none.png")
    with pytest.raises(OSError, match="upload: file: "):
        sent(Script(), file=tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_the_path_of_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ParameterError, match="give the pipe itself"):
        sent(Script(), file=tmp_path / "pipe")


class Reader:
    """Has no more of a file than `read`."""

    def __init__(self) -> None:
        self.read: Callable[[int], bytes] = io.BytesIO(CONTENT[:PIECE]).read


def test_what_can_only_be_read_is_a_file() -> None:
    assert sent(Script(facts(), DONE), file=Reader()).result == "Success"


@pytest.mark.parametrize("in_async", [False, True])
@pytest.mark.parametrize("file", [bytearray(b"abc"), memoryview(b"abc"), b"abc"], ids=repr)
def test_a_site_takes_bytes_of_any_type(file: Any, in_async: bool) -> None:
    def answers(params: Mapping[str, Any]) -> object:
        return DONE if params["action"] == "upload" else facts()

    wiki: Any
    if in_async:
        wiki, async_site = AsyncWiki(answers), mwtyped.AsyncSite("wiki.example", do_init=False)
        async_site._transport = wiki
        async_site.tokens["csrf"] = "t"
        asyncio.run(async_site.upload(file, "A.txt"))
    else:
        wiki, site = Wiki(answers), mwtyped.Site("wiki.example", do_init=False)
        site._transport = wiki
        site.tokens["csrf"] = "t"
        site.upload(file, "A.txt")

    assert wiki.asked[-1]["file"] == b"abc"


@pytest.mark.parametrize("file", [5, ["A.txt"], False, io.StringIO("x")], ids=repr)
def test_a_site_refuses_what_is_no_file_before_anything_is_sent(file: Any) -> None:
    wiki, site = Wiki(), mwtyped.Site("wiki.example", do_init=False)
    site._transport = wiki

    with pytest.raises(ParameterError, match="upload: file: "):
        site.upload(file, "A.txt")
    with pytest.raises(ParameterError, match="upload: file: "):
        site.chunk_upload(file, "A.txt", ignorewarnings=False, comment="", text=None)

    assert wiki.asked == []


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False


class Impatient(Pipe):
    """Has nothing to give at the moment."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(size) or None  # type: ignore[return-value]  # as raw streams do that do not block


def test_a_pipe_that_does_not_wait_is_not_taken_for_one_that_ended() -> None:
    with pytest.raises(ParameterError, match="gave None where bytes were expected"):
        Source(Impatient(CONTENT)).read(0, 100)


def test_a_pipe_is_read_once() -> None:
    script = Script(facts(), FIRST, SECOND, WHOLE, DONE)

    assert sent(script, file=Pipe(CONTENT)).result == "Success"
    assert pieces(script) == ALL
    assert [one["filesize"] for one in script.params[1:4]] == ["1000", "1000", "10"]


def test_what_a_small_pipe_gives_is_sent_at_once() -> None:
    script = Script(facts(), refused("readonly"), DONE)

    assert sent(script, file=Pipe(b"abc")).result == "Success"
    assert [one["file"] for one in script.params[1:]] == [b"abc", b"abc"]


def test_a_pipe_with_more_than_the_wiki_takes_is_refused_before_its_end() -> None:
    with pytest.raises(UploadRefused, match="file-too-large: the file has more than 7 bytes"):
        sent(Script(facts(most=7), FIRST), file=Pipe(CONTENT))


@pytest.mark.parametrize("file", [b"", io.BytesIO(), Pipe()], ids=["bytes", "stream", "pipe"])
def test_an_empty_file_is_refused_without_asking(file: Any) -> None:
    script = Script()

    with pytest.raises(UploadRefused, match="empty-file"):
        sent(script, file=file)


def test_what_the_wiki_takes_is_asked_once_and_again_before_a_refusal() -> None:
    site = entered()
    sent(Script(facts("txt"), DONE), site, file=b"abc")
    sent(Script(DONE), site, file=b"abc")
    with pytest.raises(UploadRefused) as caught:
        sent(Script(facts("txt")), site, file=b"abc", filename="A.Ogg")
    sent(Script(facts("txt", "ogg"), DONE), site, file=b"abc", filename="A.ogg")
    sent(Script(DONE), site, file=b"abc", filename="A.ogg")

    assert (caught.value.code, caught.value.module) == ("filetype-banned", "upload")
    assert caught.value.data == {"filetype": "ogg", "allowed": ["txt"]}


@pytest.mark.parametrize("filename", ["A.TXT", "A.txt ", "File:A.txt_", "A", "A.", "Größe.txt", "a.b.txt"])
def test_names_that_the_wiki_can_make_right_are_sent(filename: str) -> None:
    script = Script(facts("txt"), DONE)

    sent(script, file=b"abc", filename=filename)

    assert script.params[1]["filename"] == filename


@pytest.mark.parametrize("said", ["many", None, [], {}])
def test_a_wiki_that_does_not_say_what_it_takes_is_sent_all(said: object) -> None:
    general = {"maxuploadsize": said, "minuploadchunksize": said, "generator": said}
    strange = reply({"curtimestamp": NOW, "query": {"general": general, "fileextensions": said}})

    assert sent(Script(strange, DONE), file=b"abc", filename="A.exe").result == "Success"
    assert sent(Script(strange, FIRST, SECOND, WHOLE, DONE)).result == "Success"


def test_a_token_comes_with_what_the_wiki_takes() -> None:
    site = entered()
    site.session.tokens.clear()
    answer = {"query": {"tokens": {"csrftoken": "new"}, "general": {}, "fileextensions": []}}
    script = Script(reply(answer), DONE)

    sent(script, site, file=b"abc")

    assert script.params[1]["token"] == "new"


@pytest.mark.parametrize("file", [b"abc", CONTENT])
def test_a_file_needs_a_name(file: bytes) -> None:
    with pytest.raises(ParameterError, match="upload: filename: is missing"):
        sent(Script(), file=file, filename=None)


def test_all_warnings_are_data() -> None:
    warned = {"exists": "A.txt", "duplicate": ["B.txt"], "badfilename": "A.txt", "was-deleted": "A.txt"}
    result = sent(Script(facts(), upload(result="Warning", warnings=warned, filekey="k")), file=b"abc")

    assert (result.result, result.filekey) == ("Warning", "k")
    assert result.warnings.to_dict().keys() == warned.keys()


def test_pieces_have_a_size() -> None:
    with pytest.raises(ValueError, match="chunk_size must be 1 at least, not 0"):
        Options(chunk_size=0)


# What is done later.


def test_a_publishing_that_is_interrupted_while_it_is_polled_is_noted() -> None:
    script = Script(POLL, KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt) as caught:
        sent(script, file=None, filekey="w", async_=True)

    assert "whether it was done is not known" in caught.value.__notes__[0]


def test_a_publishing_whose_end_cannot_be_asked_for_is_unknown() -> None:
    script = Script(POLL, *[LOST] * 4)

    with pytest.raises(WriteOutcomeUnknown, match="the wiki was to do it later") as caught:
        sent(script, file=None, filekey="w", async_=True)

    assert isinstance(caught.value.__cause__, MaximumRetriesExceeded)


@pytest.mark.parametrize(
    ("told", "seen", "outcome"),
    [
        (refused("stashfailed"), version(), "Success"),
        (refused("stashfailed"), version(user="Bob"), UploadRefused),
        (refused("missingresult"), version(), "Success"),
        (refused("missingresult"), version("0" * 40), WriteOutcomeUnknown),
        (
            upload(result="Failure", **{"0": ["protectedpagetext"]}),
            version(timestamp="2025-01-01T00:00:00Z"),
            UploadRefused,
        ),
        (refused("blocked"), None, WriteOutcomeUnknown),
    ],
)
def test_what_the_job_tells_is_compared_with_the_history(told: object, seen: Any, outcome: Any) -> None:
    shown = history(*([seen] if seen else []))
    script = Script(POLL, told, of_stash(SHA1), shown, shown)
    request: dict[str, Any] = {"file": None, "filekey": "w", "async_": True}

    if outcome == "Success":
        result = sent(script, **request)
        assert (result.result, result.already_applied) == ("Success", True)
    else:
        with pytest.raises(outcome):
            sent(script, **request)


def test_the_answer_of_an_older_job_is_not_taken_for_that_of_the_lost_try() -> None:
    old = upload(result="Success", filename="A.txt", imageinfo={"sha1": SHA1, "timestamp": "2025-01-01T00:00:00Z"})
    before = history(version(timestamp="2025-01-01T00:00:00Z"))
    script = Script(facts(), LOST, old, before, upload(result="Success", filename="A.txt"))

    result = sent(script, file=None, url="https://x.example/A.txt", async_=True, ignorewarnings=True)

    assert (result.result, result.already_applied) == ("Success", False)


def test_a_wiki_that_cannot_do_it_later_is_not_asked_how_far_a_url_is() -> None:
    script = Script(facts(version="1.39.5"), DONE)

    sent(script, file=None, url="https://x.example/A.txt", async_=True)

    assert "async" not in script.params[1]


def test_a_warning_of_nothing_about_a_url_is_taken_back() -> None:
    script = Script(facts(), upload(result="Warning", warnings=[]), DONE)

    assert sent(script, file=None, url="https://x.example/A.txt", async_=True).result == "Success"
    assert ["async" in one for one in script.params[1:]] == [True, False]


def test_a_question_about_a_url_is_asked_once() -> None:
    script = Script(LOST)

    with pytest.raises(WriteOutcomeUnknown):
        sent(script, file=None, url="https://x.example/A.txt", checkstatus=True)


# A URL whose answer is lost.


def by_url(*answers: object) -> tuple[Script, Any]:
    script = Script(*answers)
    return script, lambda: sent(script, file=None, url="https://x.example/A.txt", ignorewarnings=True)


STASHED = upload(result="Success", filekey="s", imageinfo={"sha1": SHA1})


def test_what_a_url_gives_is_found_by_its_sha1() -> None:
    script, run = by_url(LOST, STASHED, history(version()), history(version()))

    assert run().already_applied
    assert script.params[1]["stash"] == "1"


def test_what_a_url_gives_is_published_again_if_it_is_not_there() -> None:
    script, run = by_url(LOST, STASHED, history(), DONE)

    assert not run().already_applied
    assert "stash" not in script.params[-1]


@pytest.mark.parametrize("answers", [(STASHED, history(version("0" * 40))), (refused("http-bad-status"),)])
def test_what_a_url_gave_can_be_unknown(answers: tuple[object, ...]) -> None:
    _, run = by_url(LOST, *answers)

    with pytest.raises(WriteOutcomeUnknown):
        run()


# Going on.


def test_a_cancelled_reading_leaves_an_open_file_where_it_stood() -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            begun.set()
            assert go_on.wait(30)
            return super().read(size)

    file = Slow(CONTENT)

    async def read() -> None:
        reading = asyncio.create_task(Source(file).async_read(4, 4))
        await asyncio.to_thread(begun.wait, 30)
        reading.cancel()
        asyncio.get_running_loop().call_soon(go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert file.tell() == 0

    asyncio.run(read())


def stopped(offset: int, **other: Any) -> UploadResume:
    sha1 = hashlib.sha1(CONTENT[:offset]).hexdigest()
    return UploadResume(
        **{"filename": "A.txt", "filekey": "k", "offset": offset, "size": 10, "sha1": sha1, "started": NOW, **other}
    )


def resumed(script: Script, resume: UploadResume, file: Any = CONTENT) -> Any:
    return script.run(send(entered(), UploadRequest(filename="A.txt", file=file), resume))


@pytest.mark.parametrize("file", [CONTENT, Pipe(CONTENT)], ids=["bytes", "pipe"])
def test_an_upload_goes_on_where_the_wiki_is(file: Any) -> None:
    script = Script(facts(), upload(result="Continue", offset=8), WHOLE, DONE)

    assert resumed(script, stopped(4), file).result == "Success"
    assert pieces(script) == ALL[2:]


def test_a_publishing_of_before_that_comes_late_is_found() -> None:
    script = Script(
        *(facts(), NOTHING, stashed(("k", 10)), of_stash(SHA1), refused("uploadstash-file-not-found")),
        *(history(version()), history(version())),
    )

    result = resumed(script, stopped(10))

    assert (result.result, result.already_applied) == ("Success", True)


def test_a_publishing_of_before_is_found_however_young_the_clock() -> None:
    later = facts(now="2026-01-02T00:00:00Z")
    script = Script(later, NOTHING, stashed(), history(version()), history(version()))

    assert resumed(script, stopped(10)).already_applied


@pytest.mark.parametrize(
    ("resume", "problem"),
    [
        (stopped(4, filename="B.txt"), "filename: is not that of the upload"),
        (stopped(4, size=11), "it has 10 bytes, and that one had 11"),
        (stopped(4, sha1="0" * 40), "its first 4 bytes are others"),
        (stopped(4, started="yesterday"), "has no time"),
    ],
)
def test_another_upload_is_not_gone_on_with(resume: UploadResume, problem: str) -> None:
    with pytest.raises(ParameterError, match=problem):
        resumed(Script(facts()), resume)


def test_what_the_wiki_forgot_must_begin_anew() -> None:
    with pytest.raises(ParameterError, match="leads nowhere") as caught:
        resumed(Script(facts(), NOTHING, stashed(), history()), stopped(4))

    assert UploadResume.of(caught.value) is None
