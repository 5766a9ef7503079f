"""What is written: short scripts, as data. Each side runs them on a copy of the wiki of its own."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .cases import each, grid
from .script import Script, Step
from .uploads import UPLOADS

__all__ = ["SCRIPTS"]


Call = tuple[str, Mapping[str, Any]]


def _on(title: str, calls: Iterable[Call]) -> list[Step]:
    return [Step(method, arguments, title) for method, arguments in calls]


def _script(
    name: str, who: str, *calls: tuple[str, Mapping[str, Any]], keeps: bool = False, new: bool = True
) -> Script:
    """Write on one page of the script's own, which is there before unless it is to be new."""
    title = f"Script {name} by {who}"
    first = [] if new else [_there(title)]
    return Script(f"{who}: {name}", who, [*first, *_on(title, calls)], [title], keeps)


def _there(title: str, text: str = "Here.\n\n== First ==\nOne.\n\n== Second ==\nTwo.") -> Step:
    return Step("oracle", {"action": "edit", "title": title, "text": text, "summary": "Before"})


def _edits() -> Iterator[Script]:
    for who in ("bot", "alice"):
        for n, arguments in enumerate(grid(summary=[None, "Why"], minor=[None, True, False], bot=[None, True, False])):
            yield _script(f"create {n}", who, ("edit", {"text": "A text.", **arguments}))
            yield _script(f"change {n}", who, ("save", {"text": "Another text.", **arguments}), new=False)
    sections: list[Any] = [0, "0", 1, "1", "new", 99, "nonsense", None, -1, ""]
    for n, section in enumerate(sections):
        for method in ("edit", "append", "prepend"):
            yield _script(f"{method} section {n}", "bot", (method, {"text": "\nMore.", "section": section}), new=False)
    more: list[Mapping[str, Any]] = [
        {"section": "new", "sectiontitle": "A title"},
        *each(
            createonly=[True, "1", False],
            nocreate=[True, False],
            recreate=[True],
            tags=["nonsense", "seeded"],
            watchlist=["watch", "nonsense"],
            md5=["0" * 32],
            contentmodel=["wikitext", "json", "nonsense"],
            contentformat=["text/plain", "nonsense"],
            basetimestamp=["2020-01-01T00:00:00Z", "20200101000000", "no time"],
            starttimestamp=["2020-01-01T00:00:00Z"],
            baserevid=[1, 99999],
            undo=[1, 99999],
            redirect=[True],
            foo=["bar"],
            summary=["x" * 600, "[[A]] 日本 <b>"],
            token=["bad"],
            captchaid=["1"],
        ),
        {"createonly": True, "nocreate": True},
    ]
    for n, settings in enumerate(more):
        for new in (True, False):
            given = {"text": "A text.", **settings}
            yield _script(f"edit {'new' if new else 'old'} {n}", "bot", ("edit", given), new=new)
    for n, text in enumerate(("", "  x  \n\n", "ü 日本 🦄", "~~~~", "a\x00b", "e\u0301", "x" * 3_000)):
        yield _script(f"text {n}", "alice", ("edit", {"text": text}), ("text", {}))
        yield _script(f"text again {n}", "alice", ("edit", {"text": text}), ("text", {}), new=False)
    for method in ("append", "prepend"):
        for new in (True, False):
            flags = {"text": "x", "summary": "Why", "minor": True, "bot": False}
            yield _script(f"{method} with flags {new}", "bot", (method, flags), new=new)
            thrice: list[Call] = [(method, {"text": f"{n}"}) for n in range(3)]
            yield _script(f"{method} {new}", "bot", *thrice, ("text", {}), new=new)
    yield _script("same text", "bot", ("edit", {"text": "x"}), ("edit", {"text": "x"}), ("touch", {}))
    named = _there("Script own name", "{{PAGENAME}}")
    yield Script("own name", "bot", [named, *_on("Script own name", [("text", {"expandtemplates": True})])])
    for new in (True, False):
        calls: list[Call] = [("text", {}), ("edit", {"text": "One."}), ("text", {}), ("append", {"text": " Two."})]
        calls += [("text", {})]
        yield _script(f"kept {new}", "bot", *calls, ("edit", {"text": "Three."}), ("text", {}), new=new, keeps=True)
        calls = [("attributes", {}), ("edit", {"text": "One."}), ("attributes", {}), ("text", {"cache": False})]
        yield _script(f"kept attributes {new}", "bot", *calls, new=new, keeps=True)
    bad = [
        "[x]",
        "Talk:",
        "a|b",
        "",
        "x" * 256,
        "Special:Nonsense",
        "Media:Wiki.png",
        "de:Berlin",
        "MediaWiki:Sitename",
    ]
    bad += ["Forbidden title x", "User:Alice/common.css", "User:Bob/common.css", "Module:New", "File:No such.png", "#x"]
    for title in bad:
        for who in ("alice", "bot"):
            yield Script(f"{who}: title {title[:20]!r}", who, _on(title, [("edit", {"text": "A text."})]))
    caught = [f"To be caught: {name}" for name in ("Warned", "Disallowed", "Tagged")]
    for n, text in enumerate(("http://spam.example/", *caught)):
        yield _script(f"filtered {n}", "alice", ("edit", {"text": text}))


