"""Scripts that log in in each way, write, and fail in each way: of what they used, nothing is in what they leave."""

import base64
import html
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ..faults.effects import FAULTS
from ..faults.proxy import Effect
from ..faults.wire import Answer, Request
from ..live.gateway import TOKENS, Gateway, guarding
from ..runtime.loopback import Seen, serving
from ..wiki import Front, NotAvailable, Wiki, start
from .planted import PLACES
from .search import Found, Recording, Secrets, search

TOTP_SECRET = "JBSWY3DPEHPK3PXP"
RECOVERY = "RECOVERYSEARCH"
WRONG = "wrong & secret/ü-0123456789"
WRONG_BEARER = "wrong-bearer/0123456789+"
GATE = ("keeper", "gate:pass ü")
PROXY_PASSWORD = "proxy-pass-0123456789"
WRONG_CODE = "918273"
PRIVATE = "$wgGroupPermissions['*']['read'] = false;\n"
LOGINS = "$wgOATHAuthWindowRadius = 100;\n$wgPasswordAttemptThrottle = [];\n"

LEFT_OUT = {name for name, fault in FAULTS.items() if fault.stalls or fault.early or fault.earlier}
LEFT_OUT |= {"refused", "endless", "redirect, other scheme"}
"""Those that take a time-out, or strike before it is known what is asked; one of 256 MB; and what `no_wiki` is."""


def echo(form: Callable[[Request], Answer]) -> Effect:
    return lambda exchange: exchange.answer(form(exchange.request))


def words(request: Request) -> str:
    lines = [f"{request.method} {request.target}", *(f"{name}: {value}" for name, value in request.headers)]
    return "\n".join([*lines, request.body.decode(errors="replace"), repr(request.params)])


def page(status: int) -> Callable[[Request], Answer]:
    def answer(request: Request) -> Answer:
        text = f"<html><h1>Request</h1><pre>{html.escape(words(request))}</pre></html>"
        return Answer(status, (("Content-Type", "text/html"),), text.encode())

    return answer


def text(request: Request) -> Answer:
    return Answer(500, (("Content-Type", "text/plain"),), words(request).encode())


def refusal(request: Request) -> Answer:
    said = f"Invalid CSRF token: {words(request)}"
    body: dict[str, Any] = {"error": {"code": "badtoken", "info": said}}
    if "errorformat" in request.params:
        body = {"errors": [{"code": "badtoken", "text": said, "module": "main", "data": dict(request.params)}]}
    body |= {"requestid": request.params["requestid"]} if "requestid" in request.params else {}
    return Answer(200, (("Content-Type", "application/json"),), json.dumps(body).encode())


ECHOES: dict[str, Effect] = {
    "echo page 200": echo(page(200)),
    "echo page 403": echo(page(403)),
    "echo page 404": echo(page(404)),
    "echo page 503": echo(page(503)),
    "echo text": echo(text),
    "echo refusal": echo(refusal),
}


class World(NamedTuple):
    """All that is needed for scripts, and what of it is secret."""

    secrets: Secrets
    know: dict[str, Any]
    gateway: Gateway


def again(secrets: Secrets) -> Callable[[Seen], tuple[int, dict[str, str], bytes]]:
    """Be no wiki: give a token for a login, and then show what came, each time in another form."""
    forms = [*map(page, (200, 403, 404, 503)), text, refusal]
    count = iter(range(1_000_000))

    def respond(seen: Seen) -> tuple[int, dict[str, str], bytes]:
        request = Request(seen.method, seen.target, tuple(seen.headers.items()), seen.body)
        secrets.of_request(request)
        if "type=login" in seen.target:
            token = "login-token-of-no-wiki+\\"
            secrets.add("token of a reply", token)
            reply = {"query": {"tokens": {"logintoken": token}}}
            return 200, {"set-cookie": "elsewhereSession=of-no-wiki-0123456789"}, json.dumps(reply).encode()
        answer = forms[next(count) % len(forms)](request)
        return answer.status, dict(answer.headers), answer.body

    return respond


