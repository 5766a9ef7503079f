"""Logging in with all that a wiki may ask for, on real wikis of both versions."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mwtyped import TOTP, AssertUserFailedError, AsyncSite, LoginError, LoginStep, SessionFileError
from mwtyped.mediawiki import UserInfo
from mwtyped.runtime.session_file import SavedSession

from ...wiki import Account, NotAvailable, Wiki, start
from ..oracle import Watch

SECRET = "ABCDEFGHIJKLMNOP"


class Guarded(NamedTuple):
    """A wiki where Alice has a second factor, and Bob's password expired."""

    wiki: Wiki
    codes: TOTP

    @property
    def alice(self) -> Account:
        return self.wiki.accounts["alice"]

    def site(self) -> AsyncSite:
        return AsyncSite(self.wiki.url, max_lag=None, clients_useragent="Tests/1 (tests@example.org)")


@pytest.fixture(scope="module", params=["1.43", "1.39"])
def guarded(request: pytest.FixtureRequest) -> Iterator[Guarded]:
    settings = Path(__file__).parents[1].joinpath("logins.php").read_text(encoding="utf-8").removeprefix("<?php")
    try:
        wiki = start(request.param, settings=settings)
    except NotAvailable as reason:
        pytest.skip(f"not run, because {reason}")
    with wiki:
        wiki.second_factor("Alice", SECRET, *(f"RECOVERY{letter}" for letter in "ABCDEF"))
        wiki.expire_password("Bob")
        yield Guarded(wiki, TOTP(SECRET))


async def who(site: AsyncSite) -> str:
    name: str = (await site.send(UserInfo()))["name"]
    return name


async def test_a_one_time_code_logs_in_and_each_request_asserts_the_user(guarded: Guarded) -> None:
    async with guarded.site() as site:
        await site.login("Alice", guarded.alice.password, code=guarded.codes())
        watch = Watch(guarded.wiki)

        assert (site.logged_in, site.username, await who(site)) == (True, "Alice", "Alice")
        assert [call.params["assertuser"] for call in watch.calls] == ["Alice"]


async def test_a_recovery_code_logs_in_once(guarded: Guarded) -> None:
    if guarded.wiki.version == "1.39":
        pytest.skip("not run, because OATHAuth of 1.39.17 looks for them in a property that it does not have")
    code = "RECOVERYA"
    async with guarded.site() as site:
        await site.login("Alice", guarded.alice.password, code=code)
        assert await who(site) == "Alice"

        with pytest.raises(LoginError, match=r"OATHToken"):
            await site.login("Alice", guarded.alice.password, code=code)
        assert not site.logged_in


async def test_a_wrong_code_is_an_error_that_shows_neither_it_nor_the_password(guarded: Guarded) -> None:
    async with guarded.site() as site:
        with pytest.raises(LoginError, match=r"The wiki asks for: OATHToken\.") as caught:
            await site.login("Alice", guarded.alice.password, code="000000")

        assert caught.value.code == "oathauth-login-failed"
        assert caught.value.site is site
        assert "000000" not in f"{caught.value!r}"
        assert (site.logged_in, (await site.send(UserInfo()))["id"]) == (False, 0)


async def test_a_code_that_was_mistyped_is_asked_for_again(guarded: Guarded) -> None:
    answers = ["000000", guarded.codes()]
    async with guarded.site() as site:
        await site.login("Alice", guarded.alice.password, code=lambda: answers.pop(0))

        assert await who(site) == "Alice"


async def test_without_a_code_the_error_says_what_is_asked_for(guarded: Guarded) -> None:
    async with guarded.site() as site:
        with pytest.raises(LoginError, match="clientlogin") as caught:
            await site.login("Alice", guarded.alice.password)

    assert caught.value.code == "Aborted"


async def test_an_ended_session_is_renewed_with_the_next_code(guarded: Guarded) -> None:
    async with guarded.site() as site:
        await site.login("Alice", guarded.alice.password, code=guarded.codes)
        await site.api.edit(title="Renewed by a code", text="first")
        site._transport.forget()  # pyright: ignore[reportPrivateUsage]  # as a wiki does that ends a session
        watch = Watch(guarded.wiki)

        await site.api.edit(title="Renewed by a code", text="second")

        assert await who(site) == "Alice"
        assert [call.params["action"] for call in watch.calls].count("clientlogin") == 2  # the password, the code


async def test_a_session_by_a_single_code_is_not_renewed(guarded: Guarded) -> None:
    async with guarded.site() as site:
        await site.login("Alice", guarded.alice.password, code=guarded.codes())
        site._transport.forget()  # pyright: ignore[reportPrivateUsage]

        with pytest.raises(AssertUserFailedError):
            await who(site)


# Step by step.


async def test_steps_lead_to_a_login(guarded: Guarded) -> None:
    async with guarded.site() as site:
        step = await site.clientlogin(username="Alice", password=guarded.alice.password)

        assert isinstance(step, LoginStep)
        assert (step["status"], step.status, step.code) == ("UI", "UI", "oathauth-auth-ui")
        assert list(step.fields) == ["OATHToken"]
        assert (step.fields["OATHToken"].type, step.fields["OATHToken"].optional) == ("string", False)
        assert not site.logged_in
        assert await site.clientlogin(logincontinue=True, OATHToken=guarded.codes()) is True
        assert (site.logged_in, site.username, await who(site)) == (True, "Alice", "Alice")


