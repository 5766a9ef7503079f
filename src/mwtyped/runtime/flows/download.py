"""Downloads of files: streamed, gone on with where the line broke, and compared with what the wiki says of them."""

from urllib.parse import urljoin

from ..downloads import Sink
from ..errors import HTTPStatusError, InvalidResponse, shown
from ..session import Context
from . import Flow
from .exchange import fetch, seconds_of
from .retry import persist

__all__ = ["download"]


def download(context: Context, url: str, sink: Sink, sha1: str | None) -> Flow[None]:
    """Write a file of the wiki to a sink. Another host than the wiki's gets none of the session.

    Raises:
        InvalidResponse: what came is another file than the wiki says.
        HTTPStatusError: there is no such file.
    """
    session = context.session
    url = urljoin(session.endpoint.root + "/", url)
    own = url.startswith(session.endpoint.root + "/")

    def once() -> Flow[None]:
        if sink.size == sink.most:
            return  # all had come when the line broke
        answer = yield from fetch(url, {}, post=False, own=own, sink=sink)
        if answer.status not in (200, 206):
            refused = HTTPStatusError(answer.status, answer.place, answer.told)
            refused.retry_after = seconds_of(answer.headers.get("retry-after"))
            raise refused

    yield from persist(session, once, args=("download", url), path="download")
    if sha1 is not None and sink.sha1 != sha1:
        raise InvalidResponse(
            f"the file has the SHA-1 {sink.sha1}, and the wiki says {shown(sha1)}", url=url.partition("?")[0]
        )