def spoilt(request: Request) -> Effect | None:
    """Spoil what a script says is to be."""
    agent = request.header("user-agent").partition(" ")[0].split("/")
    if agent[0] != "spoilt" or request.action != agent[2]:
        return None
    name = agent[1].replace("_", " ")
    if "token" in name and "token" not in request.params:
        return None  # one that dies has to be there
    return ECHOES[name] if name in ECHOES else FAULTS[name].effect


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    secrets = Secrets()
    with ExitStack() as stack:

        def started(**options: Any) -> Wiki:
            try:
                return stack.enter_context(start("1.43", **options))
            except NotAvailable as reason:
                pytest.skip(f"not run, because {reason}")

        wiki, front, private = started(settings=LOGINS), started(front=Front(basic=GATE)), started(settings=PRIVATE)
        wiki.second_factor("Alice", TOTP_SECRET, RECOVERY)
        bot, alice = wiki.accounts["bot"], wiki.accounts["alice"]
        gateway = stack.enter_context(guarding(wiki, "alice"))
        proxies = {
            name: stack.enter_context(Recording(url, secrets))
            for name, url in {
                "wiki": wiki.url,
                "front": front.url,
                "private": private.url,
                "gateway": gateway.url,
            }.items()
        }
        gateway.url = proxies["gateway"].url  # what is signed
        proxies["wiki"].choose_then = spoilt
        elsewhere = stack.enter_context(serving(again(secrets)))
        know = {
            **{name: proxy.url for name, proxy in proxies.items()},
            "elsewhere": elsewhere.url,
            "no_wiki": "http://127.0.0.1:1",
            "no_tls": wiki.url.replace("http:", "https:"),
            "bot": bot._asdict(),
            "alice": alice._asdict(),
            "totp": TOTP_SECRET,
            "recovery": RECOVERY,
            "wrong": WRONG,
            "wrong_bearer": WRONG_BEARER,
            "wrong_code": WRONG_CODE,
            "oauth1": TOKENS,
            "bearer": min(gateway.bearers),
            "refresh": min(gateway.refresh_tokens),
            "client": gateway.client,
            "gate": GATE,
            "proxy": f"no://user:{PROXY_PASSWORD}@127.0.0.1:1",
            "file": "Just a text, and no secret.",
            "faults": [*(name for name in FAULTS if name not in LEFT_OUT), *ECHOES],
        }
        secrets.add("password", bot.password, bot.bot_password, alice.password, alice.bot_password, WRONG)
        secrets.add("second factor", TOTP_SECRET, RECOVERY, WRONG_CODE)
        secrets.add(
            "OAuth", *TOKENS.values(), *gateway.bearers, *gateway.refresh_tokens, gateway.client[1], WRONG_BEARER
        )
        secrets.add("gate", GATE[1], base64.b64encode(":".join(GATE).encode()).decode(), PROXY_PASSWORD)
        yield World(secrets, know, gateway)


class Left(NamedTuple):
    """What a script left."""

    report: dict[str, Any]
    files: list[Path]


def run(name: str, know: dict[str, Any], folder: Path, **environment: str) -> Left:
    """Run a script in a folder of its own, and list all files that it wrote."""
    root = Path(__file__).parents[2]
    env = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "VIRTUAL_ENV")},
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPATH": os.pathsep.join(str(root / part) for part in ("", "src", "codegen")),
        **environment,
    }
    command = [sys.executable, "-X", "dev", "-m", "tests.secrets.scripts", name]
    done = subprocess.run(
        command, input=json.dumps(know), capture_output=True, text=True, cwd=folder, env=env, check=False, timeout=300
    )
    (folder / "output.txt").write_text(f"{done.stdout}\n{done.stderr}", encoding="utf-8")
    assert done.returncode == 0, done.stderr[-3_000:]
    report = json.loads((folder / "report.json").read_text())
    opened = {Path(one) for one in report["opened"] if Path(one).is_file()}
    files = {*opened, *(one for one in folder.rglob("*") if one.is_file())}
    return Left(report, sorted(one for one in files if one.suffix != ".session" and "__pycache__" not in one.parts))


