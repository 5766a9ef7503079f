"""What is uploaded, and what is done with files: scripts."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from .cases import grid
from .files import Content
from .script import Script, Step

__all__ = ["UPLOADS"]

Given = Mapping[str, Any]

_NOTE = Content(b"A note.\n")
_POINT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_NAMES = (
    *(
        "A",
        "a.txt",
        "A.exe",
        "A.php.txt",
        ".txt",
        "A.TXT",
        "A.html",
        "B.",
        "A.txt.",
        "A..txt",
        "./A.txt",
        " space.txt ",
    ),
    *("File:With namespace.txt", "image:Of namespace.txt", "Talk:X.txt", "A/b.txt", "c:d.txt", "c#e.txt", "%41.txt"),
    *("[x].txt", "c|f.txt", "c<g.txt", "a_b  c.txt", "c\th.txt", "Ü 日本.txt", "x" * 236 + ".txt", "x" * 300 + ".txt"),
    *("notes.txt", "Notes.TXT", "Wiki.png", "Deleted file.png", "Deleted file.txt", "100px-Notes.txt"),
    *("DSC 0001.txt", "Mediawiki.js.txt", "Forbidden title x.txt"),
)
_NEVER_IN_TITLES = frozenset("[]|<>#\t:%/\\")


def _own(name: str) -> Content:
    """Give bytes that no other script uploads."""
    return Content(f"A note of {name}.\n".encode())


def _large(name: str) -> Content:
    """Give more than mwclient sends at once."""
    return Content(f"A long note of {name}.\n".encode().ljust(1_100_000, b"."))


def _script(name: str, *uploads: Given, who: str = "bot", ending: str = "txt") -> Script:
    """Upload to a name of the script's own, where no other is given, and look at the file."""
    filename = f"Script upload {name}.{ending}"
    title = f"File:{filename}"
    steps = [Step("upload", {"filename": filename, **given}) for given in uploads]
    looks = [Step("attributes", {}, title), Step("download", {}, title)]
    return Script(f"{who}: upload {name}", who, [*steps, *looks], [title])


def _forms() -> Iterator[Script]:
    texts = (None, "", "A text. [[Category:Foo]]")
    for n, given in enumerate(grid(description=texts, comment=[None, "", "Why"], ignore=[None, True])):
        yield _script(f"texts {n}", {"file": _own(f"texts {n}"), **given})
    for form in ("bytes", "path", "text", "stream", "read", "pipe"):
        for size, file in (("small", _own(form)), ("large", _large(form))):
            yield _script(f"{size} {form}", {"file": Content(file.content, form), "comment": "In a form"})
    for n, given in enumerate(grid(description=[None, "D."], comment=[None, "C"])):
        yield _script(f"large {n}", {"file": _large(f"{n}"), **given})
    yield _script("picture", {"file": Content(_POINT), "description": "Of one point."}, ending="png")
    yield _script("no picture", {"file": _own("no picture")}, ending="png")
    yield _script("no large picture", {"file": _large("no picture"), "ignore": True}, ending="png")
    yield _script("picture as a text", {"file": Content(_POINT + b" ")})
    yield _script("size", {"file": _own("size"), "file_size": 7})
    yield _script("empty", {"file": Content(b"")}, {"file": Content(b""), "ignore": True})
    yield _script("no file", {"file": "/no such file"})
    yield _script("no name", {"file": _NOTE, "filename": None}, {"file": _NOTE, "filename": ""})
    two = ({"file": _NOTE, "filekey": "x"}, {"file": _NOTE, "url": "x"}, {"url": "x", "filekey": "x"})
    yield _script("sources", {}, *two)
    for n, filename in enumerate(_NAMES):
        for ignore in (False, True):
            step = Step("upload", {"file": _own(f"name {n} {ignore}"), "filename": filename, "ignore": ignore})
            is_title = len(filename) < 99 and not _NEVER_IN_TITLES.intersection(filename)
            yield Script(f"file name {n} {ignore}", "bot", [step], [f"File:{filename}"] if is_title else [])


def _again() -> Iterator[Script]:
    ways: list[Given] = [{}, {"ignore": True}, {"ignore": True, "comment": "Again", "description": "New text."}]
    for n, more in enumerate(ways):
        for size, made in (("", _own), ("large ", _large)):
            again = [{"file": made(f"again {n} {which}")} for which in ("first", "other")]
            yield _script(f"{size}again {n}", again[0], {**again[1], **more})
            same = {"file": made(f"same {n}")}
            yield _script(f"{size}same again {n}", same, {**same, **more})
            first = {"file": made(f"double {n}")}
            yield _script(
                f"{size}double {n}", first, {**first, "filename": f"Script upload other {size}{n}.txt", **more}
            )
        key = {"filekey": "{filekey}", **more}
        yield _script(f"key {n}", {"file": _own(f"key {n}")}, {"file": _own(f"key {n} anew")}, key)
        double = [{"file": _own(f"key double {n}"), "filename": f"Script upload key {n} {which}.txt"} for which in "ab"]
        yield _script(f"key of double {n}", *double, key, key)
    yield _script("old again", {"file": _own("old")}, {"file": _own("anew"), "ignore": True}, {"file": _own("old")})
    yield _script("no key", *({"filekey": key} for key in ("nonsense", "1a.2b.3.txt", "")))


