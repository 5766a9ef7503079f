"""A wiki ready to be copied: made once per machine and recipe, then kept in the cache.

wikis/sources/1.43/w/       MediaWiki itself, as unpacked; never written to after that
wikis/1.43-<hash>/          what a run copies: database, uploaded files, caches, settings
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from . import debian
from .accounts import ACCOUNTS
from .steps import NotAvailable, run, step

VERSIONS = tuple(debian.SUITES)
_HERE = Path(__file__).parent
# What the made wiki depends on: a change in one of them makes it anew.
_RECIPE = ("LocalSettings.php", "seed.php", "pages.php", "accounts.py", "install.py")
# The newest PHP on which a version was seen to work, of those that are newer than itself: Debian 13's, for both.
_NEWEST_PHP = {"1.39": (8, 4)}


class Installed(NamedTuple):
    """Where a wiki is that was made and filled."""

    version: str
    sources: Path  # what the server shows; has `w/`
    files: Path  # to be copied for each run


def cache() -> Path:
    """Return the folder in which this machine keeps its wikis."""
    named = os.environ.get("MWTYPED_CACHE")
    if named:
        return Path(named) / "wikis"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mwtyped" / "wikis"


def installed(version: str) -> Installed:
    """Return the wiki of that version; makes it the first time, which takes a minute or two.

    Raises `NotAvailable`, with the reason, where the machine can't have it.
    """
    if version not in VERSIONS:
        raise NotAvailable(f"there is no recipe for MediaWiki {version}, only for {' and '.join(VERSIONS)}")
    wiki = Installed(version, cache() / "sources" / version, cache() / f"{version}-{_recipe()}")
    if wiki.files.exists() and wiki.sources.exists() and shutil.which("php"):
        return wiki
    with _alone(version):
        debian.ensure_php()
        _check_php(version)
        if not wiki.sources.exists():
            _unpack(wiki)
        if not wiki.files.exists():
            _make(wiki)
    return wiki


def _recipe() -> str:
    digest = hashlib.sha256()
    for name in _RECIPE:
        digest.update((_HERE / name).read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _alone(version: str) -> Generator[None]:
    """Let one process at a time make that version; the others then find it made."""
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / f"{version}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_php(version: str) -> None:
    newest = _NEWEST_PHP.get(version)
    here = debian.php_version()
    if newest and here > newest:
        shown = ".".join(map(str, here)), ".".join(map(str, newest))
        raise NotAvailable(f"MediaWiki {version} is known to run on PHP up to {shown[1]}, and here is {shown[0]}")


def _unpack(wiki: Installed) -> None:
    with step(f"Downloading MediaWiki {wiki.version} from the Debian mirror"):
        packages = debian.download(wiki.version, cache() / "packages" / wiki.version)
    part = wiki.sources.with_name(wiki.sources.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with step(f"Unpacking MediaWiki {wiki.version}"):
        debian.unpack(packages, part / "w")
        part.rename(wiki.sources)


def _make(wiki: Installed) -> None:
    part = wiki.files.with_name(wiki.files.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    for name in ("db", "images", "cache"):
        (part / name).mkdir(parents=True)
    shutil.copy(_HERE / "LocalSettings.php", part)
    with step(f"Creating the database of MediaWiki {wiki.version}"):
        _create_database(wiki, part)
    with step(f"Filling MediaWiki {wiki.version} with pages, files and users"):
        accounts = [account._asdict() for account in ACCOUNTS.values()]
        _maintain(wiki, part, str(_HERE / "seed.php"), "--accounts", json.dumps(accounts))
    part.rename(wiki.files)


def _create_database(wiki: Installed, part: Path) -> None:
    # The installer wants to write settings; ours are better, so its own go where nobody reads them.
    ignored = part / "ignored"
    ignored.mkdir()
    script = wiki.sources / "w/maintenance/install.php"
    database = ["--dbtype", "sqlite", "--dbname", "wiki", "--dbpath", str(part / "db"), "--confpath", str(ignored)]
    place = ["--scriptpath", "/w", "--server", "http://127.0.0.1"]
    run(["php", script, *database, *place, "--pass", ACCOUNTS["admin"].password, "Test wiki", "Admin"])
    shutil.rmtree(ignored)
    # The installer's settings have databases of their own for jobs and caches; ours put those elsewhere.
    for file in (part / "db").glob("wiki?*.sqlite*"):
        if not file.name.startswith("wiki.sqlite"):
            file.unlink()
    _maintain(wiki, part, "maintenance/update.php", "--quick")


def _maintain(wiki: Installed, part: Path, script: str, *arguments: str) -> None:
    run(["php", *PHP_OPTIONS, script, *arguments], cwd=wiki.sources / "w", env=environment(part))


# What PHP deprecated after MediaWiki 1.39 was written is not news. MediaWiki's files never change once unpacked.
PHP_OPTIONS = tuple(
    word
    for setting in (
        "memory_limit=1G",
        "display_errors=0",
        "log_errors=1",
        "error_reporting=E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED",
        "date.timezone=UTC",
        "upload_max_filesize=100M",
        "post_max_size=110M",
        "max_input_vars=10000",
        "apc.shm_size=128M",
        "opcache.memory_consumption=192",
        "opcache.interned_strings_buffer=16",
        "opcache.max_accelerated_files=16229",
        "opcache.validate_timestamps=0",
    )
    for word in ("-d", setting)
)


def environment(files: Path) -> dict[str, str]:
    """Return what a PHP process needs to know to be the wiki whose files are there."""
    return {**os.environ, "MWTYPED_WIKI_DIR": str(files), "MW_CONFIG_FILE": str(files / "LocalSettings.php")}
