"""The command `mwtyped`: describe a wiki, generate a package of it, check that package."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._version import __version__
from .runtime.errors import MwClientError

if TYPE_CHECKING:
    from mwtyped_codegen.capture import Capture
    from mwtyped_codegen.overlay import Overlay

__all__ = ["main"]

_DESCRIPTION = """\
Make a typed Python package of a wiki's API.

  mwtyped generate https://en.wikipedia.org/w/api.php --package enwiki --lang en -o .
  python -c "from enwiki import Site; print(Site('en.wikipedia.org').api.query.siteinfo())"
"""
_EXIT_CODES = """\
exit codes: 0 done; 1 the check found differences; 2 wrong usage; 3 the wiki or the file gave no description;
4 nothing could be generated; 5 the generator is not installed
"""
_CAPTURE = """\
Write a wiki's own description of its API to a file: all modules and parameters, as JSON, sorted, without anything
that depends on your account. Generate from it later, without the wiki, or compare it with a newer one.

  mwtyped capture https://en.wikipedia.org/w/api.php -o enwiki.json --lang en
"""
_GENERATE = """\
Generate a typed Python package from a wiki, or from a file: a capture, or a saved reply like that of

  curl 'https://en.wikipedia.org/w/api.php?action=paraminfo&modules=main|query|...&format=json' > reply.json

The package needs mwtyped at run time, not the generator:

  mwtyped generate https://en.wikipedia.org/w/api.php --package enwiki --lang de -o src
  mwtyped generate enwiki.json --package enwiki -o src --overlay corrections.toml

An existing package of that name is replaced if it was generated, and left alone if not.
"""
_CHECK = """\
Tell whether a generated package is what its sources give: nobody edited it, and nobody forgot to generate it anew.
Without arguments, in a checkout of mwtyped, it checks the binding that mwtyped comes with.

  mwtyped check src/enwiki --from enwiki.json
