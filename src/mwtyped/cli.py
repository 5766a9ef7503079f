"""The command `mwtyped`: describe a wiki, generate a package of it, check that package, and its fit to a wiki."""

import argparse
import getpass
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from ._version import __version__
from .runtime.errors import MaximumRetriesExceeded, MwClientError, ReadApiDenied, shown

if TYPE_CHECKING:
    from mwtyped_codegen.capture import Capture, Progress
    from mwtyped_codegen.learn import Learned
    from mwtyped_codegen.overlay import Overlay

    from .runtime import BaseSite
    from .runtime.session import Secret

__all__ = ["main"]

_DESCRIPTION = """\
Make a typed Python package of a wiki's API.

  mwtyped generate https://en.wikipedia.org/w/api.php --package enwiki -o .
  python -c "from enwiki import Site; print(Site('en.wikipedia.org').api.query.siteinfo())"
"""
_EXIT_CODES = """\
exit codes: 0 done; 1 differences were found; 2 wrong usage; 3 the wiki or the file gives no description;
4 nothing could be generated; 5 the generator is not installed; 130 interrupted
"""
_CAPTURE = """\
Write a wiki's own description of its API to a file: all modules and parameters, as JSON, sorted, without anything
that depends on your account. Generate from it later, without the wiki, or compare it with a newer one.

  mwtyped capture https://en.wikipedia.org/w/api.php -o enwiki.json
  mwtyped capture https://de.wikipedia.org/w/api.php -o dewiki.json --lang de
"""
_GENERATE = """\
Generate a typed Python package from a wiki, or from a file: a capture, or a reply that was saved, like that of

  curl https://en.wikipedia.org/w/api.php -d action=paraminfo -d format=json -d helpformat=wikitext \\
    --data-urlencode 'modules=main|**' -o reply.json

The package needs mwtyped at run time, not the generator:

  mwtyped generate https://de.wikipedia.org/w/api.php --package dewiki -o src --lang de
  mwtyped generate enwiki.json --package enwiki -o src --overlay corrections.toml

A package of that name is replaced if it was generated, and left alone if not. What mwtyped could not make sense of
is told as a note, and stands in the package's manifest.json; everything else is generated.

What stock modules answer is known. With --probe those of the wiki's own modules that only read are called, as nobody,
one call at a time, and their results are typed too; nothing is posted, and no token is used:

  mwtyped generate https://wiki.example.org/w/api.php --package mywiki -o src --probe
"""
_CHECK = """\
Tell whether a generated package is what its sources give: nobody edited it, and nobody forgot to generate it anew.
Without arguments, in a checkout of mwtyped, check the binding that mwtyped comes with.

  mwtyped check src/enwiki --from enwiki.json
"""

_CONFORMANCE = """\
Tell whether a package still fits a wiki: call each module that only reads, as nobody, and list what its models do not
know, what they miss, and what they take for something else. Nothing is posted, no token is used.

  mwtyped conformance https://en.wikipedia.org/w/api.php
  mwtyped conformance https://wiki.example.org/w/api.php --package mywiki
"""

_LOGIN = """\
A wiki that tells nobody anything is asked with --user NAME, best with a bot password (Special:BotPasswords). Its
password is never an argument: it is taken from MWTYPED_PASSWORD, or from the keyring (service mwtyped:HOST) where the
package `keyring` is installed, or is asked for.
"""
_PRIVATE = """\
Commands ask as nobody unless you give --user NAME, best with a bot password. Or log in with a browser, save what \
api.php?action=paraminfo&modules=main|**&format=json shows there, and give the file to `mwtyped generate`"""