def _refusals() -> Iterator[Script]:
    def writes(who: str, title: str) -> list[Call]:
        return [
            ("edit", {"text": "x"}),
            ("append", {"text": "x"}),
            ("prepend", {"text": "x", "section": 0}),
            ("touch", {}),
            ("purge", {}),
            ("move", {"new_title": f"{title} moved by {who}"}),
            ("delete", {}),
        ]

    for who in ("alice", "bot", "nobody", "anyone"):
        for title in ("Protected page", "Berlin/Mitte", "No such page at all", "MediaWiki:Gadget-foo.js"):
            for call in writes(who, title)[: 7 if who in ("alice", "bot") else 4]:
                if title != "Berlin/Mitte" or (who != "anyone" and call[0] != "move"):
                    yield Script(f"{who}: {call[0]} {title}", who, _on(title, [call]), [title])
    block = Step("oracle", {"action": "block", "user": "Bob", "expiry": "infinite", "reason": "Test"})
    unblock = Step("oracle", {"action": "unblock", "user": "Bob"})
    for title in ("Berlin/Mitte", "Protected page", "No such page at all"):
        for method, arguments in writes("bob", title):
            steps = [block, Step(method, arguments, title), unblock]
            yield Script(f"blocked: {method} {title}", "bob", steps, [title])
    for target in ("Admin", "Nobody so", "#", ""):
        for who, cc in (("bot", False), ("nobody", False), ("bot", True)):
            step = Step("email", {"user": target, "text": "Hello", "subject": "Hi", **({"cc": cc} if cc else {})})
            yield Script(f"{who}: mail to {target}", who, [step])
    for who in ("admin", "alice"):
        for arguments in (
            {"rcid": 1},
            {"rcid": 99999},
            {"revid": 1},
            {},
            {"rcid": 1, "revid": 1},
            {"rcid": 1, "tags": "x"},
        ):
            yield Script(f"{who}: patrol {arguments}", who, [Step("patrol", arguments)])
    for method in ("api", "post", "get"):
        raw: list[Call] = [
            ("nonsense", {}),
            ("edit", {"title": "Raw", "text": "x"}),
            ("edit", {"title": "Raw", "text": "x", "token": "bad+\\"}),
            ("query", {"titles": "Berlin"}),
            ("query", {"list": "nonsense"}),
            ("query", {"list": "allpages", "aplimit": "x"}),
            ("query", {"list": "allpages", "apfilterredir": "x"}),
            ("parse", {"page": "No such page"}),
            ("purge", {"titles": "Berlin"}),
        ]
        for action, more in raw:
            yield Script(f"{method} {action} {more}", "bot", [Step(method, {"action": action, **more})])
    for name, password in (
        ("Alice", "wrong"),
        ("Alice@test", "wrong"),
        ("Alice@test", "0" * 32),
        ("Nobody so", "x"),
        ("#", "x"),
        ("Alice@nothing", "alicebot".ljust(32, "0")),
        ("Alice", "throw-away-Alice-1"),
        ("alice@test", "alicebot".ljust(32, "0")),
    ):
        named = {"username": name, "password": password}
        yield Script(f"login {name} {password[:8]}", "new", [Step("login", named), Step("attributes", {})])
        yield Script(f"clientlogin {name} {password[:8]}", "new", [Step("clientlogin", named), Step("attributes", {})])
    known = {"username": "Alice@test", "password": "alicebot".ljust(32, "0")}
    for more in each(domain=["somewhere"], cookies=[{}, {"name": "value"}]):
        yield Script(f"login with {more}", "new", [Step("login", {**known, **more}), Step("attributes", {})])
    known = {"username": "Alice", "password": "throw-away-Alice-1"}
    for more in (
        *each(cookies=[{}, {"name": "value"}], loginreturnurl=["http://127.0.0.1/"], logintoken=["bad+\\"]),
        *each(logincontinue=["1"], loginpreservestate=[True], nonsense=["x"], username=["", "#"], password=[""]),
    ):
        yield Script(
            f"clientlogin with {more}", "new", [Step("clientlogin", {**known, **more}), Step("attributes", {})]
        )
    yield Script("clientlogin with nothing", "new", [Step("clientlogin", {}), Step("attributes", {})])


