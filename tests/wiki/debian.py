"""What comes from Debian: PHP, by the machine's own apt; MediaWiki's packages, by an apt configuration of our own."""

import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .steps import NotAvailable, SetupFailed, run, say, step

SUITES = {"1.39": "bookworm", "1.43": "trixie"}
_PHP = ("cli", "sqlite3", "intl", "mbstring", "xml", "curl", "apcu", "gd")
# Scribunto runs Lua, SyntaxHighlight runs pygmentize.
_NEEDED = (*(f"php-{part}" for part in _PHP), "lua5.1", "python3-pygments")
_WIKI = ("mediawiki", "mediawiki-classes")
_WAITS = (0, 5, 15, 30)


def ensure_php() -> None:
    """Install PHP, and what MediaWiki runs beside it, where it is missing; needs root or sudo then."""
    ensure(_NEEDED)


def ensure(packages: Sequence[str]) -> None:
    """Install packages where they are missing; needs root or sudo then."""
    missing = [package for package in packages if not _is_installed(package)]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise NotAvailable(f"these Debian packages (or their like) are missing: {' '.join(missing)}")
    root = [] if os.geteuid() == 0 else ["sudo"]
    with step(f"Installing {' '.join(missing)}"):
        run([*root, "apt-get", "update", "-qq"])
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        run([*root, *quiet, *missing])


def _is_installed(package: str) -> bool:
    if shutil.which("dpkg-query") is None:
        # No Debian: its names mean nothing here, but PHP may be here all the same, with what it needs built in.
        return package.startswith("php-") and shutil.which("php") is not None and _php_has(package.removeprefix("php-"))
    try:
        return "ok installed" in run(["dpkg-query", "-W", "-f", "${Status}", package])
    except SetupFailed:
        return False


def _php_has(part: str) -> bool:
    return part == "cli" or run(["php", "-r", f"echo extension_loaded('{part}');"]) == "1"


def php_version() -> tuple[int, int]:
    """Return major and minor version of the PHP that would run the wikis."""
    major, minor = run(["php", "-r", "echo PHP_MAJOR_VERSION, ' ', PHP_MINOR_VERSION;"]).split()
    return int(major), int(minor)


class Source(NamedTuple):
    """One line (or paragraph) of apt's sources."""

    uri: str
    suites: tuple[str, ...]


def mirror() -> str:
    """Find the address of the Debian mirror that this machine uses itself, or that the user names."""
    named = os.environ.get("MWTYPED_DEBIAN_MIRROR")
    if named:
        return named
    system = _os_release()
    if system.get("ID") == "debian" and system.get("VERSION_ID") in ("12", "13"):
        for source in _sources():
            if system.get("VERSION_CODENAME") in source.suites and not source.uri.startswith(("cdrom:", "file:")):
                return source.uri
    raise NotAvailable(
        "MediaWiki comes from a Debian mirror, and apt's sources here name none for Debian 12 or 13: "
        "set MWTYPED_DEBIAN_MIRROR to the address of one (the folder that holds `dists`)"
    )


def _os_release() -> dict[str, str]:
    try:
        text = Path("/etc/os-release").read_text()
    except FileNotFoundError:
        return {}
    return {key: value.strip('"') for key, _, value in (line.partition("=") for line in text.splitlines())}


def _sources() -> Iterator[Source]:
    folder = Path("/etc/apt")
    for file in sorted(folder.glob("sources.list.d/*.sources")):
        yield from deb822_sources(file.read_text())
    for file in [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]:
        if file.exists():
            yield from classic_sources(file.read_text())


def deb822_sources(text: str) -> Iterator[Source]:
    """Read apt's newer form: paragraphs of `Field: value`, whose values go on in indented lines."""
    without_comments = re.sub(r"^#.*\n?", "", text, flags=re.MULTILINE)
    for paragraph in re.split(r"\n\s*\n", without_comments):
        fields = {
            name.lower(): re.sub(r"\s+", " ", value).strip()
            for name, value in re.findall(r"^([\w-]+):((?:.*)(?:\n[ \t].*)*)", paragraph, flags=re.MULTILINE)
        }
        if fields.get("enabled", "yes").lower() == "no" or "deb" not in fields.get("types", "").split():
            continue
        for uri in fields.get("uris", "").split():
            yield Source(uri.rstrip("/"), tuple(fields.get("suites", "").split()))


def classic_sources(text: str) -> Iterator[Source]:
    """Read apt's older form: `deb [options] URI suite component...`."""
    for uri, suite in re.findall(r"^deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)", text, flags=re.MULTILINE):
        yield Source(uri.rstrip("/"), (suite,))


def download(version: str, folder: Path) -> list[Path]:
    """Fetch the packages of one MediaWiki into `folder`; what is there already serves if the mirror fails."""
    folder.mkdir(parents=True, exist_ok=True)
    trouble = ""
    for wait in _WAITS:
        if wait:
            say(f"The mirror failed (it may be in the middle of an update); trying again in {wait} s")
            time.sleep(wait)
        try:
            _download_once(SUITES[version], folder)
            break
        except SetupFailed as error:
            trouble = str(error)
    packages = [file for name in _WIKI for file in sorted(folder.glob(f"{name}_*.deb"))[-1:]]
    if len(packages) < len(_WIKI):
        raise NotAvailable(f"MediaWiki {version} could not be downloaded: {trouble}")
    if trouble:
        say(f"Going on with the packages of MediaWiki {version} that are cached")
    return packages


def _download_once(suite: str, folder: Path) -> None:
    apt = folder / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    (apt / "sources.list").write_text(f"deb [signed-by={_keyring()}] {mirror()} {suite} main\n")
    own = {
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": apt / "lists",
        "Dir::Cache": apt / "cache",
        # apt would rather read as a user of its own, who can't see into a home directory.
        "APT::Sandbox::User": "root",
        # A failed index is a failure, not a warning.
        "APT::Update::Error-Mode": "any",
    }
    options = [word for name, value in own.items() for word in ("-o", f"{name}={value}")]
    run(["apt-get", *options, "update", "-qq"])
    # The machine's own architecture, although the packages are for all: the index of `all` alone is updated later.
    run(["apt-get", *options, "download", "-qq", *_WIKI], cwd=folder)
    shutil.rmtree(apt)


def _keyring() -> Path:
    for ending in ("pgp", "gpg"):
        path = Path(f"/usr/share/keyrings/debian-archive-keyring.{ending}")
        if path.exists():
            return path
    raise NotAvailable("the package debian-archive-keyring is missing: without it no Debian package can be verified")


def unpack(packages: list[Path], target: Path) -> None:
    """Put the packages' MediaWiki, which Debian spreads over /etc, /usr and /var, together as one tree.

    `target` must not exist.
    """
    root = target.with_name(target.name + ".root")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for package in packages:
        run(["dpkg", "-x", package, root])
    wiki = root / "usr/share/mediawiki"
    (wiki / "LocalSettings.php").unlink(missing_ok=True)
    _follow_links(wiki, root)
    wiki.rename(target)
    shutil.rmtree(root)


def _follow_links(folder: Path, root: Path) -> None:
    """Put what each link leads to in its place: PHP asks where a file really is, and MediaWiki finds its parts by that.

    A link out of the packages is removed: what it leads to isn't here, and was optional.
    """
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            to = path.readlink()
            path.unlink()
            inside = root / to.relative_to("/") if to.is_absolute() else path.parent / to
            if inside.exists():
                inside.rename(path)
        if path.is_dir():
            _follow_links(path, root)