class _Failure(Exception):
    """What ends a command, with its exit code."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code

    @property
    def facts(self) -> dict[str, Any]:
        return {"error": str(self), "exit": self.code}


class _Account(NamedTuple):
    """Whom to log in as; what is secret of it is never shown."""

    username: str
    password: "Secret"


class _Output:
    """Say what is done: a bar on a terminal, plain lines elsewhere, one JSON object for machines."""

    def __init__(self, *, as_json: bool) -> None:
        self._json = as_json

    @contextmanager
    def progress(self) -> "Iterator[Progress | None]":
        """Show how far a command is."""
        if self._json:
            yield None
        elif sys.stderr.isatty():
            with _bar() as show:
                yield show
        else:
            yield lambda what, done, total: self.note(f"{what}: {done} of {total}")

    def result(self, text: str, ended: _Failure | None = None, /, **facts: Any) -> None:
        """Print what was found, and what ended it early."""
        if self._json:
            print(json.dumps({**facts, **(ended.facts if ended is not None else {})}))
            return
        print(text)
        if ended is not None:
            self.failed(ended)

    def note(self, text: str) -> None:
        if not self._json:
            print(text, file=sys.stderr)

    def failed(self, failure: _Failure) -> None:
        if self._json:
            print(json.dumps(failure.facts))
        else:
            print(f"mwtyped: {failure}", file=sys.stderr)


@contextmanager
def _bar() -> "Iterator[Progress]":
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, _Output], int] = options.command
    output = _Output(as_json=options.json)
    try:
        return command(options, output)
    except _Failure as failure:
        output.failed(failure)
        return failure.code
    except KeyboardInterrupt:
        output.failed(_interrupted())
        return 130


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("mwtyped", description=_DESCRIPTION, epilog=_EXIT_CODES, formatter_class=raw)
    parser.add_argument("--version", action="version", version=f"mwtyped {__version__}")
    commands = parser.add_subparsers(
        title="commands", required=True, metavar="capture | generate | check | conformance"
    )

    def add(name: str, function: Callable[..., int], text: str) -> argparse.ArgumentParser:
        summary = text.partition(".")[0].partition(":")[0].replace("\n", " ")
        one = commands.add_parser(name, help=summary, description=text, epilog=_EXIT_CODES, formatter_class=raw)
        one.set_defaults(command=function)
        one.add_argument("--json", action="store_true", help="print one JSON object instead of text, errors too")
        return one

    def asks_a_wiki(parser: argparse.ArgumentParser) -> None:
        parser.description = f"{parser.description}\n{_LOGIN}"
        parser.add_argument("--user", metavar="NAME", help="log in as this user; see above for the password")

    capture = add("capture", _capture, _CAPTURE)
    capture.add_argument("url", help="address of the wiki: its api.php, or any page under index.php, or its host")
    capture.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="where to write the capture")
    _texts(capture)
    asks_a_wiki(capture)

    generate = add("generate", _generate, _GENERATE)
    generate.add_argument("source", metavar="URL|FILE", help="a wiki, a capture, or a saved reply of action=paraminfo")
    generate.add_argument("--package", required=True, metavar="NAME", help="the package's name, e.g. enwiki")
    generate.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to put it in")
    generate.add_argument("--overlay", type=Path, metavar="FILE", help="your corrections, on top of those we ship")
    generate.add_argument(
        "--probe", action="store_true", help="learn what the wiki's own modules answer, by calling those that only read"
    )
    _texts(generate)
    asks_a_wiki(generate)

    check = add("check", _check, _CHECK)
    check.add_argument("package", type=Path, nargs="?", metavar="DIR", help="the package's folder")
    check.add_argument("--from", dest="source", type=Path, metavar="FILE", help="the capture that it was made from")
    check.add_argument("--overlay", type=Path, metavar="FILE", help="the corrections that it was made with")

    conformance = add("conformance", _conformance, _CONFORMANCE)
    conformance.add_argument("url", help="address of the wiki: its api.php, or its host")
    conformance.add_argument("--package", default="mwtyped.mediawiki", metavar="NAME", help="default: %(default)s")
    asks_a_wiki(conformance)
    return parser


def _texts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", default="en", metavar="CODE", help="language of a wiki's help texts (default: en)")
    parser.add_argument("--facts-only", action="store_true", help="leave a wiki's help texts out")


def _capture(options: argparse.Namespace, output: _Output) -> int:
    captures = _generator()
    described = _from_wiki(captures, options.url, options, _account(options, options.url), output)
    try:
        captures.save(described, options.output)
    except OSError as error:
        raise _Failure(2, str(error)) from None
    _notes(described.diagnostics, output)
    modules, parameters = len(described.modules), described.parameters
    text = f"{options.output}: {described.generator}, {modules} modules, {parameters} parameters"
    facts = {"wiki": described.generator, "modules": modules, "parameters": parameters}
    output.result(text, file=str(options.output), **facts, diagnostics=list(described.diagnostics))
    return 0


def _generate(options: argparse.Namespace, output: _Output) -> int:
    captures = _generator()
    from mwtyped_codegen.generate import GenerationError, generate

    overlay = _overlay(options.overlay)
    account = _account(options, options.source)
    described = _described(captures, options, account, output)
    learned = _learned(options, described, overlay, account, output) if options.probe else None
    try:
        binding = generate(described, overlay, options.package, options.output, learned=learned)
    except (GenerationError, OSError) as error:
        raise _Failure(4, str(error)) from None
    _notes(binding.diagnostics, output)
    folder = options.output / options.package
    text = f"{folder}: {binding.wiki}, {len(binding.modules)} modules; try: from {options.package} import Site"
    facts = {"wiki": binding.wiki, "modules": len(binding.modules), "diagnostics": list(binding.diagnostics)}
    if learned is not None:
        facts["probed"] = {
            "calls": learned.calls,
            "learned": list(learned.schemas),
            "silent": learned.silent,
            "failed": learned.failed,
            "left_alone": learned.left_alone,
            "not_asked": learned.not_asked,
        }
    output.result(text, package=str(folder), **facts)
    return 0


def _learned(
    options: argparse.Namespace, described: "Capture", overlay: "Overlay", account: _Account | None, output: _Output
) -> "Learned":
    """Call what only reads on the wiki, and say what was called."""
    from mwtyped_codegen.learn import learn
    from mwtyped_codegen.reviewed import stock_modules

    url: str = options.source
    if "://" not in url and Path(url).exists():
        raise _Failure(2, f"--probe calls a wiki: give its address instead of {url}")
    try:
        read = _reader(url, account)
        with output.progress() as progress:
            learned = learn(read, described, overlay, stock_modules(described), progress)
    except (MwClientError, ValueError) as error:
        raise _no_wiki(url, error) from None
    for path, calls in learned.calls.items():
        outcome = f"nothing learned: {shown(learned.silent[path])}" if path in learned.silent else "learned"
        if path in learned.failed and path not in learned.silent:
            outcome += f", but calls failed: {shown(learned.failed[path])}"
        output.note(f"probe: {path}: {calls} calls, {outcome}")
    if learned.not_asked:
        output.note(f"probe: given up, for the wiki does not reply; not called: {', '.join(learned.not_asked)}")
    if learned.left_alone:
        output.note(f"probe: not called, for they do more than read: {', '.join(learned.left_alone)}")
    return learned


def _notes(diagnostics: Sequence[str], output: _Output) -> None:
    for diagnostic in diagnostics:
        output.note(f"note: {diagnostic}")


def _check(options: argparse.Namespace, output: _Output) -> int:
    captures = _generator()
    from mwtyped_codegen.generate import differences

    package, source = options.package, options.source
    missing: list[str] = []
    if package is None:
        root = Path(__file__).parents[2]
        package, source = root / "src/mwtyped/mediawiki", root / "schemas/captures/mediawiki-1.43.json"
    if source is None or not source.is_file() or not package.is_dir():
        raise _Failure(2, "say which package, and which capture it was made from: mwtyped check DIR --from FILE")
    described, overlay = _loaded(captures, source), _overlay(options.overlay)
    if options.package is None:
        missing = overlay.misses(described)  # ours must fit ours; a user's may be made for several wikis
    different = differences(described, overlay, package)
    _notes([*missing, *(f"{package / name} differs" for name in different)], output)
    wrong = len(missing) + len(different)
    verdict = f"{package}: {wrong} differences from what {source} gives" if wrong else f"{package} is as generated"
    output.result(verdict, package=str(package), differs=different, overlay=missing)
    return 1 if wrong else 0


def _conformance(options: argparse.Namespace, output: _Output) -> int:
    captures = _generator()
    account = _account(options, options.url)
    from mwtyped_codegen.conform import conform

    try:
        describe, read = _caller(options.url, account), _reader(options.url, account)
        with output.progress() as progress:
            report = conform(describe, read, options.package, progress)
    except ImportError as error:
        raise _Failure(2, f"--package {options.package}: {error}") from None
    except (MwClientError, ValueError, captures.CaptureError) as error:
        raise _no_wiki(options.url, error) from None
    lines = [f"{one.module}: {one.kind}: {shown(one.path)}: {shown(repr(one.value))}" for one in report.findings]
    lines += [f"{path}: not tried: {shown(why)}" for path, why in report.refused.items()]
    lines += [f"{path}: calls failed: {shown(why)}" for path, why in report.failed.items()]
    lines += [f"not tried, for it ended before: {', '.join(report.not_asked)}"] if report.not_asked else []
    count = f"{report.answered} of {report.calls} calls were answered, by {len(report.modules)} modules"
    lines.append(f"{report.wiki}: {count}; {len(report.findings)} findings")
    ended = None
    if report.ended is not None:
        is_ours = isinstance(report.ended, KeyboardInterrupt)
        ended = _interrupted() if is_ours else _no_wiki(options.url, report.ended)
    output.result(
        "\n".join(lines),
        ended,
        wiki=report.wiki,
        calls=report.calls,
        answered=report.answered,
        modules=report.modules,
        refused=report.refused,
        failed=report.failed,
        not_asked=report.not_asked,
        findings=[one._asdict() for one in report.findings],
    )
    return ended.code if ended is not None else 1 if report.findings else 0


def _account(options: argparse.Namespace, url: str) -> _Account | None:
    """Find the password of whom to log in as."""
    if options.user is None:
        return None
    from .runtime.session import Secret

    host = urlsplit(url if "://" in url else f"//{url}").hostname or url
    known = os.environ.get("MWTYPED_PASSWORD") or _from_keyring(host, options.user)
    if known is None and not sys.stdin.isatty():
        raise _Failure(2, f"no password of {shown(options.user)}: set MWTYPED_PASSWORD, or ask on a terminal")
    return _Account(options.user, Secret(known or getpass.getpass(f"Password of {shown(options.user)}: ")))


def _from_keyring(host: str, username: str) -> str | None:
    try:
        keyring: Any = importlib.import_module("keyring")
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password(f"mwtyped:{host}", username)
    except Exception:  # a keyring that is locked, or none: what it raises is its own
        return None
    return found


def _log_in(site: "BaseSite[Any]", account: _Account | None) -> None:
    """Log in, with a code where a main password needs one."""
    if account is None:
        return
    if "@" in account.username:
        site.login(account.username, account.password.reveal())
    else:
        site.login(account.username, account.password.reveal(), code=lambda: getpass.getpass("One-time code: "))


def _reader(url: str, account: _Account | None) -> Callable[[Mapping[str, str]], Any]:
    """Make calls that only read, by GET, one at a time, of the form in which typed calls are made."""
    from .runtime import BaseSite

    site: BaseSite[Any] = BaseSite(url, do_init=False, max_retries=1, clients_useragent="mwtyped-probe")
    with _last_failure():
        _log_in(site, account)

    def call(params: Mapping[str, str]) -> Any:
        rest = {name: value for name, value in params.items() if name != "action"}
        with _last_failure():
            return site.raw_api(params["action"], "GET", **{"formatversion": "2", "errorformat": "plaintext", **rest})

    return call


def _generator() -> Any:
    """Import the generator, which is an extra."""
    try:
        import jinja2  # noqa: F401

        from mwtyped_codegen import capture
    except ImportError as error:
        raise _Failure(5, f"{error.name} is not installed: pip install 'mwtyped[codegen]'") from None
    return capture


def _overlay(path: Path | None) -> "Overlay":
    from mwtyped_codegen.overlay import Overlay, OverlayError, stock_overlay

    if path is None:
        return stock_overlay()
    try:
        return stock_overlay().under(Overlay.read(path.read_text(encoding="utf-8"), str(path)))
    except (OSError, ValueError, OverlayError) as error:
        raise _Failure(2, str(error)) from None


def _described(captures: Any, options: argparse.Namespace, account: _Account | None, output: _Output) -> "Capture":
    source: str = options.source
    if "://" not in source and Path(source).exists():
        return _loaded(captures, Path(source))
    if "://" not in source and ("/" in source or source.endswith(".json")):
        raise _Failure(3, f"{source}: no such file")
    return _from_wiki(captures, source, options, account, output)


def _from_wiki(
    captures: Any, url: str, options: argparse.Namespace, account: _Account | None, output: _Output
) -> "Capture":
    language = None if options.facts_only else options.lang
    try:
        call = _caller(url, account)
        with output.progress() as progress:
            described: Capture = captures.capture(call, language=language, progress=progress)
    except (MwClientError, ValueError, captures.CaptureError) as error:
        raise _no_wiki(url, error) from None
    return described


def _no_wiki(url: str, error: BaseException) -> _Failure:
    """Say why a wiki gives nothing, and where; many errors name the place themselves."""
    text = str(error) if url in str(error) else f"{url}: {error}"
    return _Failure(3, f"{text} {_PRIVATE}" if isinstance(error, ReadApiDenied) else text)


def _interrupted() -> _Failure:
    return _Failure(130, "interrupted")


def _loaded(captures: Any, path: Path) -> "Capture":
    try:
        loaded: Capture = captures.load(path)
    except captures.CaptureError as error:
        raise _Failure(3, str(error)) from None
    return loaded


def _caller(url: str, account: _Account | None) -> Callable[[Mapping[str, str]], Mapping[str, Any]]:
    """Make raw calls to a wiki, by POST, for lists of modules are long."""
    from .runtime import BaseSite

    site: BaseSite[Any] = BaseSite(
        url, do_init=False, max_retries=2, retry_timeout=5, clients_useragent="mwtyped-capture"
    )
    with _last_failure():
        _log_in(site, account)

    def call(params: Mapping[str, str]) -> Mapping[str, Any]:
        rest = {name: value for name, value in params.items() if name != "action"}
        with _last_failure():
            return site.post(params["action"], formatversion="2", **rest)

    return call


@contextmanager
def _last_failure() -> Iterator[None]:
    """Raise what failed last, where it was tried often enough."""
    try:
        yield
    except MaximumRetriesExceeded as error:
        raise (error.__cause__ or error) from None


if __name__ == "__main__":
    sys.exit(main())
