"""What files a wiki takes, as it says itself: what it would refuse is refused before it is sent."""

from dataclasses import dataclass
from typing import Any

from ..errors import MediaWikiVersionError, UploadRefused
from ..reply import as_object, inside
from ..session import Context, version_tuple
from . import Flow
from .call import call, keep_token

__all__ = ["Allowed", "allowed", "ask", "refuse", "refused"]

_URLS_LATER = (1, 43)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a wiki takes.

    Attributes:
        endings: of the names of files, in lower case; empty if it does not say.
        most: bytes of a file; 0 if it does not say.
        least: bytes of a piece that is not the last.
        later: whether it fetches what a URL leads to later, if asked. Before MediaWiki 1.43 it cannot, and does an
            upload of its own when it is asked how far it is.
    """

    endings: tuple[str, ...]
    most: int
    least: int
    later: bool

    def refusal(self, filename: str, size: int | None) -> UploadRefused | None:
        """Give what the wiki would say to such a file; None if it would take it, as far as can be told.

        To a name without an ending it adds one, from what is in the file.
        """
        ending = filename.rstrip(" _").rpartition(".")[2].lower() if "." in filename else ""
        if ending and self.endings and ending not in self.endings:
            text = f"the name must end in one of: {', '.join(self.endings)}"
            return refused("filetype-banned", text, filetype=ending, allowed=list(self.endings))
        if self.most and size is not None and size > self.most:
            return refused("file-too-large", f"the file has {size} bytes, and the wiki takes {self.most}")
        return None


def refused(code: str, text: str, **data: Any) -> UploadRefused:
    """Make the error that the wiki would answer with."""
    return UploadRefused(code, text, {"errors": [{"code": code, "text": text, "module": "upload", "data": data}]})


def refuse(context: Context, filename: str, size: int) -> Flow[None]:
    """Refuse what the wiki would; it is asked once, and again before a refusal, for it may have changed its mind."""
    known = context.session.allowed
    if known is None or known.refusal(filename, size) is not None:
        known, _ = yield from ask(context)
    if (refusal := known.refusal(filename, size)) is not None:
        raise refusal


def allowed(context: Context) -> Flow[Allowed]:
    """Give what is known of it; the wiki is asked if nothing is."""
    if context.session.allowed is None:
        yield from ask(context)
    assert context.session.allowed is not None, "the wiki has just been asked"
    return context.session.allowed


def ask(context: Context) -> Flow[tuple[Allowed, str]]:
    """Ask the wiki, for its time too; and for a token if there is none yet, which spares a request."""
    session = context.session
    metas = {"meta": "siteinfo"} if "csrf" in session.tokens else {"meta": "siteinfo|tokens", "type": "csrf"}
    asked = {"action": "query", **metas, "siprop": "general|fileextensions", "curtimestamp": "1"}
    reply = yield from call(context, asked, marked=True)
    keep_token(session, "csrf", reply)
    session.allowed = _read(reply)
    return session.allowed, str(inside(reply, "curtimestamp"))


def _read(reply: Any) -> Allowed:
    general = as_object(inside(reply, "query", "general") or {})
    listed = inside(reply, "query", "fileextensions")
    endings = [str(inside(one, "ext")).lower() for one in listed] if isinstance(listed, list) else []
    try:
        later = version_tuple(str(general.get("generator")))[:2] >= _URLS_LATER
    except MediaWikiVersionError:
        later = False
    most, least = (
        number if isinstance(number := general.get(name), int) else 0
        for name in ("maxuploadsize", "minuploadchunksize")
    )
    return Allowed(tuple(endings), most, least, later)