def _by_url() -> Iterator[Script]:
    for ignore in (False, True):
        yield _script(f"by url {ignore}", {"url": "{url}", "ignore": ignore, "comment": "From afar"})
        yield _script(f"by url again {ignore}", {"file": _own("by url")}, {"url": "{url}", "ignore": ignore})
    for n, url in enumerate(("nonsense", "ftp://example.org/x.txt", "http://127.0.0.1:1/x.txt", "", "{missing}")):
        yield _script(f"by wrong url {n}", {"url": url})


def _denied() -> Iterator[Script]:
    for who in ("alice", "nobody", "anyone", "admin"):
        wrong: list[Given] = [{"filekey": "x"}, {"url": "{url}", "ignore": True}]
        yield _script("by " + who, {"file": _own(who)}, {"file": _large(who)}, *wrong, who=who)
        for level in ("upload", "create", "edit"):
            filename = f"Script {level} protected from {who}.txt"
            there = {"action": "edit", "title": f"File:{filename}", "text": "Here."}
            protect = {"action": "protect", "title": f"File:{filename}", "protections": f"{level}=sysop"}
            before = [*([] if level == "create" else [there]), protect]
            given = {"file": _own(filename), "filename": filename, "ignore": True}
            steps = [*(Step("oracle", one) for one in before), Step("upload", given)]
            yield Script(f"{who}: upload where {level} is protected", who, steps, [f"File:{filename}"])
    block = Step("oracle", {"action": "block", "user": "Bob", "expiry": "infinite", "reason": "Test"})
    unblock = Step("oracle", {"action": "unblock", "user": "Bob"})
    for name, file in (("small", _own("blocked")), ("large", _large("blocked"))):
        step = Step("upload", {"file": file, "filename": "Script upload blocked.txt", "ignore": True})
        yield Script(f"blocked: upload {name}", "bob", [block, step, unblock])


def _in_pieces() -> Iterator[Script]:
    for n, given in enumerate(grid(ignorewarnings=[True, False], text=["", "A text."], comment=["Why"])):
        for size, file in (("small", _own(f"pieces {n}")), ("large", _large(f"pieces {n}"))):
            filename = f"Script {size} pieces {n}.txt"
            step = Step("chunk_upload", {"file": file, "filename": filename, **given})
            yield Script(f"pieces {size} {n}", "bot", [step, step], [f"File:{filename}"])
    for how, more in (("stash", {"stash": "1"}), ("whole", {"comment": "C", "ignorewarnings": "1"})):
        filename = f"Script raw {how}.txt"
        data = {"action": "upload", "format": "json", "filename": filename, "token": "{token}", **more}
        raw = Step("raw_call", {"script": "api", "data": data, "files": {"file": _own(how)}})
        publish = Step("upload", {"filename": filename, "filekey": "{filekey}", "comment": "C"})
        yield Script(f"raw upload {how}", "bot", [raw, *[publish] * 2], [f"File:{filename}"])


def _with_files() -> Iterator[Script]:
    name = "Script file that is none.txt"
    for method in ("download", "imagehistory", "duplicatefiles", "imageusage", "revisions"):
        yield Script(f"no file: {method}", "bot", [Step(method, {}, f"File:{name}")])
    for what in _calls(""):
        for keeps in (False, True):
            name = f"Script file {what} {keeps}"
            title, moved = f"File:{name}.txt", f"File:{name} moved.txt"
            steps = [
                Step("upload", {"file": _own(f"{name} {n}"), "filename": f"{name}.txt", "ignore": bool(n)})
                for n in range(2)
            ]
            steps += [Step(method, given, title) for method, given in _calls(name)[what]]
            yield Script(f"{'kept ' * keeps}file {what}", "admin", steps, [title, moved], keeps)


def _calls(name: str) -> dict[str, list[tuple[str, Given]]]:
    """Give what is done with a file of two versions."""
    history: tuple[str, Given] = ("imagehistory", {})
    old = {"oldimage": "{archivename}"}
    return {
        "seen": [history, ("duplicatefiles", {}), ("imageusage", {"generator": False}), ("revisions", {})],
        "old deleted": [history, ("delete", old), history],
        "old deleted twice": [history, ("delete", old), ("delete", {**old, "reason": "Why"})],
        "nothing deleted": [("delete", {"oldimage": "nonsense"}), history],
        "deleted": [("delete", {"reason": "Why"}), ("attributes", {}), ("download", {}), history],
        "moved": [("move", {"new_title": f"File:{name} moved.txt"}), ("attributes", {}), ("download", {})],
        "moved away": [("move", {"new_title": f"{name} moved"}), history],
        "moved to another type": [("move", {"new_title": f"File:{name} moved.png"}), history],
        "edited": [("edit", {"text": "Another text."}), ("text", {}), ("attributes", {})],
        "purged": [("purge", {}), ("touch", {}), history],
    }


UPLOADS: list[Script] = [*_forms(), *_again(), *_by_url(), *_denied(), *_in_pieces(), *_with_files()]
