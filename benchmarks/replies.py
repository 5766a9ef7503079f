"""Real replies for the benchmarks: recorded from a wiki, made many, and served from a process of their own."""

import copy
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.wiki import Wiki

from .kinds import BATCHES, KINDS, Kind

_IDS = frozenset({"pageid", "revid", "old_revid", "parentid", "rcid", "logid", "logpage", "lastrevid"})
_LONG = 2_000  # characters of a text: those of the test wiki are a line each
_SITE = {
    "meta": "siteinfo|userinfo",
    "siprop": "general|namespaces|namespacealiases|extensions",
    "uiprop": "groups|rights|blockinfo|hasmsg|ratelimits",
}
_DESCRIBED = "main|paraminfo|query|query+allpages|query+recentchanges|query+logevents|query+revisions|query+info"
VERSIONS = ("1", "2")
"""The format that mwclient asks for, and ours."""

Rows = list[dict[str, Any]]


class Recorder:
    """Asks the wiki: as nobody, from the login on as a user who may see all there is to see."""

    def __init__(self, wiki: Wiki) -> None:
        self._url, self._account, self._client = wiki.api_url, wiki.accounts["admin"], httpx.Client()

    def login(self) -> None:
        account = self._account
        token = self._post({"action": "query", "meta": "tokens", "type": "login"})["query"]["tokens"]["logintoken"]
        login = {"action": "login", "lgname": account.bot_name, "lgpassword": account.bot_password, "lgtoken": token}
        if (outcome := self._post(login)["login"]["result"]) != "Success":
            raise RuntimeError(f"the login to the test wiki gives {outcome}")

    def reply(self, params: Mapping[str, str], version: str) -> dict[str, Any]:
        """Ask as the clients do: mwclient adds who we are to each query."""
        query = "action" not in params
        ours = {"meta": "userinfo", "uiprop": "blockinfo|hasmsg"} if query and version == "1" else {}
        return self._post({"action": "query", **ours, **params, "formatversion": version})

    def _post(self, params: Mapping[str, str]) -> dict[str, Any]:
        reply: dict[str, Any] = self._client.post(self._url, data={"format": "json", **params}).json()
        if "error" in reply:
            raise RuntimeError(f"the test wiki refuses {params}: {reply['error']}")
        return reply


def record(wiki: Wiki, folder: Path) -> None:
    """Write the replies of each kind, in both formats, as `kind.version.batch`, and `site.version`."""
    recorder = Recorder(wiki)
    for version in VERSIONS:  # the clients are nobody, and so have no bot's limits
        _write(folder / f"site.{version}", recorder.reply(_SITE, version), version)
    modules = f"{_DESCRIBED}|query+categoryinfo|query+imageinfo"
    _write(folder / "paraminfo", recorder.reply({"action": "paraminfo", "modules": modules}, "1"), "1")
    recorder.login()
    for version in VERSIONS:
        for name, kind in KINDS.items():
            reply = recorder.reply(kind.params, version)
            rows = _rows(reply["query"][kind.place])
            for batch in range(BATCHES):
                varied = [_varied(rows[at % len(rows)], name, at) for at in _places(kind, batch)]
                _write(folder / f"{name}.{version}.{batch}", _with_rows(reply, kind, varied), version)
                if name == "texts":
                    _write(folder / f"history.{version}.{batch}", _with_rows(reply, kind, [_history(varied)]), version)


def _places(kind: Kind, batch: int) -> range:
    return range(batch * kind.size, (batch + 1) * kind.size)


def _rows(found: Any) -> Rows:
    return list(found.values()) if isinstance(found, dict) else found


def _with_rows(reply: Mapping[str, Any], kind: Kind, rows: Rows) -> dict[str, Any]:
    """Put rows in the place of the recorded ones; format version 1 has pages by their ids."""
    by_id = isinstance(reply["query"][kind.place], dict)
    query = {**reply["query"], kind.place: {str(row["pageid"]): row for row in rows} if by_id else rows}
    return {"query": query}


def _varied(row: Mapping[str, Any], name: str, place: int) -> dict[str, Any]:
    """Make another row of one: no id and no title comes twice."""
    result = copy.deepcopy(dict(row))
    for key in _IDS & result.keys():
        result[key] += 1_000 * (place + 1)
    result["title"] = f"Text {place}" if name == "texts" else f"{result.get('title', 'Hidden')} {place}"
    for revision in result.get("revisions", ()):
        main = revision["slots"]["main"]
        key = "*" if "*" in main else "content"
        text = main.get(key) or "Text. "
        main[key] = f"{place} " + text * (_LONG // len(text) + 1)
    return result


def _history(pages: Rows) -> dict[str, Any]:
    """Give the texts of pages as those of one page's revisions."""
    page = {**pages[0], "pageid": 1, "title": "Text 0"}
    return {**page, "revisions": [revision for one in pages for revision in one["revisions"]]}


def _write(path: Path, reply: Any, version: str) -> None:
    text = json.dumps(reply, ensure_ascii=version == "1", separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


class _Server:
    """Answers `/kind/api.php` with the batch that the cursor, or the first title, names; without end."""

    def __init__(self, folder: Path) -> None:
        self._bodies = {path.name: path.read_bytes() for path in folder.iterdir()}

    def answer(self, target: str) -> bytes:
        name = target.split("/")[1]
        version = "2" if "formatversion=2" in target else "1"
        if "action=paraminfo" in target:
            return self._bodies["paraminfo"]
        if "siteinfo" in target or not re.search("list=|prop=(?:info|revisions)", target):
            return self._bodies[f"site.{version}"]
        if "prop=info&" in target + "&":  # mwclient looks at a page before it is used
            return self._bodies[f"history.{version}.0"]
        cursor = KINDS[name].cursor if name in KINDS else "rvcontinue"
        found = re.search(rf"[?&]{cursor}=(\d+)", target)
        titles = re.search(r"[?&]titles=Text(?:\+|%20)(\d+)", target)
        by_title = name == "texts" and titles is not None
        step = int(titles[1]) // KINDS[name].size if by_title and titles else int(found[1]) if found else 0
        rest = self._bodies[f"{name}.{version}.{step % BATCHES}"][1:]
        complete = b'"batchcomplete":true,' if version == "2" else b'"batchcomplete":"",'
        more = b'"continue":{"%b":"%d","continue":"-||"},' % (cursor.encode(), step + 1)
        return b"{" + complete + (b"" if by_title else more) + rest

    def serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as lines:
            while line := lines.readline():
                length = 0
                while (header := lines.readline()) not in (b"\r\n", b""):
                    name, _, value = header.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                posted = f"?{lines.read(length).decode()}" if length else ""
                body = self.answer(line.split()[1].decode() + posted)
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body)


def main() -> None:
    """Serve the folder's replies until standard input ends; say the port first."""
    server, listening = _Server(Path(sys.argv[1])), socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)

    def accept() -> None:
        while True:
            threading.Thread(target=server.serve, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve recorded replies from a process of their own, which ends with the block or with us."""
    command = [sys.executable, "-m", "benchmarks.replies", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()


if __name__ == "__main__":
    main()
