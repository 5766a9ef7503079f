"""Publishing a file: once, at once or when the wiki comes to it, and looked for where the answer was lost."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ..errors import APIError, InvalidResponse, MwClientError, UploadRefused, WriteOutcomeUnknown
from ..reply import as_object, inside
from ..request import Params, wire_value
from ..session import Context
from ..uploads import Source
from . import Flow, Now, Read
from .call import call, write_call
from .retry import Write, told
from .stash import GONE, polled, result_of, rows_of, stashed, status, time_of

__all__ = ["Publication"]

_INFO = "timestamp|user|userid|comment|parsedcomment|canonicaltitle|url|size|dimensions|sha1|mime|thumbmime|mediatype"
_INFO += "|metadata|commonmetadata|extmetadata|archivename|bitdepth|uploadwarning"
"""All that an upload's own reply tells of a file."""

_SAME = "fileexists-no-change"

_SLACK = 2  # seconds: both clocks are cut to a whole one


class Publication(Write):
    """The publishing of a file. The sign that it was done: our own version of it, of the same content, not older.

    That a second try is harmless is the wiki's doing: it refuses a file that is the same as its newest version, and
    what is in the stash can be published once.

    Args:
        context: whose site it is.
        params: of the request.
        source: where the file is read, if it is sent.
        sha1: that of the file, if it is known.
        began: when the first try was made.
        resumed: whether an earlier process may have done it.
    """

    lost: WriteOutcomeUnknown | None
    applied: bool

    def __init__(
        self,
        context: Context,
        params: Params,
        *,
        source: Source | None = None,
        sha1: str = "",
        began: float | None = None,
        resumed: bool = False,
    ) -> None:
        super().__init__("upload")
        self._context = context
        self._params = dict(params)
        self._source = source
        self._sha1 = sha1
        self._began = began
        self._is_there = False  # whether the newest version has the same content, ours or not
        if resumed:
            self.lost = WriteOutcomeUnknown("upload", "an earlier try was interrupted")

    def publish(self) -> Flow[Any]:
        """Publish, and wait until it is done where the wiki does it later; what is to be stashed only, stash."""
        return (yield from told(self, self._published()))

    def _published(self) -> Flow[Any]:
        reply = yield from self._sent()
        if "url" in self._params and "async" in self._params and _warns_of_nothing(reply):
            # MediaWiki 1.43 has not fetched the file, finds it empty, and takes back the warning, but not the refusal.
            del self._params["async"]
            reply = yield from self._sent()
        if self.lost is not None and result_of(reply) == "Warning":  # perhaps of the very file that the lost try made
            found = yield from self.look(self.lost)
            self.applied, reply = found is not None, reply if found is None else found
        reply = yield from self._awaited(reply)
        known = inside(reply, "upload")
        self.applied = self.applied and result_of(reply) == "Success"
        if result_of(reply) == "Warning" and isinstance(known, dict) and "filekey" in self._params:
            # A publishing that is done later says of no key, and that of before is good still.
            known.setdefault("filekey", self._params["filekey"])
        return reply

    def _sent(self) -> Flow[Any]:
        stashed_only = "stash" in self._params  # a second try leaves the wiki a file to forget, and does no harm
        return (yield from write_call(self._context, self._params, "token", "csrf", None if stashed_only else self))

    def _awaited(self, reply: Any) -> Flow[Any]:
        """Wait for what the wiki does later. A failure that it tells of may have come after the file was published."""
        try:
            return (yield from polled(self._context, self._params, reply))
        except MwClientError as error:
            failure = error
        self.lost = WriteOutcomeUnknown("upload", failure, "the wiki was to do it later")
        self.lost.__cause__ = failure
        if not isinstance(failure, APIError):
            raise self.lost
        try:
            found = yield from self.found("" if "url" in self._params else (yield from self._known_sha1()))
        except MwClientError as error:
            raise self.lost from error
        if found is None:
            raise failure if isinstance(failure, UploadRefused) else self.lost
        self.applied = True
        return found

    def began(self) -> Flow[None]:
        if self._began is None:
            self._began = yield Now()

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        if self._context.session.username is None:
            raise self.unknown("who we are is not known, so that it cannot be looked for")
        if "async" in self._params:
            reply = yield from self._job()
            if result_of(reply) == "Poll":
                return reply
            self._sha1 = self._sha1 or str(inside(reply, "upload", "imageinfo", "sha1") or "")
        if (found := (yield from self.found((yield from self._known_sha1())))) is not None:
            return found
        code = failure.code if isinstance(failure, APIError) else ""
        if code == GONE or (code == _SAME and not self._is_there):
            raise self.unknown(f"a further try was refused: {failure}")
        return None

    def _job(self) -> Flow[Mapping[str, Any]]:
        """Ask how far the wiki is with it; empty if it knows nothing of it, or failed: then it may be tried again."""
        try:
            reply = yield from status(self._context, self._params)
        except APIError as error:
            if error.code != "missingresult" and not isinstance(error, UploadRefused):
                raise
            reply = {}
        return as_object(reply)

    def _known_sha1(self) -> Flow[str]:
        self._sha1 = self._sha1 or (yield from self._learned_sha1())
        return self._sha1

    def _learned_sha1(self) -> Flow[str]:
        """Give the SHA-1 of what is published; empty if there is no knowing it, for it is gone from the stash."""
        if self._source is not None:
            return (yield from _sha1_of(self._source, self._context.chunk_size))
        if "url" in self._params:
            return (yield from self._sha1_at_url())
        key = self._params.get("filekey", self._params.get("sessionkey"))
        if key is None:
            return ""
        return str((yield from stashed(self._context, str(key))).get("sha1", ""))

    def _sha1_at_url(self) -> Flow[str]:
        """Let the wiki fetch the file once more, to its stash: it alone knows what it gets there."""
        asked: Params = {"action": "upload", "stash": "1", "ignorewarnings": "1"}
        asked |= {name: self._params[name] for name in ("url", "filename", "token") if name in self._params}
        reply = yield from write_call(self._context, asked, "token", "csrf", None)
        if not isinstance(sha1 := inside(reply, "upload", "imageinfo", "sha1"), str):
            raise InvalidResponse("the wiki does not tell what the URL gives", response_text=str(reply))
        return sha1

    def found(self, sha1: str) -> Flow[Mapping[str, Any] | None]:
        """Give the reply to what published our version of the file; None if there is none."""
        session, title = self._context.session, _title(self._context, str(self._params.get("filename")))
        named = {"titles": wire_value((title,)), "letitle": title, "leuser": str(session.username)}
        asked = {"action": "query", "prop": "imageinfo", "list": "logevents", "curtimestamp": "1", **named}
        most = {"iiprop": "sha1|user|timestamp", "iilimit": "50", "lelimit": "50"}
        log = {"letype": "upload", "leprop": "type|title|user|timestamp|details"}
        reply = yield from call(self._context, {**asked, **most, **log}, marked=True)
        began = yield from self._began_there(reply)
        page = next(iter(rows_of(reply, "query", "pages")), {})
        versions = rows_of(page, "imageinfo")
        self._is_there = bool(versions and sha1) and versions[0].get("sha1") == sha1
        # The log is written a moment later than the file; but it still knows what was deleted or replaced.
        done = [(one, str(one.get("sha1", ""))) for one in versions]
        done += [(one, _hexadecimal(inside(one, "params", "img_sha1"))) for one in rows_of(reply, "query", "logevents")]
        ours = [(one, content) for one, content in done if self._is_ours(one, began)]
        by_url = "url" in self._params
        if (own := next((one for one, content in ours if content == sha1 or not (sha1 or by_url)), None)) is not None:
            return (yield from self._reply(str(page.get("title", title)), str(own["timestamp"])))
        if ours and by_url:
            raise self.unknown("there is a new version of ours, and whether it is of what the URL gave is not known")
        return None

    def _is_ours(self, version: Mapping[str, Any], began: datetime) -> bool:
        when = time_of(version.get("timestamp"))
        return version.get("user") == self._context.session.username and when is not None and when >= began

    def _began_there(self, reply: Any) -> Flow[datetime]:
        """Say by the wiki's clock when the first try was made."""
        now, here = time_of(inside(reply, "curtimestamp")), (yield Now())
        if now is None:
            raise InvalidResponse("the wiki does not tell the time")
        return now - timedelta(seconds=here - (here if self._began is None else self._began) + _SLACK)

    def _reply(self, title: str, timestamp: str) -> Flow[Mapping[str, Any]]:
        """Make the reply that was lost."""
        version = {"iiprop": _INFO, "iistart": timestamp, "iilimit": "1"}
        asked = {"action": "query", "prop": "imageinfo", "titles": wire_value((title,)), **version}
        reply = yield from call(self._context, asked, marked=True)
        page = next(iter(rows_of(reply, "query", "pages")), {})
        info = next((one for one in rows_of(page, "imageinfo") if one.get("timestamp") == timestamp), None)
        done = {"result": "Success", "filename": title.partition(":")[2].replace(" ", "_")}
        return {"upload": done if info is None else {**done, "imageinfo": info}}


def _warns_of_nothing(reply: Any) -> bool:
    return result_of(reply) == "Warning" and not inside(reply, "upload", "warnings")


def _sha1_of(source: Source, at_once: int) -> Flow[str]:
    sha1, offset = hashlib.sha1(usedforsecurity=False), 0
    while piece := (yield Read(source, offset, at_once)):
        sha1.update(piece)
        offset += len(piece)
    return sha1.hexdigest()


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
