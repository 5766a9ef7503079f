# Derived from tests/live/_async/test_front.py by codegen/twin.py. Do not edit.
"""Each kind of login through nginx and php-fpm: TLS, client certificates, passwords at the gate, open connections."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwtyped import TOTP, ConnectionFailed, HTTPStatusError, Site
from mwtyped.mediawiki import SiteInfo, UserInfo

from ...wiki import Front, NotAvailable, Wiki, start
from ..gateway import TOKENS, guarding

GATE = ("keeper", "gate:pass ü")
SECRET = "ABCDEFGHIJKLMNOP"


@pytest.fixture(scope="module")
def front() -> Iterator[Wiki]:
    """Start a wiki that nobody reaches without its authority, a client certificate, and the gate's password."""
    try:
        wiki = start("1.43", front=Front(tls=True, client_certificates=True, basic=GATE))
    except NotAvailable as reason:
        pytest.skip(f"not run, because {reason}")
    with wiki:
        wiki.second_factor("Alice", SECRET, "RECOVERY")
        yield wiki


def opened(front: Wiki, **changed: Any) -> Site:
    known: dict[str, Any] = {
        "max_lag": None,
        "max_retries": 0,
        "httpauth": GATE,
        "client_certificate": front.client_certificate,
        "connection_options": {"verify": str(front.authority)},
    }
    return Site(front.url, clients_useragent="Tests/1 (tests@example.org)", **{**known, **changed})


def name_of(site: Site) -> str:
    name: str = (site.send(UserInfo()))["name"]
    return name


def test_many_requests_use_one_connection(front: Wiki) -> None:
    before = len(front.connections())
    with opened(front) as site:
        admin = front.accounts["admin"]
        site.login(admin.bot_name, admin.bot_password)
        for number in range(5):
            site.send(SiteInfo())
            site.api.edit(title="Kept alive", text=str(number))

    used = front.connections()[before:]
    assert len(used) >= 13
    assert len(set(used)) == 1


def test_a_bot_password_logs_in(front: Wiki) -> None:
    with opened(front) as site:
        account = front.accounts["bob"]
        site.login(account.bot_name, account.bot_password)

        assert (site.username, name_of(site)) == ("Bob", "Bob")


@pytest.mark.filterwarnings("ignore:.*Main-account login", "ignore:.*mailing list")
def test_a_main_password_logs_in(front: Wiki) -> None:
    with opened(front) as site:
        account = front.accounts["bob"]
        site.login(account.name, account.password)

        assert name_of(site) == "Bob"


def test_a_second_factor_logs_in_and_its_session_is_kept(front: Wiki, tmp_path: Path) -> None:
    codes, begun = TOTP(SECRET), tmp_path / "alice"
    with opened(front) as site:
        site.login("Alice", front.accounts["alice"].password, code=codes)
        site.save_session(begun)
        assert name_of(site) == "Alice"

    with opened(front) as later:
        later.load_session(begun)
        assert name_of(later) == "Alice"


def test_tokens_are_verified_behind_it(front: Wiki) -> None:
    # The gateway speaks to nginx without TLS, so it gets a wiki of its own.
    with start("1.43", front=Front()) as plain, guarding(plain, "alice") as gateway:
        tokens: dict[str, Any] = {**TOKENS}
        with Site(gateway.url, max_lag=None, **tokens) as site:
            assert name_of(site) == "Alice"
        with Site(gateway.url, max_lag=None, access_token="bearer-0123456789abcdef") as site:
            assert name_of(site) == "Alice"
        assert gateway.refused == 0


@pytest.mark.parametrize("httpauth", [None, ("keeper", "wrong")])
def test_the_gate_is_shut_without_its_password(front: Wiki, httpauth: tuple[str, str] | None) -> None:
    with pytest.raises(HTTPStatusError, match="HTTP 401") as caught:
        with opened(front, httpauth=httpauth):
            pass

    assert caught.value.status == 401


def test_without_a_client_certificate_nginx_refuses(front: Wiki) -> None:
    with pytest.raises(HTTPStatusError, match="HTTP 400") as caught:
        with opened(front, client_certificate=None):
            pass

    assert caught.value.status == 400


def test_a_wiki_of_an_unknown_authority_is_not_spoken_to(front: Wiki) -> None:
    with pytest.raises(ConnectionFailed, match="certificate") as caught:
        with opened(front, connection_options=None):
            pass

    assert caught.value.lasting
    assert not caught.value.sent


def test_a_file_that_is_no_certificate_is_told_at_once(front: Wiki, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        opened(front, client_certificate=tmp_path / "none.pem")
    (tmp_path / "none.pem").write_text("none")
    with pytest.raises(ssl.SSLError):
        opened(front, client_certificate=tmp_path / "none.pem")
    with pytest.raises(ValueError, match="known are timeout, verify, cert, proxies"):
        opened(front, connection_options={"verfy": True})
