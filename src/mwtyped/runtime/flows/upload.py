"""Uploads: in one request or in pieces, gone on with where they stopped, and published once."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ..errors import (
    APIError,
    ChecksumMismatch,
    InvalidResponse,
    MwClientError,
    ParameterError,
    WriteOutcomeUnknown,
    shown,
)
from ..reply import as_object, inside
from ..request import Params, wire_value
from ..session import Context
from ..uploads import Source, UploadResume
from . import Flow, Measure, Now, Read, Wait
from .call import call, write_call
from .retry import Write

__all__ = ["Publication", "upload"]

_INFO = "timestamp|user|userid|comment|parsedcomment|canonicaltitle|url|size|dimensions|sha1|mime|thumbmime|mediatype"
_INFO += "|metadata|commonmetadata|extmetadata|archivename|bitdepth|uploadwarning"
_STASH_INFO = "timestamp|canonicaltitle|url|size|dimensions|sha1|mime|thumbmime|metadata|commonmetadata|extmetadata"
_STASH_INFO += "|bitdepth|badfile"
"""All that an upload's own reply tells of a file."""

_GONE = "uploadstash-file-not-found"
_SAME = "fileexists-no-change"

_FIRST_POLL, _LONGEST_POLL = 1.0, 30.0


def upload(context: Context, params: Params, resume: UploadResume | None = None) -> Flow[tuple[Any, Write]]:
    """Upload a file and give the wiki's last reply, and what became of the publishing.

    A file that is larger than `Options.chunk_size`, and one that the wiki is to assemble later (`async`), goes to the
    stash in pieces, and is published from there.

    Raises:
        ParameterError: the wiki would refuse the file, or it is not the one that `resume` is of.
        WriteOutcomeUnknown: of the publishing no answer came, and whether it was done cannot be found out.
    """
    params = dict(params)
    file = params.get("file")
    if file is None or "chunk" in params:
        if resume is not None:
            raise ParameterError("upload", "file", "is missing: to go on, the file is needed")
        return (yield from _without_file(context, params))
    source, most = Source(file), context.chunk_size
    size = yield Measure(source)
    ahead = list[bytes]()
    if size is None:
        size = int(params["filesize"]) if "filesize" in params else None
        if resume is None and (size or 0) <= most:  # what is small is kept, for it can be read once
            ahead = [(yield Read(source, 0, most)), (yield Read(source, most, most))]
            size = None if ahead[1] else len(ahead[0])
            source = source if ahead[1] else Source(ahead[0])
            params["file"] = file if ahead[1] else ahead[0]
    if size == 0:
        raise ParameterError("upload", "file", "is empty")
    if size is None or size > most or "async" in params or resume is not None:
        return (yield from _Pieces(context, params, source, size, ahead).sent(resume))
    write = Publication(context, params, source=source)
    return (yield from _published(context, params, write)), write


def _without_file(context: Context, params: Params) -> Flow[tuple[Any, Write]]:
    """Publish what is stashed or what a URL leads to; or send what the caller wrote: a piece, or how far it is."""
    if "chunk" in params or "checkstatus" in params:
        write = Write("upload")
        asks = None if "checkstatus" in params else write
        return (yield from write_call(context, params, "token", "csrf", asks)), write
    publication = Publication(context, params)
    return (yield from _published(context, params, publication)), publication


def _published(context: Context, params: Params, write: "Publication") -> Flow[Any]:
    """Publish, once, and wait until it is done where the wiki does it later; what is to be stashed only, stash."""
    stashed_only = "stash" in params  # a second try leaves the wiki a file to forget, and does no harm
    reply = yield from write_call(context, params, "token", "csrf", None if stashed_only else write)
    if write.lost is not None and _result(reply) == "Warning":  # perhaps of the very file that the lost try made
        found = yield from write.look(write.lost)
        write.applied, reply = found is not None, reply if found is None else found
    reply = yield from _polled(context, params, reply)
    known = inside(reply, "upload")
    if _result(reply) == "Warning" and isinstance(known, dict) and "filekey" in params:
        # A publishing that is done later says of no key, and that of before is good still.
        known.setdefault("filekey", params["filekey"])
    return reply


