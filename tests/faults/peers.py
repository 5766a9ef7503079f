"""The same faults before mwclient and pywikibot: `python -m tests.faults.peers`.

Not among them: refused connections and answers without end, of which these two never tire.
"""

import io
import os
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..wiki import Account, start
from .effects import FAULTS, Fault
from .matrix import (
    ATTRIBUTED,
    DONE,
    DOUBLED,
    LOST,
    NOT_DONE,
    REPORTED,
    SPOILT,
    UNKNOWN_DONE,
    UNKNOWN_NOT_DONE,
    Doer,
    Outcome,
    bench,
)
from .operations import OPERATIONS, Case, Operation

Do = Callable[[Any, Case], Any]

_TIMEOUT_SECONDS = 2
_LEFT_OUT = {"refused", "endless"}
_LETTERS = {
    DONE: "done",
    NOT_DONE: "refused",
    UNKNOWN_DONE: "gave up",
    UNKNOWN_NOT_DONE: "gave up",
    DOUBLED: "DOUBLED",
    LOST: "LOST",
    ATTRIBUTED: "WRONG USER",
    REPORTED: "SAID NOT DONE",
    SPOILT: "SPOILT",
}


class _Peer:
    errors: tuple[type[Exception], ...] = (Exception,)
    unknown: tuple[type[Exception], ...] = ()

    def hurry(self) -> None:
        """Its time-out is short at all times."""

    def calm(self) -> None:
        """Nothing to undo."""

    def forget_tokens(self) -> None:
        """Nothing to forget: each case is a client of its own."""


class Mwclient(_Peer):
    name = "mwclient"

    def __init__(self, url: str, account: Account) -> None:
        import mwclient.errors  # type: ignore[import-untyped]  # it has no types
        import requests

        self.unknown = (requests.RequestException, mwclient.errors.MaximumRetriesExceeded)
        self.unknown += (mwclient.errors.InvalidResponse,)
        host = url.removeprefix("http://")
        options = {"timeout": _TIMEOUT_SECONDS}
        self._site = mwclient.Site(host, scheme="http", retry_timeout=0, max_retries=3, reqs=options)
        self._site.login(account.name, account.password)

    def run(self, operation: Operation, case: Case) -> Any:
        return self._do[operation.name](self._site, case)

    _do: Mapping[str, Do] = {
        "full text": lambda site, case: site.pages[case.title].edit(case.mark),
        "create": lambda site, case: site.pages[case.title].edit(case.mark, createonly=True),
        "append": lambda site, case: site.pages[case.title].append(f"\n{case.mark}"),
        "new section": lambda site, case: site.pages[case.title].edit("new", section="new", sectiontitle=case.mark),
        "move": lambda site, case: site.pages[case.title].move(f"{case.title} moved"),
        "delete": lambda site, case: site.pages[case.title].delete(),
        "block": lambda site, case: site.post("block", user=case.address, expiry="1 day", token=site.get_token("csrf")),
        "protect": lambda site, case: site.post(
            "protect", title=case.title, protections="edit=sysop", token=site.get_token("csrf")
        ),
        "rollback": lambda site, case: site.post(
            "rollback", title=case.title, user="Bob", token=site.get_token("rollback")
        ),
        "upload": lambda site, case: site.upload(io.BytesIO(case.png), f"{case.title}.png", ignore=True),
    }


