"""What is written on the wiki while things go wrong: how it is made ready, done, and counted afterwards."""

import itertools
import json
import struct
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self
from uuid import uuid4

from ..live.oracle import Json, Oracle
from ..wiki import Wiki

__all__ = ["ADMIN", "OPERATIONS", "Case", "Operation", "Truth", "Workshop"]

ADMIN = "Admin"
_TAG = "checked"
_NUMBERS = itertools.count(1)

Kind = Literal["text", "addition", "page", "log", "file"]


class _Client(Oracle):
    """Writes past the proxy too, for making things ready."""

    def write(self, kind: str = "csrf", **params: str) -> Json:
        token = self.ask(action="query", meta="tokens", type=kind)["query"]["tokens"][f"{kind}token"]
        return self.ask(**params, token=token)

    def stash(self, name: str, content: bytes) -> str:
        """Upload a file into the stash and give its key."""
        token = self.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        fields = {"action": "upload", "format": "json", "stash": "1", "filename": name, "ignorewarnings": "1"}
        border = uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {**fields, "token": token}.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
        parts.append(head.encode() + b"Content-Type: image/png\r\n\r\n" + content + b"\r\n")
        body = b"".join(parts) + f"--{border}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        with self.opener.open(urllib.request.Request(self._url, body, kind), timeout=60) as answer:
            key: str = json.load(answer)["upload"]["filekey"]
            return key


class Workshop:
    """Three people at work on the wiki, past the proxy: who looks, and two whose pages they are."""

    def __init__(self, wiki: Wiki) -> None:
        self.admin, self.alice, self.bob = _Client(wiki), _Client(wiki), _Client(wiki)
        admin = wiki.accounts["admin"]
        self.admin.log_in(
            admin._replace(bot_name=admin.name, bot_password=admin.password)
        )  # no other may change rights
        self.alice.log_in(wiki.accounts["alice"])
        self.bob.log_in(wiki.accounts["bob"])
        known = self.admin.rows({"list": "tags", "tglimit": "max"}, lambda reply: reply["query"]["tags"])
        if _TAG not in [tag["name"] for tag in known]:
            self.admin.write(action="managetags", operation="create", tag=_TAG)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in (self.admin, self.alice, self.bob):
            client.close()

    def page(self, title: str, text: str) -> int:
        """Let Alice write a page, and give the id of the revision."""
        revision: int = self.alice.write(action="edit", title=title, text=text)["edit"]["newrevid"]
        return revision


@dataclass
class Case:
    """One doing of an operation.

    Attributes:
        title: the page that it is about, and no other case.
        mark: a word that is nowhere else.
        since: the newest revision of the page, and the newest entry of the log, before it.
        facts: what making it ready brought.
    """

    title: str
    mark: str
    since: tuple[int, int] = (0, 0)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """An address that is nobody's."""
        number = int(self.mark.removeprefix("mark"))
        return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    @property
    def png(self) -> bytes:
        """A picture that is like no other."""
        return picture(int(self.mark.removeprefix("mark")))


@dataclass(frozen=True)
class Truth:
    """What the wiki's history and logs say.

    Attributes:
        times: how often it was done.
        by: who did.
        spoilt: the text is not what it must be when it was done once.
    """

    times: int
    by: frozenset[str]
    spoilt: str = ""


@dataclass(frozen=True)
class Operation:
    """Something to do on a wiki.

    Attributes:
        action: the module.
        kind: operations of a kind are looked after in the same way.
        ready: makes a case ready, and may leave facts in it.
        do: does it with mwtyped; gives the result, or a coroutine of it.
        text: what the page must hold when it was done once, for edits.
        log: types of the log's entries, for all else.
    """

    name: str
    action: str
    kind: Kind
    ready: Callable[[Workshop, Case], object]
    do: Callable[[Any, Case], Any]
    text: Callable[[Case], str] | None = None
    log: frozenset[str] = frozenset()
    entry: Callable[[Case], str] = lambda case: case.title

    def prepared(self, workshop: Workshop) -> Case:
        case = Case(f"Case {next(_NUMBERS)} {uuid4().hex[:8]}", f"mark{next(_NUMBERS)}")
        self.ready(workshop, case)
        revisions, entries = _told(workshop, case)
        newest = revisions[0]["revid"] if revisions else 0
        case.since = newest, entries[0]["logid"] if entries else 0
        return case

    def truth(self, workshop: Workshop, case: Case) -> Truth:
        revisions, entries = _told(workshop, case)
        if self.text is None:
            new = [e for e in entries if e["logid"] > case.since[1] and f"{e['type']}/{e['action']}" in self.log]
            new = [entry for entry in new if entry["title"] == self.entry(case)]
            return Truth(len(new), frozenset(entry["user"] for entry in new))
        new = [revision for revision in revisions if revision["revid"] > case.since[0]]
        found = revisions[0]["slots"]["main"]["content"] if new else ""
        spoilt = found if new and found != self.text(case) else ""
        return Truth(len(new), frozenset(revision["user"] for revision in new), spoilt)