def _polled(context: Context, params: Mapping[str, Any], reply: Any) -> Flow[Any]:
    """Ask from time to time how far the wiki is, until it is done.

    Raises:
        WriteOutcomeUnknown: it is not, for as long as what fails is tried again.
    """
    wait, began = _FIRST_POLL, (yield Now())
    while _result(reply) == "Poll":
        if (yield Now()) - began > context.session.options.retry_seconds:
            stage = shown(str(inside(reply, "upload", "stage")))
            raise WriteOutcomeUnknown("upload", f"the wiki does it later, and is not done yet (stage: {stage})")
        yield Wait(wait)
        wait = min(wait * 1.5, _LONGEST_POLL)
        reply = yield from _status(context, params)
    return reply


def _status(context: Context, params: Mapping[str, Any]) -> Flow[Any]:
    """Ask how far the wiki is with what is stashed, or with a URL."""
    named = {name: params[name] for name in ("filekey", "sessionkey", "url", "filename", "token") if name in params}
    asked = {"action": "upload", "checkstatus": "1", **named}
    return (yield from write_call(context, asked, "token", "csrf", None))


def _result(reply: Any) -> Any:
    return inside(reply, "upload", "result")


class Publication(Write):
    """The publishing of a file. The sign that it was done: our own version of it, of the same content, not older.

    That a second try is harmless is the wiki's doing: it refuses a file that is the same as its newest version, and
    what is in the stash can be published once.
    """

    def __init__(
        self, context: Context, params: Params, *, source: Source | None = None, sha1: str = "", began: float = -1
    ) -> None:
        super().__init__("upload")
        self._context = context
        self._params = params
        self._source = source
        self._sha1 = sha1
        self._began = began
        self._is_there = False  # whether the newest version has the same content, ours or not

    def began(self) -> Flow[None]:
        if self._began < 0:
            self._began = yield Now()

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        sha1 = self._sha1 = self._sha1 or (yield from self._learned_sha1())
        if "url" in self._params and "async" not in self._params:
            raise self.unknown("what the URL gave is not known, so that it cannot be looked for")
        if self._context.session.username is None:
            raise self.unknown("who we are is not known, so that it cannot be looked for")
        if (found := (yield from self.found(sha1))) is not None:
            return found
        if "async" in self._params:
            try:
                return as_object((yield from _status(self._context, self._params)))
            except APIError as error:
                if error.code != "missingresult":
                    raise
        code = failure.code if isinstance(failure, APIError) else ""
        if code == _GONE or (code == _SAME and not self._is_there):
            raise self.unknown(f"a further try was refused: {failure}")
        return None

    def _learned_sha1(self) -> Flow[str]:
        """Give the SHA-1 of what is published; empty if there is no knowing it, for it is gone from the stash."""
        if self._source is not None:
            return (yield from _sha1_of(self._source, self._context.chunk_size))
        key = self._params.get("filekey", self._params.get("sessionkey"))
        if key is None:
            return ""
        return str((yield from _stashed(self._context, str(key))).get("sha1", ""))

    def found(self, sha1: str) -> Flow[Mapping[str, Any] | None]:
        """Give the reply to what published our version of the file; None if there is none."""
        session, title = self._context.session, _title(self._context, str(self._params.get("filename")))
        named = {"titles": wire_value((title,)), "letitle": title, "leuser": str(session.username)}
        asked = {"action": "query", "prop": "imageinfo", "list": "logevents", "curtimestamp": "1", **named}
        most = {"iiprop": "sha1|user|timestamp", "iilimit": "50", "lelimit": "50"}
        log = {"letype": "upload", "leprop": "type|title|user|timestamp|details"}
        reply = yield from call(self._context, {**asked, **most, **log})
        began = yield from self._began_there(reply)
        page = next(iter(_list(inside(reply, "query", "pages"))), {})
        versions = _list(page.get("imageinfo"))
        self._is_there = bool(versions and sha1) and versions[0].get("sha1") == sha1
        # The log is written a moment later than the file; but it still knows what was deleted or replaced.
        done = [(one, str(one.get("sha1", ""))) for one in versions]
        logged = _list(inside(reply, "query", "logevents"))
        done += [(one, _hexadecimal(inside(one, "params", "img_sha1"))) for one in logged]
        for one, content in done:
            ours = one.get("user") == session.username and (not sha1 or content == sha1)
            if ours and (when := _time(one.get("timestamp"))) is not None and when >= began:
                return (yield from self._reply(str(page.get("title", title)), str(one["timestamp"])))
        return None

    def _began_there(self, reply: Any) -> Flow[datetime]:
        """Say by the wiki's clock when the first try was made; both clocks are cut to a second."""
        now = _time(inside(reply, "curtimestamp"))
        if now is None:
            raise InvalidResponse("the wiki does not tell the time")
        return now - timedelta(seconds=(yield Now()) - self._began + 2)

    def _reply(self, title: str, timestamp: str) -> Flow[Mapping[str, Any]]:
        """Make the reply that was lost."""
        version = {"iiprop": _INFO, "iistart": timestamp, "iilimit": "1"}
        asked = {"action": "query", "prop": "imageinfo", "titles": wire_value((title,)), **version}
        reply = yield from call(self._context, asked)
        page = next(iter(_list(inside(reply, "query", "pages"))), {})
        info = next((one for one in _list(page.get("imageinfo")) if one.get("timestamp") == timestamp), None)
        done = {"result": "Success", "filename": title.partition(":")[2].replace(" ", "_")}
        return {"upload": done if info is None else {**done, "imageinfo": info}}