class Pywikibot(_Peer):
    name = "pywikibot"

    def __init__(self, url: str, account: Account, folder: Path) -> None:
        os.environ["PYWIKIBOT_NO_USER_CONFIG"] = "2"
        import pywikibot  # type: ignore[import-untyped]  # it has no types
        from pywikibot import config
        from pywikibot.exceptions import ApiTimeoutError, ServerError  # type: ignore[import-untyped]  # likewise

        self.unknown = (ServerError, ApiTimeoutError, OSError, ValueError)
        config.base_dir = str(folder)
        config.put_throttle = config.minthrottle = config.maxthrottle = 0
        config.retry_wait = config.retry_max = 0
        config.max_retries, config.socket_timeout = 3, _TIMEOUT_SECONDS
        passwords = folder / "passwords"
        passwords.write_text(f"({account.name!r}, {account.password!r})\n")
        passwords.chmod(0o600)
        config.password_file = str(passwords)
        self._site = pywikibot.Site(url=f"{url}/w/api.php", user=account.name)
        config.usernames[self._site.family.name][self._site.code] = account.name
        self._site.login()
        self._bot, self._folder = pywikibot, folder

    def run(self, operation: Operation, case: Case) -> Any:
        page = self._bot.Page(self._site, case.title)
        done = getattr(self, f"_{operation.name.replace(' ', '_')}")(page, case)
        if done is False:
            raise RuntimeError("it says that it did not do it")
        return done

    def _full_text(self, page: Any, case: Case) -> Any:
        page.text = case.mark
        return page.save(summary="x", quiet=True)

    def _create(self, page: Any, case: Case) -> Any:
        page.text = case.mark
        return page.save(summary="x", quiet=True, createonly=True)

    def _append(self, page: Any, case: Case) -> Any:
        return self._site.editpage(page, summary="x", appendtext=f"\n{case.mark}")

    def _new_section(self, page: Any, case: Case) -> Any:
        return self._site.editpage(page, summary="x", section="new", sectiontitle=case.mark, text="new")

    def _move(self, page: Any, case: Case) -> Any:
        return page.move(f"{case.title} moved", reason="x")

    def _delete(self, page: Any, case: Case) -> Any:
        return self._site.delete(page, "x")

    def _block(self, page: Any, case: Case) -> Any:
        return self._site.blockuser(self._bot.User(self._site, case.address), "1 day", "x")

    def _protect(self, page: Any, case: Case) -> Any:
        return self._site.protect(page, {"edit": "sysop"}, "x")

    def _rollback(self, page: Any, case: Case) -> Any:
        return self._site.rollbackpage(page, user="Bob")

    def _upload(self, page: Any, case: Case) -> Any:
        path = self._folder / "file.png"
        path.write_bytes(case.png)
        file = self._bot.FilePage(self._site, f"File:{case.title}.png")
        return self._site.upload(file, source_filename=str(path), comment="x", ignore_warnings=True)


def _cases() -> Iterable[tuple[Fault, Operation]]:
    names = ("full text", "create", "append", "new section", "move", "delete", "block", "protect", "rollback", "upload")
    operations = [OPERATIONS[name] for name in names]
    for number, fault in enumerate(fault for name, fault in FAULTS.items() if name not in _LEFT_OUT):
        for kind in dict.fromkeys(operation.kind for operation in operations):
            some = [operation for operation in operations if operation.kind == kind]
            yield fault, some[number % len(some)]


def comparison(of_clients: Mapping[str, list[Outcome]]) -> str:
    """Make one table: of each fault and each kind of operation, what came of it with each client."""
    clients = list(of_clients)
    lines = ["".join(f"{name:<48}" for name in ("", *clients))]
    names: tuple[tuple[str, Callable[[Outcome], str]], ...]
    names = ("fault", lambda one: one.fault), ("kind", lambda one: OPERATIONS[one.operation].kind)
    for title, name_of in names:
        lines.append(f"by {title}")
        for name in dict.fromkeys(map(name_of, of_clients[clients[0]])):
            cells = [_cell(one for one in outcomes if name_of(one) == name) for outcomes in of_clients.values()]
            lines.append("".join(f"{cell:<48}" for cell in (name, *cells)).rstrip())
    lines.append("in all")
    lines += [f"{client:<48}{_cell(outcomes)}" for client, outcomes in of_clients.items()]
    return "\n".join(lines)


def _cell(outcomes: Iterable[Outcome]) -> str:
    counts = Counter(_LETTERS[outcome.verdict] for outcome in outcomes)
    return ", ".join(f"{counts[word]} {word}" for word in dict.fromkeys(_LETTERS.values()) if counts[word])


def main() -> int:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder, start("1.43") as wiki, bench(wiki) as (table, (ours, _)):
        account = wiki.accounts["admin"]
        clients: dict[str, Doer] = {"mwtyped": ours, "pywikibot": Pywikibot(table.proxy.url, account, Path(folder))}
        outcomes: dict[str, list[Outcome]] = {"mwtyped": [], "mwclient": [], "pywikibot": []}
        spoilt = None
        for fault, operation in _cases():
            if fault is not spoilt:  # it does not recover from a session or a token that died
                spoilt, clients["mwclient"] = fault, Mwclient(table.proxy.url, account)
            for name, found in outcomes.items():
                found.append(table.run(fault, operation, clients[name]))
                if "-v" in sys.argv:
                    print(name, found[-1], flush=True)
    print(comparison(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
