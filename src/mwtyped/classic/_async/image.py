"""A file of a wiki, as the reference has it."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Literal, cast, overload

from ...runtime.downloads import Destination, Sink, refuse_destination
from ...runtime.errors import shown
from ...runtime.flows.download import download
from ...runtime.model import Result
from ..requests import ABOUT_FILES
from ..values import Namespaces
from .listing import AsyncList
from .page import AsyncPage

__all__ = ["AsyncImage"]


class AsyncImage(AsyncPage):
    """A file."""

    _is_file = True

    @property
    def imageinfo(self) -> Mapping[str, Any]:
        """Its newest version: `url`, `size`, `sha1`, `user`, `timestamp`, …; empty if there is no file."""
        versions = self._facts().get("imageinfo") or ()
        return cast("Mapping[str, Any]", versions[0]) if versions else {}

    @property
    def imagerepository(self) -> str:
        """Where the file is: `local`, the name of a shared repository, or empty."""
        return str(self._facts().get("imagerepository", ""))

    @overload
    async def download(self, destination: None = None) -> bytes: ...
    @overload
    async def download(self, destination: Destination) -> None: ...
    async def download(self, destination: Destination | None = None) -> bytes | None:
        """Download the file, and compare it with the SHA-1 that the wiki names. Where the line breaks, it goes on.

        Args:
            destination: an open binary file, which gets the bytes as they come; without, they are returned.

        Raises:
            FileNotFoundError: there is no such file.
            ParameterError: `destination` is no open binary file, a path for instance; nothing was sent.
            InvalidResponse: what came is not what the wiki says.
        """
        if destination is not None:
            refuse_destination(destination)
        if self._model is None:
            await self.load()
        facts = self.imageinfo
        if "url" not in facts:
            raise FileNotFoundError(f"the wiki has no file {shown(repr(self.name))}")
        into = BytesIO() if destination is None else destination
        await self.site.run(download(self.site.context, facts["url"], Sink(into, facts["size"]), facts.get("sha1")))
        return into.getvalue() if isinstance(into, BytesIO) and destination is None else None

    def imagehistory(
        self, max_items: int | None = None, api_chunk_size: int | None = None, **parameters: object
    ) -> AsyncList[Result]:
        """Give the versions of the file, the newest first."""
        return self._entries("imageinfo", {"prop": ABOUT_FILES, **parameters}, None, max_items, api_chunk_size)

    @overload
    def imageusage(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        redirect: bool = False,
        limit: int | None = None,
        generator: Literal[True] = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> AsyncList[AsyncPage]: ...
    @overload
    def imageusage(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        redirect: bool = False,
        limit: int | None = None,
        *,
        generator: Literal[False],
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> AsyncList[str]: ...
    def imageusage(
        self,
        namespace: Namespaces | None = None,
        filterredir: str = "all",
        redirect: bool = False,
        limit: int | None = None,
        generator: bool = True,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> AsyncList[Any]:
        """Give the pages that show the file.

        Args:
            namespace: only those in these.
            filterredir: `all`, `redirects` or `nonredirects`.
            redirect: also those that show it by a redirect.
            limit: the old name of `api_chunk_size`.
            generator: as page objects; without, their titles.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=imageusage`, by their names without `iu`.
        """
        arguments = {"namespace": namespace, "filterredir": filterredir, "redirect": redirect, **parameters}
        return self._leads_here("imageusage", arguments, generator, limit, max_items, api_chunk_size)

    def duplicatefiles(
        self,
        limit: int | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> AsyncList[Result]:
        """Give the files that hold the same bytes."""
        return self._entries("duplicatefiles", parameters, limit, max_items, api_chunk_size)