"""


class _Failure(Exception):
    """What ends a command, with its exit code."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class _Output:
    """Say what is done: a bar on a terminal, plain lines elsewhere, one JSON object for machines."""

    def __init__(self, *, as_json: bool) -> None:
        self._json = as_json
        self._live = sys.stderr.isatty() and not as_json

    def progress(self, what: str, done: int, total: int) -> None:
        if self._live:
            width = 30 * done // max(total, 1)
            print(f"\r{what} {'#' * width:30} {done}/{total}", end="\n" if done >= total else "", file=sys.stderr)
        elif not self._json:
            print(f"{what}: {done} of {total}", file=sys.stderr)

    def result(self, text: str, **facts: Any) -> None:
        print(json.dumps(facts) if self._json else text)

    def note(self, text: str) -> None:
        if not self._json:
            print(text, file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, _Output], int] = options.command
    try:
        return command(options, _Output(as_json=options.json))
    except _Failure as failure:
        print(f"mwtyped: {failure}", file=sys.stderr)
        return failure.code
    except KeyboardInterrupt:
        print("mwtyped: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("mwtyped", description=_DESCRIPTION, epilog=_EXIT_CODES, formatter_class=raw)
    parser.add_argument("--version", action="version", version=f"mwtyped {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="capture | generate | check")

    def add(name: str, function: Callable[..., int], text: str) -> argparse.ArgumentParser:
        summary = text.partition(".")[0].partition(":")[0].replace("\n", " ")
        one = commands.add_parser(name, help=summary, description=text, epilog=_EXIT_CODES, formatter_class=raw)
        one.set_defaults(command=function)
        one.add_argument("--json", action="store_true", help="print one JSON object instead of text")
        return one

    capture = add("capture", _capture, _CAPTURE)
    capture.add_argument("url", help="address of the wiki: its api.php, or any page under index.php, or its host")
    capture.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="where to write the capture")
    _language(capture)

    generate = add("generate", _generate, _GENERATE)
    generate.add_argument("source", metavar="URL|FILE", help="a wiki, a capture, or a saved reply of action=paraminfo")
    generate.add_argument("--package", required=True, metavar="NAME", help="the package's name, e.g. enwiki")
    generate.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to put it in")
    generate.add_argument("--overlay", type=Path, metavar="FILE", help="your corrections, on top of those we ship")
    _language(generate)

    check = add("check", _check, _CHECK)
    check.add_argument("package", type=Path, nargs="?", metavar="DIR", help="the package's folder")
    check.add_argument("--from", dest="source", type=Path, metavar="FILE", help="the capture that it was made from")
    check.add_argument("--overlay", type=Path, metavar="FILE", help="the corrections that it was made with")
    return parser


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", default="en", metavar="CODE", help="language of the help texts (default: en)")
    parser.add_argument("--facts-only", action="store_true", help="leave the wiki's help texts out")


def _capture(options: argparse.Namespace, output: _Output) -> int:
    from_wiki = _described(options.url, options, output)
    captures = _generator()
    captures.save(from_wiki, options.output)
    count = sum(len(module.parameters) for module in from_wiki.modules)
    facts = {"file": str(options.output), "wiki": from_wiki.generator, "modules": len(from_wiki.modules)}
    text = f"{options.output}: {from_wiki.generator}, {len(from_wiki.modules)} modules, {count} parameters"
    output.result(text, **facts, parameters=count, diagnostics=from_wiki.unknown_facts())
    return 0


def _generate(options: argparse.Namespace, output: _Output) -> int:
    _generator()
    from mwtyped_codegen.generate import GenerationError, generate

    described = _described(options.source, options, output)
    try:
        binding = generate(described, _overlay(options.overlay), options.package, options.output)
    except (GenerationError, OSError) as error:
        raise _Failure(4, str(error)) from None
    for diagnostic in binding.diagnostics:
        output.note(f"note: {diagnostic}")
    folder = options.output / options.package
    text = f"{folder}: {binding.wiki}, {len(binding.modules)} modules; try: from {options.package} import Site"
    output.result(text, package=str(folder), modules=len(binding.modules), diagnostics=list(binding.diagnostics))
    return 0


def _check(options: argparse.Namespace, output: _Output) -> int:
    captures = _generator()
    from mwtyped_codegen.generate import differences

    package, source = options.package, options.source
    if package is None:
        root = Path(__file__).parents[2]
        package, source = root / "src/mwtyped/mediawiki", root / "schemas/captures/mediawiki-1.43.json"
    if source is None or not source.is_file() or not package.is_dir():
        raise _Failure(2, "say which package, and which capture it was made from: mwtyped check DIR --from FILE")
    different = differences(_loaded(captures, source), _overlay(options.overlay), package)
    for name in different:
        output.note(f"differs: {package / name}")
    verdict = f"{len(different)} files differ from what {source} gives" if different else f"{package} is as generated"
    output.result(verdict, package=str(package), differs=different)
    return 1 if different else 0


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
    except (OSError, OverlayError) as error:
        raise _Failure(2, str(error)) from None


def _described(source: str, options: argparse.Namespace, output: _Output) -> "Capture":
    captures = _generator()
    if "://" not in source and Path(source).exists():
        return _loaded(captures, Path(source))
    if "://" not in source and ("/" in source or source.endswith(".json")):
        raise _Failure(3, f"{source}: no such file")
    language = None if options.facts_only else options.lang
    try:
        described: Capture = captures.capture(_caller(source), language=language, progress=output.progress)
    except (MwClientError, ValueError, captures.CaptureError) as error:
        raise _Failure(3, f"{source}: {error}") from None
    return described


def _loaded(captures: Any, path: Path) -> "Capture":
    try:
        loaded: Capture = captures.load(path)
    except captures.CaptureError as error:
        raise _Failure(3, str(error)) from None
    return loaded


def _caller(url: str) -> Callable[[Mapping[str, str]], Mapping[str, Any]]:
    """Make raw calls to a wiki, by POST, for lists of modules are long."""
    from .runtime import BaseSite

    site: BaseSite[Any] = BaseSite(url, do_init=False, clients_useragent="mwtyped-capture")

    def call(params: Mapping[str, str]) -> Mapping[str, Any]:
        rest = {name: value for name, value in params.items() if name != "action"}
        return site.post(params["action"], formatversion="2", **rest)

    return call


if __name__ == "__main__":
    sys.exit(main())