def _moves() -> Iterator[Script]:
    n = 0
    ways: list[Mapping[str, Any]] = [
        {},
        *each(reason=["Why"], no_redirect=[True], move_talk=[False], move_subpages=[True], ignore_warnings=[True]),
        {"no_redirect": True, "move_subpages": True, "reason": "All"},
        *each(new_title=["Berlin", "[", "", "Talk:Moved {n}", "Special:Moved", "Category:Moved {n}"]),
    ]
    deletions: list[Mapping[str, Any]] = [{}, *each(reason=["Why"], watch=[True], unwatch=[True], oldimage=["no such"])]
    for who in ("alice", "admin"):
        for arguments in ways:
            n += 1
            title = f"Script move {n}"
            to = str(arguments.get("new_title", "Script moved {n}")).replace("{n}", str(n))
            pages = [title, f"Talk:{title}", f"{title}/sub"]
            step = Step("move", {**arguments, "new_title": to}, title)
            moved = [to, f"Talk:{to}", f"{to}/sub"] if to.startswith("Script") else []
            yield Script(f"{who}: move {n}", who, [*map(_there, pages), step], [*pages, *moved])
    for title in ("No such page at all", "Special:RecentChanges", "Talk:No such page"):
        yield Script(f"move {title}", "admin", _on(title, [("move", {"new_title": "Moved away"})]))
    for who in ("admin", "alice"):
        for arguments in deletions:
            n += 1
            title = f"Script delete {n}"
            yield Script(f"{who}: delete {n}", who, [_there(title), Step("delete", arguments, title)], [title])
    for title in ("No such page at all", "Special:RecentChanges", "File:No such.png"):
        yield Script(f"delete {title}", "admin", _on(title, [("delete", {})]))
    n += 1
    title = f"Script delete {n}"
    calls: list[Call] = [
        ("delete", {}),
        ("text", {}),
        ("edit", {"text": "Again."}),
        ("text", {}),
    ]
    yield Script("deleted and made again", "admin", [_there(title), *_on(title, calls)], [title])


SCRIPTS: list[Script] = [*_edits(), *_refusals(), *_moves(), *UPLOADS]
