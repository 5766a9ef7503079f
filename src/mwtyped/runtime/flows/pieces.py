"""Uploads in pieces: cut, stashed, gone on with where they stopped, and compared before they are published."""

import hashlib
from collections.abc import Mapping
from typing import Any

from ..errors import APIError, ChecksumMismatch, InvalidResponse, ParameterError
from ..reply import as_object, inside
from ..request import Params
from ..session import Context
from ..uploads import Source, UploadResume
from . import Flow, Now, Read, Wait
from .allowed import Allowed, ask, refused
from .call import call, write_call
from .publish import Publication
from .retry import Write
from .stash import GONE, polled, rows_of, stashed, status, time_of

__all__ = ["Pieces"]

_LOOK_AGAIN = 5.0


class Pieces:
    """An upload in pieces to the stash, all of it, and the publishing from there.

    A piece may be sent any number of times: of two at the same offset the wiki takes one and tells the other where it
    is. Nothing is published before the wiki's SHA-1 of the whole is ours.
    """

    def __init__(self, context: Context, params: Params, source: Source, size: int | None, ahead: list[bytes]) -> None:
        self._context = context
        self._params = {name: value for name, value in params.items() if name not in ("file", "filesize")}
        self._filename = str(params["filename"])
        self._token = {"token": params["token"]} if "token" in params else {}
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
            whole = (yield from self._resumed(resume)) if resume is not None else None
            while whole is None:
                whole = yield from self._next()
            if resume is not None and whole.get("filename") is not None:  # published by the process of before
                write = Publication(self._context, self._params)
                write.applied = True
                return {"upload": whole}, write
            perhaps_published = resume is not None and resume.offset == self._offset
            return (yield from self._finished(whole, resumed=perhaps_published))
        except BaseException as error:
            if self._filekey and not (isinstance(error, APIError) and error.code in (GONE, "stashfailed")):
                self._stopped().mark(error)
            raise

    def _prepare(self, resume: UploadResume | None) -> Flow[None]:
        """Ask the wiki what it takes, and refuse the rest."""
        allowed, now = yield from ask(self._context)
        self._refuse(allowed)
        self._most, self._started, self._began = allowed.most, now, (yield Now())
        if resume is not None:
            begun, there = time_of(resume.started), time_of(now)
            if begun is None or there is None:
                raise ParameterError("upload", "resume", f"has no time at which it was started: {resume.started!r}")
            self._started, self._began = resume.started, self._began - (there - begun).total_seconds()

    def _refuse(self, allowed: Allowed) -> None:
        if (refusal := allowed.refusal(self._filename, self._size)) is not None:
            raise refusal
        if self._at_once < allowed.least:
            problem = f"is {self._at_once} in the site's options, and the wiki takes no pieces under {allowed.least}"
            raise ParameterError("upload", "chunk_size", f"{problem} bytes")

    def _next(self) -> Flow[Mapping[str, Any] | None]:
        """Send one piece; give what the wiki put together after the last."""
        piece, is_last = yield from self._piece()
        end = self._offset + len(piece)
        if self._most and end + (not is_last) > self._most:
            raise refused("file-too-large", f"the file has more than {self._most} bytes, and the wiki takes no more")
        # Warnings are for the end: with one of them the wiki would keep the first piece as if it were the file.
        params: dict[str, Any] = {
            "action": "upload",
            "stash": "1",
            "filename": self._filename,
            "ignorewarnings": "1",
            "filesize": str(end if is_last else self._size or self._most),
            "offset": str(self._offset),
            **({"filekey": self._filekey} if self._filekey else {}),
            **({"async": "1"} if is_last and "async" in self._params else {}),
            "chunk": piece,
            **self._token,
        }
        try:
            reply = yield from write_call(self._context, params, "token", "csrf", None)
        except APIError as error:
            reply = {"upload": (yield from self._had(error, piece, end, is_last=is_last))}
        whole = yield from self._accepted(reply, end, is_last=is_last)
        self._sha1.update(piece)
        self._offset = end
        return whole if is_last else None

    def _piece(self) -> Flow[tuple[bytes, bool]]:
        """Read the next piece, and tell whether it is the last; without a size one more must be read for that."""
        if self._size is not None:
            wanted = min(self._at_once, self._size - self._offset)
            piece = yield Read(self._source, self._offset, wanted)
            if len(piece) < wanted:
                ended = self._offset + len(piece)
                raise ParameterError("upload", "file", f"ended after {ended} of {self._size} bytes")
            return piece, self._offset + len(piece) == self._size
        while len(self._ahead) < 2:
            there = self._offset + sum(map(len, self._ahead))
            self._ahead.append((yield Read(self._source, there, self._at_once)))
        return self._ahead.pop(0), not self._ahead[0]

    def _had(self, refusal: APIError, piece: bytes, end: int, *, is_last: bool) -> Flow[Mapping[str, Any]]:
        """Find out whether the wiki refuses a piece because it has it, and the answer was lost."""
        has_it = refusal.code == "stashfailed" and str(refusal.data.get("offset")) == str(end)
        if has_it and not is_last:
            return {"result": "Continue", "offset": end}
        if not is_last or refusal.code not in (GONE, "stashfailed"):
            raise refusal
        whole, began = self._sha1.copy(), (yield Now())
        whole.update(piece)
        while (found := (yield from self._assembled((yield from self._known()), whole.hexdigest(), end))) is None:
            # While it puts the pieces together it says that it has them, and no more.
            if not has_it or (yield Now()) - began > self._context.session.options.retry_seconds:
                raise refusal
            yield Wait(_LOOK_AGAIN)
        return found

    def _accepted(self, reply: Any, end: int, *, is_last: bool) -> Flow[Mapping[str, Any]]:
        """Check what the wiki answered to a piece; wait where it puts them together later."""
        known = as_object(inside(reply, "upload") or {})
        if is_last and known.get("result") == "Poll":
            known = yield from self._done_later(str(known.get("filekey") or self._filekey), reply)
        expected = "Success" if is_last else "Continue"
        if known.get("result") != expected or not (is_last or str(known.get("offset")) == str(end)):
            raise InvalidResponse(f"upload: {expected} at {end} was expected of the wiki", response_text=str(reply))
        self._filekey = str(known.get("filekey") or self._filekey)
        return known

    def _finished(self, whole: Mapping[str, Any], *, resumed: bool) -> Flow[tuple[Any, Write]]:
        """Check what the wiki put together, and publish it unless it was to be stashed only."""
        sha1 = self._sha1.hexdigest()
        theirs = inside(whole, "imageinfo", "sha1") or (yield from stashed(self._context, self._filekey)).get("sha1")
        if theirs != sha1:
            self._filekey = ""
            raise ChecksumMismatch(sha1, str(theirs))
        if "stash" in self._params and not self._looked:  # what is found in the stash comes without its warnings
            is_warned = bool(whole.get("warnings")) and "ignorewarnings" not in self._params
            return {"upload": {**whole, "result": "Warning" if is_warned else "Success"}}, Write("upload")
        params = {**self._params, "filekey": self._filekey}
        write = Publication(self._context, params, sha1=sha1, began=self._began, resumed=resumed)
        return (yield from write.publish()), write

    def _assembled(self, known: Mapping[str, Any], sha1: str, size: int) -> Flow[Mapping[str, Any] | None]:
        """Look for the whole: its key came with an answer that was lost."""
        if known.get("result") in ("Poll", "Success", "Warning"):  # of what is done later
            return known
        cursor: Mapping[str, Any] = {}
        keys = list[str]()
        asked = {"action": "query", "list": "mystashedfiles", "msfprop": "size", "msflimit": "max"}
        while True:
            reply = yield from call(self._context, {**asked, **cursor}, marked=True)
            files = rows_of(reply, "query", "mystashedfiles")
            keys += [str(one["filekey"]) for one in files if (one.get("size"), one.get("status")) == (size, "finished")]
            following = inside(reply, "continue")
            if not isinstance(following, Mapping) or following == cursor:
                break
            cursor = following
        for key in reversed(keys):
            if (info := (yield from stashed(self._context, key))).get("sha1") == sha1:
                self._looked = True
                return {"result": "Success", "filekey": key, "imageinfo": info}
        return None

    def _known(self) -> Flow[Mapping[str, Any]]:
        """Ask how far the wiki is with the pieces; empty if it knows nothing of them, or has put them together.

        Raises:
            UploadRefused: it could not.
        """
        try:
            reply = yield from status(self._context, {"filekey": self._filekey, **self._token})
        except APIError as error:
            if error.code != "missingresult":
                raise
            return {}
        return as_object(inside(reply, "upload") or {})

    def _resumed(self, resume: UploadResume) -> Flow[Mapping[str, Any] | None]:
        """Take up what an earlier upload left; give what was put together if no piece is missing."""
        yield from self._compare(resume)
        self._filekey = resume.filekey
        known = yield from self._known()
        arrived = known.get("offset") if known.get("result") == "Continue" else None
        if isinstance(arrived, int) and resume.offset <= arrived < (self._size or arrived + 1):
            yield from self._read_to(arrived)
            return None
        yield from self._read_to(self._size)
        found = yield from self._assembled(known, self._sha1.hexdigest(), self._offset)
        if found is None:
            write = Publication(self._context, self._params, began=self._began)
            published = yield from write.found(self._sha1.hexdigest())
            found = None if published is None else as_object(published["upload"])
        if found is None:
            self._filekey = ""
            problem = "leads nowhere: the wiki has no longer what had arrived, so that the upload must begin anew"
            raise ParameterError("upload", "resume", problem)
        if found.get("result") == "Poll":
            found = yield from self._done_later(self._filekey, {"upload": found})
        self._filekey = str(found.get("filekey") or self._filekey)
        return found

    def _compare(self, resume: UploadResume) -> Flow[None]:
        """Refuse another file than the one that was begun."""
        if resume.filename != self._filename:
            raise ParameterError("upload", "filename", f"is not that of the upload that was begun, {resume.filename!r}")
        another = "is not the one that was begun"
        if resume.size is not None and self._size is not None and resume.size != self._size:
            problem = f"{another}: it has {self._size} bytes, and that one had {resume.size}"
            raise ParameterError("upload", "file", problem)
        self._size = resume.size if self._size is None else self._size
        yield from self._read_to(resume.offset)
        if self._sha1.hexdigest() != resume.sha1:
            raise ParameterError("upload", "file", f"{another}: its first {resume.offset} bytes are others")

    def _read_to(self, offset: int | None) -> Flow[None]:
        """Take up the file as if it had been sent up to there; None is its end."""
        while offset is None or self._offset < offset:
            most = self._at_once if offset is None else min(self._at_once, offset - self._offset)
            piece = yield Read(self._source, self._offset, most)
            if not piece and offset is None:
                return
            if not piece:
                problem = f"is not the one that was begun: it ends after {self._offset} bytes"
                raise ParameterError("upload", "file", problem)
            self._sha1.update(piece)
            self._offset += len(piece)

    def _stopped(self) -> UploadResume:
        where = {"filename": self._filename, "filekey": self._filekey, "started": self._started}
        return UploadResume(**where, offset=self._offset, size=self._size, sha1=self._sha1.hexdigest())

    def _done_later(self, filekey: str, reply: Any) -> Flow[Mapping[str, Any]]:
        reply = yield from polled(self._context, {"filekey": filekey, **self._token}, reply)
        return as_object(inside(reply, "upload") or {})