class _Pieces:
    """An upload in pieces to the stash, all of it, and the publishing from there.

    A piece may be sent any number of times: of two at the same offset the wiki takes one and tells the other where it
    is. Nothing is published before the wiki's SHA-1 of the whole is ours.
    """

    def __init__(self, context: Context, params: Params, source: Source, size: int | None, ahead: list[bytes]) -> None:
        self._context = context
        self._params = {name: value for name, value in params.items() if name not in ("file", "filesize")}
        self._source = source
        self._size = size
        self._ahead = ahead  # of a stream that does not tell its size: what is read already
        self._at_once = context.chunk_size
        self._most = 0
        self._started = ""
        self._began = 0.0
        self._filekey = ""
        self._offset = 0
        self._looked = False
        self._sha1 = hashlib.sha1(usedforsecurity=False)

    def sent(self, resume: UploadResume | None) -> Flow[tuple[Any, Write]]:
        """Send all pieces that the wiki has not yet, and publish what they make."""
        yield from self._prepare(resume)
        try:
            stashed = (yield from self._resumed(resume)) if resume is not None else None
            while stashed is None:
                stashed = yield from self._next()
            if stashed.get("filename") is not None:  # published by the process of before
                write = Publication(self._context, self._params)
                write.applied = True
                return {"upload": stashed}, write
            return (yield from self._finished(stashed))
        except BaseException as error:
            if self._filekey and not (isinstance(error, APIError) and error.code in (_GONE, "stashfailed")):
                self._stopped().mark(error)
            raise

    def _prepare(self, resume: UploadResume | None) -> Flow[None]:
        """Ask the wiki what it takes, and refuse the rest."""
        if "filename" not in self._params:
            raise ParameterError("upload", "filename", "is missing")
        asked = {"action": "query", "meta": "siteinfo", "siprop": "general|fileextensions", "curtimestamp": "1"}
        reply = yield from call(self._context, asked)
        general = as_object(inside(reply, "query", "general") or {})
        extensions = [str(one.get("ext")).lower() for one in _list(inside(reply, "query", "fileextensions"))]
        self._most = int(general.get("maxuploadsize") or 0)
        self._refuse(extensions, int(general.get("minuploadchunksize") or 1))
        self._started, self._began = str(inside(reply, "curtimestamp")), (yield Now())
        if resume is not None:
            begun, now = _time(resume.started), _time(self._started)
            if begun is None or now is None:
                raise ParameterError("upload", "resume", f"has no time at which it was started: {resume.started!r}")
            self._started, self._began = resume.started, self._began - (now - begun).total_seconds()

    def _refuse(self, extensions: list[str], smallest: int) -> None:
        _, dot, extension = str(self._params["filename"]).rpartition(".")
        if extensions and (not dot or extension.lower() not in extensions):
            raise ParameterError("upload", "filename", f"must end in one of: {', '.join(extensions)}")
        if self._most and self._size is not None and self._size > self._most:
            raise ParameterError("upload", "file", f"has {self._size} bytes, and the wiki takes {self._most}")
        if self._at_once < smallest:
            problem = f"is {self._at_once} in the site's options, and the wiki takes no pieces under {smallest} bytes"
            raise ParameterError("upload", "chunk_size", problem)

    def _next(self) -> Flow[Mapping[str, Any] | None]:
        """Send one piece; give what the wiki put together after the last."""
        piece, is_last = yield from self._piece()
        end = self._offset + len(piece)
        if self._most and end + (not is_last) > self._most:
            raise ParameterError("upload", "file", f"has more than {self._most} bytes, and the wiki takes no more")
        size = end if is_last else self._size or self._most
        key = {"filekey": self._filekey} if self._filekey else {}
        later = {"async": "1"} if is_last and "async" in self._params else {}
        # Warnings are for the end: with one of them the wiki would keep the first piece as if it were the file.
        to = {"action": "upload", "stash": "1", "filename": self._params["filename"], "ignorewarnings": "1"}
        params = {
            **to,
            "filesize": str(size),
            "offset": str(self._offset),
            **key,
            **later,
            "chunk": piece,
            **self._own_token(),
        }
        try:
            reply = yield from write_call(self._context, params, "token", "csrf", None)
        except APIError as error:
            if is_last and error.code in (_GONE, "stashfailed"):
                whole = self._sha1.copy()
                whole.update(piece)
                found = yield from self._assembled(whole.hexdigest(), end)
                if found is None:
                    raise
                reply = {"upload": found}
            elif error.code == "stashfailed" and str(error.data.get("offset")) == str(end):
                reply = {"upload": {"result": "Continue", "offset": end}}  # it had arrived, its answer was lost
            else:
                raise
        reply = yield from self._accepted(reply, end, is_last=is_last)
        self._sha1.update(piece)
        self._offset = end
        return reply if is_last else None

    def _piece(self) -> Flow[tuple[bytes, bool]]:
        """Read the next piece, and tell whether it is the last; without a size one more must be read for that."""
        if self._size is not None:
            piece = yield Read(self._source, self._offset, min(self._at_once, self._size - self._offset))
            if not piece:
                raise ParameterError("upload", "file", f"ended after {self._offset} of {self._size} bytes")
            return piece, self._offset + len(piece) == self._size
        while len(self._ahead) < 2:
            there = self._offset + sum(map(len, self._ahead))
            self._ahead.append((yield Read(self._source, there, self._at_once)))
        return self._ahead.pop(0), not self._ahead[0]

    def _accepted(self, reply: Any, end: int, *, is_last: bool) -> Flow[Mapping[str, Any]]:
        """Check what the wiki answered to a piece."""
        known = as_object(inside(reply, "upload") or {})
        if is_last and known.get("result") == "Poll":
            reply = yield from self._done_later(str(known.get("filekey") or self._filekey), reply)
            known = as_object(inside(reply, "upload") or {})
        expected = "Success" if is_last else "Continue"
        if known.get("result") != expected or not (is_last or str(known.get("offset")) == str(end)):
            raise InvalidResponse(f"upload: {expected} at {end} was expected of the wiki", response_text=str(reply))
        self._filekey = str(known.get("filekey") or self._filekey)
        return known

    def _finished(self, stashed: Mapping[str, Any]) -> Flow[tuple[Any, Write]]:
        """Check what the wiki put together, and publish it unless it was to be stashed only."""
        sha1 = self._sha1.hexdigest()
        theirs = inside(stashed, "imageinfo", "sha1") or (yield from _stashed(self._context, self._filekey)).get("sha1")
        if theirs != sha1:
            self._filekey = ""
            raise ChecksumMismatch(sha1, str(theirs))
        if "stash" in self._params and not self._looked:  # what is found in the stash comes without its warnings
            is_warned = bool(stashed.get("warnings")) and "ignorewarnings" not in self._params
            return {"upload": {**stashed, "result": "Warning" if is_warned else "Success"}}, Write("upload")
        write = Publication(self._context, self._params, sha1=sha1, began=self._began)
        return (yield from _published(self._context, {**self._params, "filekey": self._filekey}, write)), write

    def _assembled(self, sha1: str, size: int) -> Flow[Mapping[str, Any] | None]:
        """Look for the whole in the stash: its key came with an answer that was lost."""
        if "async" in self._params:
            try:
                reply = yield from _status(self._context, {"filekey": self._filekey, **self._own_token()})
            except APIError as error:
                if error.code != "missingresult":
                    raise
            else:
                return as_object(inside(reply, "upload") or {})
        cursor: Mapping[str, Any] = {}
        keys = list[str]()
        asked = {"action": "query", "list": "mystashedfiles", "msfprop": "size", "msflimit": "max"}
        while True:
            reply = yield from call(self._context, {**asked, **cursor})
            files = _list(inside(reply, "query", "mystashedfiles"))
            keys += [str(one["filekey"]) for one in files if (one.get("size"), one.get("status")) == (size, "finished")]
            following = inside(reply, "continue")
            if not isinstance(following, Mapping) or following == cursor:
                break
            cursor = following
        for key in reversed(keys):
            if (info := (yield from _stashed(self._context, key))).get("sha1") == sha1:
                self._looked = True
                return {"result": "Success", "filekey": key, "imageinfo": info}
        return None

    def _resumed(self, resume: UploadResume) -> Flow[Mapping[str, Any] | None]:
        """Take up what an earlier upload left; give what was put together if no piece is missing."""
        if resume.filename != self._params["filename"]:
            raise ParameterError("upload", "filename", f"is not that of the upload that was begun, {resume.filename!r}")
        if resume.size is not None and self._size is not None and resume.size != self._size:
            problem = f"is not the one that was begun: it has {self._size} bytes, and that one had {resume.size}"
            raise ParameterError("upload", "file", problem)
        self._size = resume.size if self._size is None else self._size
        yield from self._read_to(resume.offset)
        if self._sha1.hexdigest() != resume.sha1:
            problem = f"is not the one that was begun: its first {resume.offset} bytes are others"
            raise ParameterError("upload", "file", problem)
        self._filekey = resume.filekey
        arrived = yield from self._arrived()
        if arrived is not None and resume.offset <= arrived < (self._size or arrived + 1):
            yield from self._read_to(arrived)
            return None
        yield from self._read_to(self._size)
        found = yield from self._assembled(self._sha1.hexdigest(), self._offset)
        if found is None:
            write = Publication(self._context, self._params, began=self._began)
            published = yield from write.found(self._sha1.hexdigest())
            found = None if published is None else as_object(published["upload"])
        if found is None:
            self._filekey = ""
            problem = "leads nowhere: the wiki has no longer what had arrived, so that the upload must begin anew"
            raise ParameterError("upload", "resume", problem)
        if found.get("result") == "Poll":
            reply = yield from self._done_later(self._filekey, {"upload": found})
            found = as_object(inside(reply, "upload") or {})
        self._filekey = str(found.get("filekey") or self._filekey)
        return found

    def _arrived(self) -> Flow[int | None]:
        """Ask how many bytes have arrived of what is not whole yet; None if it is, or if nothing is known of it."""
        try:
            reply = yield from _status(self._context, {"filekey": self._filekey, **self._own_token()})
        except APIError as error:
            if error.code != "missingresult":
                raise
            return None
        return int(inside(reply, "upload", "offset")) if _result(reply) == "Continue" else None

    def _read_to(self, offset: int | None) -> Flow[None]:
        """Take up the file as if it had been sent up to there; None is its end."""
        while offset is None or self._offset < offset:
            most = self._at_once if offset is None else min(self._at_once, offset - self._offset)
            piece = yield Read(self._source, self._offset, most)
            if not piece and offset is None:
                return
            if not piece:
                raise ParameterError(
                    "upload", "file", f"is not the one that was begun: it ends after {self._offset} bytes"
                )
            self._sha1.update(piece)
            self._offset += len(piece)

    def _stopped(self) -> UploadResume:
        where = {"filename": str(self._params["filename"]), "filekey": self._filekey, "started": self._started}
        return UploadResume(**where, offset=self._offset, size=self._size, sha1=self._sha1.hexdigest())

    def _done_later(self, filekey: str, reply: Any) -> Flow[Any]:
        return (yield from _polled(self._context, {"filekey": filekey, **self._own_token()}, reply))

    def _own_token(self) -> Params:
        return {"token": self._params["token"]} if "token" in self._params else {}


