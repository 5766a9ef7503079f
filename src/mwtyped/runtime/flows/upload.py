"""Uploads: of a file, in one request or in pieces; of what is stashed; of what a URL leads to."""

from typing import Any

from ..errors import ParameterError
from ..request import Params
from ..session import Context
from ..uploads import Source, UploadResume
from . import Flow, Measure, Read
from .allowed import allowed, refuse, refused
from .call import write_call
from .pieces import Pieces
from .publish import Publication
from .retry import Write

__all__ = ["upload"]


def upload(context: Context, params: Params, resume: UploadResume | None = None) -> Flow[tuple[Any, Write]]:
    """Upload a file and give the wiki's last reply, and what became of the publishing.

    A file that is larger than `Options.chunk_size`, and one that the wiki is to assemble later (`async`), goes to the
    stash in pieces, and is published from there.

    Raises:
        UploadRefused: the wiki does not take the file.
        ParameterError: it is not the one that `resume` is of, or it changed while it was sent.
        WriteOutcomeUnknown: of the publishing no answer came, and whether it was done cannot be found out.
    """
    if "file" not in params or "chunk" in params:
        if resume is not None:
            raise ParameterError("upload", "file", "is missing: to go on, the file is needed")
        return (yield from _without_file(context, params))
    if "filename" not in params:
        raise ParameterError("upload", "filename", "is missing")
    source, size, ahead = yield from _measured(context, params, keep=resume is None)
    if size == 0:
        raise refused("empty-file", "the file is empty")
    if size is None or size > context.chunk_size or "async" in params or resume is not None:
        return (yield from Pieces(context, params, source, size, ahead).sent(resume))
    yield from refuse(context, str(params["filename"]), size)
    publication = Publication(context, {**params, "file": source.given}, source=source)
    return (yield from publication.publish()), publication


def _measured(context: Context, params: Params, *, keep: bool) -> Flow[tuple[Source, int | None, list[bytes]]]:
    """Give the file, its size, and what was read of it already.

    Of a stream that does not tell its size the first two pieces are read: what is small is kept, for it can be read
    once.
    """
    source, most = Source(params["file"]), context.chunk_size
    size = yield Measure(source)
    if size is not None:
        return source, size, []
    size = int(params["filesize"]) if "filesize" in params else None
    if not keep or (size or 0) > most:
        return source, size, []
    first = yield Read(source, 0, most)
    ahead = [first, (yield Read(source, len(first), most))]
    return (source, None, ahead) if ahead[1] else (Source(ahead[0]), len(ahead[0]), [])


def _without_file(context: Context, params: Params) -> Flow[tuple[Any, Write]]:
    """Publish what is stashed or what a URL leads to; or send what the caller wrote: a piece, or how far it is."""
    if "chunk" in params or "checkstatus" in params:
        write = Write("upload")
        # Asked about a URL, a wiki that knows no such question makes an upload.
        asks_only = "checkstatus" in params and "url" not in params
        return (yield from write_call(context, params, "token", "csrf", None if asks_only else write)), write
    if "url" in params and "async" in params and ("stash" in params or not (yield from allowed(context)).later):
        params = {name: value for name, value in params.items() if name != "async"}
    publication = Publication(context, params)
    return (yield from publication.publish()), publication
