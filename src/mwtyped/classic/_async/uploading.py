"""Uploads, as the reference's site has them."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar, cast

from ...runtime import AsyncBaseSite, AsyncRawApi
from ...runtime.errors import APIError, FileExists, InsufficientPermission
from ...runtime.flows.send import send
from ...runtime.model import Result, WriteResult
from ..attributes import refuse_title

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AsyncUploading"]

T = TypeVar("T")
Api_co = TypeVar("Api_co", bound=AsyncRawApi, covariant=True)

_DENIED = frozenset({"badaccess-group0", "badaccess-groups", "mustbeloggedin", "permissiondenied", "protectedpage"})


class AsyncUploading(AsyncBaseSite[Api_co]):
    """The methods of a site that upload files."""

    async def upload(
        self,
        file: bytes | bytearray | memoryview | str | PathLike[str] | IO[bytes] | None = None,
        filename: str | None = None,
        description: str = "",
        ignore: bool = False,
        file_size: int | None = None,
        url: str | None = None,
        filekey: str | None = None,
        comment: str | None = None,
        *,
        stash: bool = False,
        asynchronous: bool = False,
        **parameters: object,
    ) -> WriteResult:
        """Upload a file: one of `file`, `url`, `filekey`. A large one goes in pieces, and none is held in memory.

        Args:
            file: its bytes, its path, or an open binary file: from its beginning, where it can seek.
            filename: its name on the wiki, without `File:`.
            description: the text of its page, if it is new; without `comment` that of the log, too.
            ignore: upload it whatever the wiki warns of.
            file_size: of no use any more.
            url: where the wiki is to fetch it from.
            filekey: what the wiki called it when it was put aside: `stash=True`, or a warning.
            comment: the text for the log; without `description`, that of a new page, too.
            stash: put it aside only, for a later call with its `filekey`.
            asynchronous: have the wiki put the pieces together in its own time; it is asked until it has.
            parameters: more parameters of `action=upload`.

        Returns:
            What the wiki answers. Where it warned, `result` is `Warning`, nothing was published, and all its `warnings`
            are there, with the `filekey` to publish it by.

        Raises:
            TypeError: none of the three is given, or more than one, or no name.
            InvalidPageTitle: no file can have this name.
            FileNotFoundError: there is no file at the path; any other `OSError` says why it cannot be read.
            ParameterError: `file` is of another kind, a text file, or closed; nothing was sent.
            FileExists: another file has this name, and `ignore` is not set.
            InsufficientPermission: this account may not.
            UploadRefused: the wiki does not take such a file.
            WriteOutcomeUnknown: the answer was lost, and the wiki cannot tell what became of it.
        """
        del file_size
        if filename is None:
            raise TypeError("filename must be given")
        if sum(one is not None for one in (file, url, filekey)) != 1:
            raise TypeError("exactly one of 'file', 'url' and 'filekey' must be given")
        given: dict[str, object] = {
            "file": Path(file) if isinstance(file, str | PathLike) else _rewound(file),
            "url": url,
            "filekey": filekey,
            "filename": filename,
            "comment": description if comment is None else comment,
            "text": None if comment is None else description or None,
            "ignorewarnings": ignore,
            "stash": stash,
            "async_": asynchronous,
            **parameters,
        }
        result = await self._uploaded(filename, given)
        if not isinstance(result, Result):
            return result  # of a dry run
        if not ignore and "exists" in (result.get("warnings") or {}):
            raise FileExists(filename, result.to_dict())
        return result

    async def chunk_upload(
        self,
        file: IO[bytes],
        filename: str,
        ignorewarnings: bool,
        comment: str,
        text: str | None,
    ) -> WriteResult:
        """Upload an open file, a large one in pieces, as `upload` does; that its name is taken is a warning here.

        Args:
            file: the file: from its beginning, where it can seek.
            filename: its name on the wiki, without `File:`.
            ignorewarnings: upload it whatever the wiki warns of.
            comment: the text for the log.
            text: of its page, if it is new.
        """
        texts = {"filename": filename, "comment": comment, "text": text}
        return await self._uploaded(filename, {"file": _rewound(file), **texts, "ignorewarnings": ignorewarnings})

    async def _uploaded(self, filename: str, given: Mapping[str, object]) -> WriteResult:
        from ..requests import request_of

        refuse_title(filename)
        if self.initialized and "upload" not in self.rights:
            raise InsufficientPermission(filename)
        try:
            request = request_of(self.context, "upload", given, strange=True)
            return cast("WriteResult", await self.run(send(self.context.of_reference(), request)))
        except APIError as error:
            if error.code in _DENIED:
                raise InsufficientPermission(filename, error.code, error.info) from error
            raise


def _rewound(file: T) -> T:
    """Go to the beginning of an open file, as the reference does; what is none is refused with the request."""
    from ...runtime.uploads import can_seek

    if hasattr(file, "read") and not getattr(file, "closed", False) and can_seek(opened := cast("IO[bytes]", file)):
        opened.seek(0)
    return file