ERRORS = {
    "passwords": ("LoginError", "APIError", "ParameterError", "MaximumRetriesExceeded"),
    "steps": ("LoginError",),
    "work": ("APIError", "ParameterError", "SessionFileError", "DryRun", "AssertUserFailedError", "ValueError"),
    "oauth": ("OAuthAuthorizationError", "LoginError", "OSError", "ValueError", "MaximumRetriesExceeded"),
    "gate": ("HTTPStatusError", "ValueError", "PlainHTTPRefused"),
    "command": (),
    "prompted": (),
    "faults": ("WriteOutcomeUnknown", "HTTPStatusError", "MaximumRetriesExceeded", "WrongPath", "APIError"),
}
"""What each script meets at least: else what is searched would be next to nothing."""


@pytest.mark.parametrize("name", ERRORS)
def test_nothing_of_a_secret_is_left(
    name: str, world: World, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    bot = world.know["bot"]["bot_password"]

    left = run(name, world.know, tmp_path, **({"MWTYPED_PASSWORD": bot} if name == "command" else {}))
    world.secrets.add("OAuth", *world.gateway.bearers, *world.gateway.refresh_tokens)
    found, searched = search(world.secrets, left.files)

    counts = {"secrets": len(world.secrets.known), "forms": len(world.secrets.forms()), "bytes": searched}
    for key, value in {**counts, "files": len(left.files), "errors": sum(left.report["errors"].values())}.items():
        record_property(key, value)
    assert set(ERRORS[name]) <= left.report["errors"].keys()
    assert not found, f"{len(found)} hits:\n" + "\n".join(map(str, found[:40]))
    kept = {one.stat().st_mode & 0o777 for one in tmp_path.rglob("*.session")}
    kept |= {mode for file, mode in left.report["modes"].items() if ".session." in file}
    assert kept <= {0o600}, "what is kept on purpose is for its owner alone"
    assert bool(kept) == (name in ("work", "faults"))


def test_a_secret_is_found_in_each_place_where_one_is_planted(world: World, tmp_path: Path) -> None:
    planted = Secrets()
    know = {place: f"planted {place} & 0123456789/ü" for place in PLACES}
    for place, secret in know.items():
        planted.add(place, secret)

    left = run("planted", {**world.know, "planted": know}, tmp_path)

    assert {one.secret for one in search(planted, left.files)[0]} == set(PLACES)


@pytest.mark.parametrize(
    "shown",
    [
        "pass/word ü&<1>\\",
        "pass%2Fword+%C3%BC%26%3C1%3E%5C",
        "pass/word ü&amp;&lt;1&gt;\\",
        "pass/word \\u00fc&<1>\\\\",
        "pass/word \\xc3\\xbc&<1>\\\\",
        "cGFzcy93b3JkIMO8JjwxPlw=",
    ],
)
def test_a_form_of_a_secret_is_found(shown: str, tmp_path: Path) -> None:
    secrets = Secrets()
    secrets.add("password", "pass/word ü&<1>\\")
    (tmp_path / "log").write_text(f"of no use\nlgpassword={shown}&more", encoding="utf-8")

    found, _ = search(secrets, [tmp_path / "log"])

    assert Found("password", "log", found[0].line) in found
    assert "of no use" not in found[0].line


def test_a_code_is_found_and_no_part_of_a_number(tmp_path: Path) -> None:
    secrets = Secrets()
    secrets.add("code", "123456")
    for name, told in {"code": "OATHToken=123456&x", "number": "0.123456 and 20123456 and 0x123456ff"}.items():
        (tmp_path / name).write_text(told)

    assert [one.file for one in search(secrets, [tmp_path / "code", tmp_path / "number"])[0]] == ["code"]
