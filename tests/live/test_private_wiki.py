"""A wiki that tells nobody anything, for scripts and for the command line."""

import getpass
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import mwtyped
from mwtyped import NotLoaded, ReadApiDenied, cli
from mwtyped.mediawiki import SiteInfo

from ..wiki import Wiki, start

SETTINGS = """
$wgGroupPermissions['*']['read'] = false;
$wgGroupPermissions['*']['edit'] = false;
"""


@pytest.fixture(scope="module")
def private() -> Iterator[Wiki]:
    with start("1.43", settings=SETTINGS) as wiki:
        yield wiki


@pytest.fixture(autouse=True)
def no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MWTYPED_PASSWORD", raising=False)


def test_it_says_nothing_before_login_and_all_after(private: Wiki, tmp_path: Path) -> None:
    account = private.accounts["bot"]
    site = mwtyped.Site(private.url, max_lag=None)
    with pytest.raises(NotLoaded, match="before login"):
        site.version  # noqa: B018
    with pytest.raises(ReadApiDenied):
        site.send(SiteInfo())

    site.login(account.bot_name, account.bot_password)
    site.save_session(tmp_path / "bot")

    assert (site.version[:2], site.username) == ((1, 43), "Bot")
    later = mwtyped.Site(private.url, max_lag=None)
    later.load_session(tmp_path / "bot")
    assert (later.version[:2], later.username) == ((1, 43), "Bot")


def test_without_a_user_the_command_says_how_to_give_one(
    private: Wiki, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["capture", private.api_url, "-o", str(tmp_path / "c.json")]) == 3

    assert "--user NAME" in capsys.readouterr().err


def test_a_capture_with_the_environments_password_is_that_of_a_public_wiki(
    private: Wiki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account = private.accounts["bot"]
    monkeypatch.setenv("MWTYPED_PASSWORD", account.bot_password)

    def capture(url: str, name: str, *more: str) -> int:
        # The wiki's sentences name the limits of the account, its facts do not.
        return cli.main(["capture", url, "--facts-only", "-o", str(tmp_path / name), *more])

    assert capture(private.api_url, "private.json", "--user", account.bot_name) == 0
    with start("1.43") as public:  # a fresh one: other tests make tags, which a capture names
        assert capture(public.api_url, "public.json") == 0

    captured = [json.loads((tmp_path / name).read_text())["modules"] for name in ("private.json", "public.json")]
    assert captured[0] == captured[1]
    assert account.bot_password not in "".join(capsys.readouterr())


def test_a_package_is_generated_with_a_password_that_is_asked_for(
    private: Wiki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = private.accounts["bob"]
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return account.bot_password

    monkeypatch.setattr(getpass, "getpass", answer)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    code = cli.main(
        ["generate", private.api_url, "--user", account.bot_name, "--package", "private", "-o", str(tmp_path)]
    )

    assert (code, asked) == (0, ["Password of Bob@test: "])
    assert (tmp_path / "private" / "__init__.py").exists()


def test_a_password_of_the_keyring_is_taken(private: Wiki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def get_password(service: str, username: str) -> str:
        asked.append((service, username))
        return private.accounts["bob"].bot_password

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=get_password))

    assert cli.main(["capture", private.api_url, "--user", "Bob@test", "-o", str(tmp_path / "c.json")]) == 0
    assert asked == [("mwtyped:127.0.0.1", "Bob@test")]


def test_a_wrong_password_is_the_wikis_refusal_and_not_shown(
    private: Wiki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MWTYPED_PASSWORD", "hush-0123456789")

    assert cli.main(["conformance", private.api_url, "--user", "Bob@test"]) == 3

    said = capsys.readouterr().err
    assert "Incorrect username or password" in said
    assert "hush" not in said


def test_without_any_password_it_is_wrong_usage(
    private: Wiki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)

    assert cli.main(["capture", private.api_url, "--user", "Bob@test", "-o", str(tmp_path / "c.json")]) == 2

    assert "set MWTYPED_PASSWORD" in capsys.readouterr().err