def _sha1_of(source: Source, at_once: int) -> Flow[str]:
    sha1, offset = hashlib.sha1(usedforsecurity=False), 0
    while piece := (yield Read(source, offset, at_once)):
        sha1.update(piece)
        offset += len(piece)
    return sha1.hexdigest()


def _stashed(context: Context, key: str) -> Flow[Mapping[str, Any]]:
    """Ask about a file in the stash; empty if it is not there."""
    asked = {"action": "query", "prop": "stashimageinfo", "siifilekey": key, "siiprop": _STASH_INFO}
    try:
        reply = yield from call(context, asked)
    except APIError as error:
        if error.code != _GONE:
            raise
        return {}
    return next(iter(_list(inside(reply, "query", "stashimageinfo"))), {})


def _title(context: Context, filename: str) -> str:
    """Give the title of a file's page; the wiki takes names with the namespace, too."""
    before, colon, name = filename.partition(":")
    own = {"file", "image", context.session.namespaces.get(6, "file").casefold()}
    return f"File:{name if colon and before.strip().casefold() in own else filename}"


def _hexadecimal(base36: Any) -> str:
    """Give a SHA-1 as all but the log write it."""
    try:
        return format(int(base36, 36), "040x")
    except (TypeError, ValueError):
        return ""


def _time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (TypeError, ValueError):
        return None


def _list(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
