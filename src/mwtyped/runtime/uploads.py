"""Uploads in pieces: where the bytes come from, and where an upload stopped."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO

from .errors import ParameterError
from .fields import Upload

__all__ = ["Source", "UploadResume", "can_seek"]


class Source:
    """A file that is read in pieces: bytes, a path, or an open file from where it stands.

    Attributes:
        given: what it was made of.
    """

    def __init__(self, upload: Upload) -> None:
        self.given: Upload = upload
        self._read = 0  # of what can be read once
        self._written: tuple[int, int] | None = None  # of a path: the size and the time of the last change

    def measure(self) -> int | None:
        """Give the size in bytes; None where only reading to the end tells it.

        Raises:
            OSError: there is no file at the path, or it cannot be read.
            ParameterError: the open file cannot be read, or gives no bytes.
        """
        if isinstance(self.given, bytes):
            return len(self.given)
        if isinstance(self.given, Path):
            found = _found(self.given)
            self._written = found.st_size, found.st_mtime_ns
            return found.st_size
        if getattr(self.given, "closed", False):
            raise ParameterError("upload", "file", "is closed")
        if hasattr(self.given, "readable") and not self.given.readable():
            raise ParameterError("upload", "file", "is not open for reading; open it in mode 'rb'")
        if not can_seek(self.given):
            return None
        start = self.given.tell()
        try:
            _exactly(self.given, 1)  # not all text files are known by their type
            return self.given.seek(0, 2) - start
        finally:
            self.given.seek(start)

    def read(self, offset: int, size: int) -> bytes:
        """Give that many bytes, fewer at the end of the file only. An open file is left where it stands.

        What cannot seek has to be read in order.

        Raises:
            ParameterError: the file at the path was written to since it was measured.
        """
        if isinstance(self.given, bytes):
            return self.given[offset : offset + size]
        if isinstance(self.given, Path):
            with self.given.open("rb") as file:
                file.seek(offset)
                piece = _exactly(file, size)
                self._compare(os.fstat(file.fileno()))
                return piece
        if not can_seek(self.given):
            if offset != self._read:
                raise ValueError(f"the file cannot seek: it was read to {self._read}, and {offset} was asked for")
            piece = _exactly(self.given, size)
            self._read += len(piece)
            return piece
        start = self.given.tell()
        try:
            self.given.seek(start + offset)
            return _exactly(self.given, size)
        finally:
            self.given.seek(start)

    def _compare(self, found: os.stat_result) -> None:
        if self._written is not None and self._written != (found.st_size, found.st_mtime_ns):
            raise ParameterError("upload", "file", "was written to while it was read")

    async def async_measure(self) -> int | None:
        import asyncio  # only here and below: sync code does not wait for it to be loaded

        return await asyncio.to_thread(self.measure)

    async def async_read(self, offset: int, size: int) -> bytes:
        import asyncio

        if isinstance(self.given, bytes | Path) or not can_seek(self.given):
            return await asyncio.to_thread(self.read, offset, size)
        reading = asyncio.ensure_future(asyncio.to_thread(self.read, offset, size))
        try:
            return await asyncio.shield(reading)
        finally:  # or who goes on with the file after this was cancelled would find it elsewhere than it stood
            await asyncio.wait([reading])


def _found(path: Path) -> os.stat_result:
    """Tell of the file at a path, which can be read: a directory, say, cannot."""
    if path.is_fifo():  # opening it would wait, perhaps for ever
        raise ParameterError("upload", "file", "is the path of a pipe; give the pipe itself, open in mode 'rb'")
    try:
        with path.open("rb") as file:
            return os.fstat(file.fileno())
    except OSError as error:
        raise OSError(error.errno, f"upload: file: {error.strerror}", str(path)) from None


def can_seek(file: IO[bytes]) -> bool:
    """Tell whether an open file can be read from anywhere in it."""
    return file.seekable() if hasattr(file, "seekable") else hasattr(file, "seek")


def _exactly(file: IO[bytes], size: int) -> bytes:
    """Read until it is as much as was asked for: a pipe gives what it has."""
    pieces, left = list[bytes](), size
    while left > 0 and (piece := file.read(left)) != b"":
        if not isinstance(piece, bytes):  # None: a pipe that does not wait until it has something
            raise ParameterError("upload", "file", f"gave {piece!r:.30} where bytes were expected")
        pieces.append(piece)
        left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadResume:
    """Where an upload in pieces stopped: with it `site.resume_upload` goes on, in this process or in another.

    Attributes:
        filename: that of the request.
        filekey: names to the wiki, and to the same user, what has arrived.
        offset: how many bytes have surely arrived; all of them if only the publishing is left.
        size: of the file, in bytes; None if it was a stream that does not tell.
        sha1: of the first `offset` bytes, in hexadecimal.
        started: when the upload began, by the wiki's clock.
    """

    filename: str
    filekey: str
    offset: int
    size: int | None
    sha1: str
    started: str

    def to_json(self) -> str:
        """Give it as a text to keep."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> "UploadResume":
        """Read what `to_json` gave.

        Raises:
            ValueError: it is something else.
        """
        found = json.loads(text)
        names = {field.name for field in fields(cls)}
        if not isinstance(found, dict) or set(found) != names:
            raise ValueError(f"not an UploadResume: an object of {', '.join(sorted(names))} was expected")
        return cls(**found)

    def __post_init__(self) -> None:
        whole = (self.offset, self.offset if self.size is None else self.size)
        texts = (self.filename, self.filekey, self.sha1, self.started)
        if not all(isinstance(text, str) for text in texts) or not all(type(number) is int for number in whole):
            raise ValueError("not an UploadResume: a value is of another type")
        if not 0 < whole[0] <= whole[1]:
            raise ValueError(f"not an UploadResume: offset {whole[0]} of {whole[1]} bytes")

    @classmethod
    def of(cls, error: BaseException) -> "UploadResume | None":
        """Give where the upload stopped that an error or an interruption ended; None if nothing had arrived.

        Works for whatever ended it: an error of ours, of the file, `KeyboardInterrupt`, `asyncio.CancelledError` and
        `TimeoutError`.
        """
        return next((found for one in _chain(error) if isinstance(found := vars(one).get(_KEY), cls)), None)

    def mark(self, error: BaseException) -> None:
        """Let an error say that the upload it ended can go on."""
        vars(error)[_KEY] = self
        error.add_note(
            f"{self.offset} bytes of the upload have arrived; UploadResume.of(this error) goes on from there"
        )


_KEY = "upload_resume"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = set[int]()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
