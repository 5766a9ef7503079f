"""Files to upload, as data, and what stands in a script for what is known only when it runs."""

import tempfile
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..runtime.loopback import Reply, Seen

__all__ = ["Content", "fetched", "given"]


class Content(NamedTuple):
    """What is to be uploaded, and in which form a script has it."""

    content: bytes
    form: Literal["bytes", "path", "text", "stream", "read", "pipe"] = "stream"
    """`text` is the path as a text; a stream is `read` when it stands at its end; a pipe cannot seek."""

    def opened(self) -> Any:
        match self.form:
            case "bytes":
                return self.content
            case "path" | "text":
                with tempfile.NamedTemporaryFile(dir=_folder().name, delete=False) as file:
                    file.write(self.content)
                return Path(file.name) if self.form == "path" else file.name
        stream = _Pipe(self.content) if self.form == "pipe" else BytesIO(self.content)
        if self.form == "read":
            stream.read()
        return stream


class _Pipe(BytesIO):
    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise OSError("a pipe cannot seek")


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="mwtyped-differential-")


def given(value: Any, known: Mapping[str, str]) -> Any:
    """Fill in what is known by now: `{filekey}` and the like."""
    if isinstance(value, Content):
        return value.opened()
    if isinstance(value, str):
        return known.get(value, value)
    return {name: given(inner, known) for name, inner in value.items()} if isinstance(value, Mapping) else value


def fetched(seen: Seen) -> Reply | None:
    """Answer a wiki that is to upload what a URL leads to."""
    return 200, {"content-type": "text/plain"}, b"Fetched by the wiki.\n"
