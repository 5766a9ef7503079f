"""Downloads: where the bytes of a file go."""

import hashlib
import io
from typing import Any, Protocol

from .errors import ParameterError

__all__ = ["Destination", "Sink", "refuse_destination"]


class Destination(Protocol):
    """What bytes can be written to: an open binary file."""

    def write(self, data: bytes, /) -> object: ...


def refuse_destination(given: Any) -> None:
    """Refuse what bytes cannot be written to.

    Raises:
        ParameterError: it is no open binary file.
    """
    if isinstance(given, type) or not hasattr(given, "write"):
        problem = f"must be a file that is open for writing, not {type(given).__name__}"
        raise ParameterError("download", "destination", f"{problem}; pass what open(path, 'wb') gives")
    if isinstance(getattr(given, "file", given), io.TextIOBase):  # a temporary file keeps its own there
        raise ParameterError("download", "destination", "is a text file; open it in mode 'wb'")
    if getattr(given, "closed", False):
        raise ParameterError("download", "destination", "is closed")
    if hasattr(given, "writable") and not given.writable():
        raise ParameterError("download", "destination", "is not open for writing; open it in mode 'wb'")


class Sink:
    """Write what comes of a file to its destination, once and in order, however often the answer is cut.

    Attributes:
        size: bytes written so far.
        most: bytes that the file has at most.
    """

    def __init__(self, destination: Destination, most: int) -> None:
        self.size: int = 0
        self.most: int = most
        self._destination = destination
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self._known = 0

    def begin(self, start: int) -> bool:
        """Note at which byte of the file an answer begins; tell whether what is written reaches so far."""
        self._known = self.size - start
        return self._known >= 0

    def add(self, chunk: bytes) -> bool:
        """Write what is new in a piece; tell whether the file may have so many bytes."""
        new = chunk[self._known :]
        self._known = max(self._known - len(chunk), 0)
        if self.size + len(new) > self.most:
            return False
        self._destination.write(new)
        self._sha1.update(new)
        self.size += len(new)
        return True

    @property
    def sha1(self) -> str:
        """The SHA-1 of what is written, in hexadecimal."""
        return self._sha1.hexdigest()
