"""Models of replies in the form in which the generator writes them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from mwtyped.runtime import Expiry, Item, Page, Result, Shape


class ChangesItem(Item):
    """One change."""

    shape: ClassVar[Shape] = Shape(
        module="query+changes",
        gates={
            "user": ("prop=user",),
            "anon": ("prop=user",),
            "comment": ("prop=comment",),
            "timestamp": ("prop=timestamp",),
            "tags": ("prop=tags",),
            "from_": ("prop=from",),
            "details": ("prop=details",),
        },
        absent={"user": "none", "anon": "false", "comment": "none", "tags": "empty"},
        wires={"from_": "from"},
    )

    type: str
    pageid: int
    user: str | None
    anon: bool
    comment: str | None
    timestamp: datetime
    tags: list[str]
    from_: str
    details: ChangesItemDetails


class ChangesItemDetails(Result):
    """What a change is about, inside itself."""

    shape: ClassVar[Shape] = Shape(
        module="query+changes",
        gates={"size": ("prop=sizes",)},
        absent={"expiry": "none", "counts": "empty list", "replies": "empty"},
    )

    size: int
    expiry: Expiry
    counts: dict[str, int]
    replies: list[ChangesItemDetails]


class OnePage(Page):
    """A page with what two props bring."""

    shape: ClassVar[Shape] = Shape(
        module="query",
        gates={
            "touched": ("info",),
            "length": ("info",),
            "contentmodel": ("info",),
            "new": ("info",),
            "fullurl": ("info:prop=url",),
            "protection": ("info:prop=protection",),
            "revisions": ("revisions",),
            "langlinks": ("langlinks",),
        },
        absent={
            "missing": "anywhere false",
            "invalid": "anywhere false",
            "contentmodel": "anywhere",
            "fullurl": "anywhere",
            "new": "false",
            "protection": "anywhere",
            "langlinks": "empty",
        },
    )

    pageid: int
    ns: int
    title: str
    missing: bool
    invalid: bool
    touched: datetime
    length: int
    contentmodel: str
    new: bool
    fullurl: str
    protection: list[OnePageProtection]
    revisions: list[OnePageRevision]
    langlinks: list[OnePageLanglink]


class OnePageProtection(Result):
    """A protection."""

    type: str
    expiry: Expiry


class OnePageRevision(Result):
    """A revision."""

    shape: ClassVar[Shape] = Shape(
        module="query+revisions",
        gates={
            "user": ("prop=user",),
            "userhidden": ("prop=user",),
            "slots": ("slots",),
            "content": ("prop=content&!slots",),
        },
        absent={"user": "none", "userhidden": "false", "content": "none"},
    )

    revid: int
    user: str | None
    userhidden: bool
    slots: dict[str, OnePageRevisionSlot]
    content: str | None


class OnePageRevisionSlot(Result):
    """A slot."""

    shape: ClassVar[Shape] = Shape(module="query+revisions", gates={"content": ("prop=content",)})

    contentmodel: str
    content: str


class OnePageLanglink(Result):
    """A link to another language."""

    shape: ClassVar[Shape] = Shape(module="query+langlinks", view={"title": "content"})

    lang: str
    title: str


class EntriesItem(Item):
    """One log entry, whose details are of the kind that its type tells."""

    shape: ClassVar[Shape] = Shape(
        module="query+entries",
        gates={"type": ("prop=type",), "details": ("prop=details",), "ends": ("prop=ends",)},
        absent={"details": "none", "ends": "none", "file": "none", "told": "none", "private": "false", "ids": "empty"},
        nones={"ends": "infinite", "seen": "", "label": False},
        flags=("private",),
        numerals=("ids",),
        variants={"details": ("type", {"move": "MoveDetails", "block": "BlockDetails"})},
        whole=("file",),
    )

    type: str
    details: EntryDetails | None
    ends: Expiry
    seen: datetime | None
    label: str | None
    file: EntryFile | None
    told: bool | list[MoveDetails] | dict[str, int] | None
    private: bool
    ids: list[int]


class EntryDetails(Result):
    """What belongs to log entries."""


class MoveDetails(EntryDetails):
    """What belongs to a move."""

    target: str


class BlockDetails(EntryDetails):
    """What belongs to a block."""

    shape: ClassVar[Shape] = Shape(absent={"inner": "none"}, nones={"until": "infinite"})

    until: Expiry
    inner: MoveDetails | None


class EntryFile(Result):
    """A file, of which everything comes."""

    shape: ClassVar[Shape] = Shape(gates={"size": ("prop=size",), "old": ("!slots",)}, absent={"old": "none"})

    size: int
    old: str | None


class FileItem(EntryFile, Item):
    """An item that is a file, and more."""

    shape: ClassVar[Shape] = EntryFile.shape.extended(
        module="query+files", gates={"name": ("prop=name",)}, absent={"name": "none"}
    )

    name: str | None