async def test_one_step_is_enough_without_a_second_factor_and_is_renewed(guarded: Guarded) -> None:
    async with guarded.site() as site:
        assert await site.clientlogin(username="Admin", password=guarded.wiki.accounts["admin"].password) is True
        site._transport.forget()  # pyright: ignore[reportPrivateUsage]

        assert await who(site) == "Admin"


async def test_a_wrong_password_is_an_error(guarded: Guarded) -> None:
    async with guarded.site() as site:
        with pytest.raises(LoginError, match="Incorrect username or password") as caught:
            await site.clientlogin(username="Admin", password="wrong")

        assert caught.value.code == "wrongpassword"
        assert not site.logged_in


async def test_an_expired_password_is_changed(guarded: Guarded) -> None:
    bob = guarded.wiki.accounts["bob"]
    async with guarded.site() as site:
        with pytest.raises(LoginError, match="password, retype") as caught:
            await site.login("Bob", bob.password, code=lambda: "000000")
        assert caught.value.code == "resetpass-expired"

        step = await site.clientlogin(username="Bob", password=bob.password)
        assert isinstance(step, LoginStep)
        assert [(field.type, field.sensitive) for field in step.fields.values()] == [("password", True)] * 2
        assert await site.clientlogin(logincontinue=True, password="newer-1", retype="newer-1") is True
        assert await site.clientlogin(username="Bob", password="newer-1") is True


async def test_what_leads_elsewhere_says_where(guarded: Guarded) -> None:
    async with guarded.site() as site:
        step = await site.clientlogin(elsewhere=True)

    assert isinstance(step, LoginStep)
    assert (step.status, step.redirect_target, list(step.fields)) == ("REDIRECT", "https://login.example/", ["back"])


async def test_whom_the_wiki_does_not_know_begins_anew(guarded: Guarded) -> None:
    async with guarded.site() as site:
        step = await site.clientlogin(stranger=True)

    assert isinstance(step, LoginStep)
    assert step.status == "RESTART"
    assert "username" in step.fields
    assert not site.logged_in


# Sessions of an earlier run.


async def test_a_saved_session_goes_on_in_another_run(guarded: Guarded, tmp_path: Path) -> None:
    path = tmp_path / "alice.session"
    async with guarded.site() as site:
        await site.login("Alice", guarded.alice.password, code=guarded.codes)
        await site.save_session(path)

    async with guarded.site() as later:
        watch = Watch(guarded.wiki)
        await later.load_session(path)
        await later.api.edit(title="By a saved session", text="x")

        assert (later.logged_in, later.username, await who(later)) == (True, "Alice", "Alice")
        assert [call.params.get("assertuser") for call in watch.calls] == ["Alice"] * len(watch.calls)
    assert guarded.alice.password not in path.read_text()


async def test_a_saved_session_that_ended_is_an_error_before_anything_is_written(
    guarded: Guarded, tmp_path: Path
) -> None:
    path = tmp_path / "admin.session"
    admin = guarded.wiki.accounts["admin"]
    async with guarded.site() as site:
        await site.login(admin.bot_name, admin.bot_password)
        await site.save_session(path)
        await site.api.logout()

    async with guarded.site() as later:
        with pytest.raises(AssertUserFailedError):
            await later.load_session(path)

        assert not later.logged_in
        assert (await later.send(UserInfo()))["id"] == 0


async def test_a_saved_session_is_of_its_wiki(guarded: Guarded, wiki: Wiki, tmp_path: Path) -> None:
    path = tmp_path / "admin.session"
    admin = guarded.wiki.accounts["admin"]
    async with guarded.site() as site:
        await site.login(admin.bot_name, admin.bot_password)
        await site.save_session(path)
    watch = Watch(wiki)
    other = AsyncSite(wiki.url, do_init=False)

    with pytest.raises(SessionFileError, match="of another wiki"):
        await other.load_session(path)

    assert watch.calls == []


async def test_without_a_login_there_is_none_to_save(guarded: Guarded, tmp_path: Path) -> None:
    async with guarded.site() as site:
        with pytest.raises(SessionFileError, match="no login to save"):
            await site.save_session(tmp_path / "none")

    assert list(tmp_path.iterdir()) == []


async def test_cookies_are_a_login(guarded: Guarded, tmp_path: Path) -> None:
    async with guarded.site() as site:
        await site.login("Alice", guarded.alice.password, code=guarded.codes)
        await site.save_session(tmp_path / "alice")
    cookies = {one.name: one.value for one in SavedSession.read(tmp_path / "alice").cookies}

    async with guarded.site() as later:
        await later.login(cookies=cookies)
        assert (later.logged_in, later.username, await who(later)) == (True, "Alice", "Alice")
        with pytest.raises(AssertUserFailedError):
            await later.login(cookies={"wiki_session": "none"})
        assert not later.logged_in
        with pytest.raises(ValueError, match="needs a username and a password"):
            await later.login("Alice")


async def test_cookies_beside_a_password_are_kept(guarded: Guarded) -> None:
    admin = guarded.wiki.accounts["admin"]
    async with guarded.site() as site:
        await site.login(admin.bot_name, admin.bot_password, cookies={"gate": "open"})
        site._transport.forget()  # pyright: ignore[reportPrivateUsage]

        assert await who(site) == "Admin"
        assert "gate" in [one.name for one in site._transport.saved("127.0.0.1")]  # pyright: ignore[reportPrivateUsage]