def _told(workshop: Workshop, case: Case) -> tuple[list[Json], list[Json]]:
    """Ask for the page's revisions and the log, both newest first."""
    reply = workshop.admin.ask(
        action="query",
        formatversion="2",
        prop="revisions",
        titles=case.title,
        rvprop="ids|user|content",
        rvslots="main",
        rvlimit="20",
        list="logevents",
        leprop="ids|type|user|title",
        lelimit="20",
    )["query"]
    return reply["pages"][0].get("revisions", []), reply["logevents"]


def picture(number: int) -> bytes:
    """Make a PNG of a colour of its own."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + number.to_bytes(3) * 4) * 4
    header = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# How each is made ready.


def _nothing(workshop: Workshop, case: Case) -> None:
    """The page is not there yet."""


def _a_page(workshop: Workshop, case: Case) -> None:
    case.facts["revid"] = workshop.page(case.title, "base")


def _sections(workshop: Workshop, case: Case) -> None:
    workshop.page(case.title, "== One ==\n1\n\n== Two ==\n2")


def _changed(workshop: Workshop, case: Case) -> None:
    """Bob changes what Alice wrote."""
    _a_page(workshop, case)
    edit = workshop.bob.write(action="edit", title=case.title, text="changed")
    case.facts["revid"] = edit["edit"]["newrevid"]


def _deleted(workshop: Workshop, case: Case) -> None:
    _a_page(workshop, case)
    workshop.admin.write(action="delete", title=case.title)


def _blocked(workshop: Workshop, case: Case) -> None:
    workshop.admin.write(action="block", user=case.address, expiry="1 day")


def _no_rights(workshop: Workshop, case: Case) -> None:
    workshop.admin.write("userrights", action="userrights", user="Yuki", remove="bot")


def _stashed(workshop: Workshop, case: Case) -> None:
    case.facts["filekey"] = workshop.admin.stash(_file(case), case.png)


def _file(case: Case) -> str:
    return f"{case.title}.png"


def _as_file(case: Case) -> str:
    return f"File:{_file(case)}"


def _export(case: Case) -> bytes:
    return f"""<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en"><page>
    <title>{case.title}</title><ns>0</ns><id>1</id><revision><id>1</id><timestamp>2020-01-01T00:00:00Z</timestamp>
    <contributor><username>Someone</username></contributor><model>wikitext</model><format>text/x-wiki</format>
    <text xml:space="preserve">{case.mark}</text></revision></page></mediawiki>""".encode()


def _user(case: Case) -> str:
    return f"User:{case.address}"


_ALL = (
    Operation(
        *("full text", "edit", "text", _a_page),
        lambda site, case: site.api.edit(title=case.title, text=case.mark),
        lambda case: case.mark,
    ),
    Operation(
        *("section", "edit", "text", _sections),
        lambda site, case: site.api.edit(title=case.title, section="1", text=f"== One ==\n{case.mark}"),
        lambda case: f"== One ==\n{case.mark}\n\n== Two ==\n2",
    ),
    Operation(
        *("undo", "edit", "text", _changed),
        lambda site, case: site.api.edit(title=case.title, undo=case.facts["revid"]),
        lambda case: "base",
    ),
    Operation(
        *("create", "edit", "text", _nothing),
        lambda site, case: site.api.edit(title=case.title, text=case.mark, createonly=True),
        lambda case: case.mark,
    ),
    Operation(
        *("append", "edit", "addition", _a_page),
        lambda site, case: site.api.edit(title=case.title, appendtext=f"\n{case.mark}"),
        lambda case: f"base\n{case.mark}",
    ),
    Operation(
        *("prepend", "edit", "addition", _a_page),
        lambda site, case: site.api.edit(title=case.title, prependtext=f"{case.mark}\n"),
        lambda case: f"{case.mark}\nbase",
    ),
    Operation(
        *("new section", "edit", "addition", _a_page),
        lambda site, case: site.api.edit(title=case.title, section="new", sectiontitle=case.mark, text="new"),
        lambda case: f"base\n\n== {case.mark} ==\n\nnew",
    ),
    Operation(
        *("append to nothing", "edit", "addition", _nothing),
        lambda site, case: site.api.edit(title=case.title, appendtext=case.mark),
        lambda case: case.mark,
    ),
    Operation(
        *("move", "move", "page", _a_page),
        lambda site, case: site.api.move(from_=case.title, to=f"{case.title} moved"),
        log=frozenset({"move/move"}),
    ),
    Operation(
        *("delete", "delete", "page", _a_page),
        lambda site, case: site.api.delete(title=case.title),
        log=frozenset({"delete/delete"}),
    ),
    Operation(
        *("undelete", "undelete", "page", _deleted),
        lambda site, case: site.api.undelete(title=case.title),
        log=frozenset({"delete/restore"}),
    ),
    Operation(
        *("block", "block", "page", _nothing),
        lambda site, case: site.api.block(user=case.address, expiry="1 day"),
        log=frozenset({"block/block", "block/reblock"}),
        entry=_user,
    ),
    Operation(
        *("unblock", "unblock", "page", _blocked),
        lambda site, case: site.api.unblock(user=case.address),
        log=frozenset({"block/unblock"}),
        entry=_user,
    ),
    Operation(
        *("protect", "protect", "log", _a_page),
        lambda site, case: site.api.protect(title=case.title, protections=["edit=sysop"]),
        log=frozenset({"protect/protect", "protect/modify"}),
    ),
    Operation(
        *("rollback", "rollback", "log", _changed),
        lambda site, case: site.api.rollback(title=case.title, user="Bob"),
        lambda case: "base",
    ),
    Operation(
        *("patrol", "patrol", "log", _changed),
        lambda site, case: site.api.patrol(revid=case.facts["revid"]),
        log=frozenset({"patrol/patrol"}),
    ),
    Operation(
        *("rights", "userrights", "log", _no_rights),
        lambda site, case: site.api.userrights(user="Yuki", add=["bot"]),
        log=frozenset({"rights/rights"}),
        entry=lambda case: "User:Yuki",
    ),
    Operation(
        *("tag", "tag", "log", _a_page),
        lambda site, case: site.api.tag(revid=[case.facts["revid"]], add=[_TAG]),
        log=frozenset({"tag/update"}),
    ),
    Operation(
        *("import", "import", "log", _nothing),
        lambda site, case: site.api.import_(xml=_export(case), interwikiprefix="de"),
        log=frozenset({"import/upload"}),
    ),
    Operation(
        *("upload", "upload", "file", _nothing),
        lambda site, case: site.api.upload(filename=_file(case), file=case.png, ignorewarnings=True),
        log=frozenset({"upload/upload", "upload/overwrite"}),
        entry=_as_file,
    ),
    Operation(  # what is to be done later goes in pieces, however small; this wiki does it at once
        *("upload in pieces", "upload", "file", _nothing),
        lambda site, case: site.api.upload(filename=_file(case), file=case.png, async_=True, ignorewarnings=True),
        log=frozenset({"upload/upload", "upload/overwrite"}),
        entry=_as_file,
    ),
    Operation(
        *("publish", "upload", "file", _stashed),
        lambda site, case: site.api.upload(
            filename=_file(case), filekey=case.facts["filekey"], ignorewarnings=True, comment=case.mark
        ),
        log=frozenset({"upload/upload", "upload/overwrite"}),
        entry=_as_file,
    ),
)

OPERATIONS: Mapping[str, Operation] = {operation.name: operation for operation in _ALL}
