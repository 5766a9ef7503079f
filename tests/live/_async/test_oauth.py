"""OAuth, with a gateway before the real wiki that verifies each request by another implementation than ours."""

from collections.abc import Iterator

import pytest

from mwtyped import (
    AsyncSite,
    LoginError,
    OAuthAuthorizationError,
    OAuthRefresh,
    Options,
)
from mwtyped.mediawiki import Pages, SiteInfo, UserInfo

from ...wiki import Wiki
from ..gateway import TOKENS, Gateway, guarding
from ..oracle import Oracle, Watch

BEARER = "bearer-0123456789abcdef"
AGENT = "Tests/1 (tests@example.org)"


@pytest.fixture
def gateway(wiki: Wiki) -> Iterator[Gateway]:
    with guarding(wiki, "alice") as gateway:
        yield gateway


def signed(gateway: Gateway, **changed: str) -> AsyncSite:
    tokens = {**TOKENS, **changed}
    return AsyncSite(
        gateway.url,
        max_lag=None,
        max_retries=1,
        clients_useragent=AGENT,
        consumer_token=tokens["consumer_token"],
        consumer_secret=tokens["consumer_secret"],
        access_token=tokens["access_token"],
        access_secret=tokens["access_secret"],
    )


def bearing(gateway: Gateway, token: str = BEARER, refresh: OAuthRefresh | None = None) -> AsyncSite:
    options = Options(oauth_refresh=refresh)
    return AsyncSite(gateway.url, max_lag=None, clients_useragent=AGENT, access_token=token, options=options)


async def test_each_signed_request_is_the_users(gateway: Gateway, wiki: Wiki, oracle: Oracle) -> None:
    watch = Watch(wiki)
    title = f"Ünï & +~*'() {id(gateway)}"
    async with signed(gateway) as site:
        assert (site.logged_in, site.username) == (True, "Alice")
        assert (await site.send(UserInfo()))["name"] == "Alice"
        await site.api.edit(title=title, text="a=b&c=d +%20 Ünï 日本 \U0001f40d", summary="")
        texts = [page async for page in site.iterate(Pages(titles=[title, "Berlin"]))]
        await site.api("query", "GET", meta="userinfo", uiprop="")

    asserted = [call.params.get("assertuser") or call.params.get("assert") for call in watch.calls]
    assert asserted == ["user"] + ["Alice"] * 5
    assert gateway.refused == 0
    assert gateway.verified == 6
    assert len(texts) == 2
    revisions = oracle.ask(action="query", titles=title, prop="revisions", rvprop="user", formatversion="2")
    assert revisions["query"]["pages"][0]["revisions"][0]["user"] == "Alice"


async def test_a_body_in_parts_is_not_signed_and_taken(gateway: Gateway) -> None:
    async with signed(gateway) as site:
        done = await site.api.upload(filename=f"OAuth {id(gateway)}.txt", file=b"x" * 5000, ignorewarnings=True)

    assert done["result"] == "Success"
    assert gateway.refused == 0


@pytest.mark.parametrize("wrong", ["consumer_secret", "access_secret", "consumer_token", "access_token"])
async def test_wrong_tokens_are_an_error_that_shows_none_of_them(gateway: Gateway, wrong: str) -> None:
    site = AsyncSite(gateway.url, do_init=False)
    with pytest.raises(OAuthAuthorizationError, match="Invalid signature") as caught:
        async with signed(gateway, **{wrong: "wrong-0123456789abcdef01"}) as site:
            pass

    assert not site.logged_in
    assert caught.value.code == "mwoauth-invalid-authorization"
    assert not any(token in f"{caught.value!r} {site!r}" for token in TOKENS.values())


async def test_a_wiki_that_ignores_the_tokens_is_noticed_at_once(wiki: Wiki) -> None:
    watch = Watch(wiki)
    for access in (BEARER, "other"):
        with pytest.raises(OAuthAuthorizationError, match="took no notice of the OAuth tokens"):
            async with AsyncSite(wiki.url, access_token=access, clients_useragent=AGENT):
                pass

    assert [call.params["assert"] for call in watch.calls] == ["user", "user"]


async def test_nothing_is_written_as_nobody_without_init_either(wiki: Wiki, oracle: Oracle) -> None:
    title = f"Not written {id(wiki)}"
    site = AsyncSite(wiki.url, access_token=BEARER, clients_useragent=AGENT, do_init=False)
    async with site:
        with pytest.raises(OAuthAuthorizationError):
            await site.api.edit(title=title, text="x")
        with pytest.raises(OAuthAuthorizationError):
            await site.api("edit", title=title, text="x", token="+\\")

    assert "missing" in oracle.ask(action="query", titles=title, formatversion="2")["query"]["pages"][0]


async def test_a_bearer_token_is_the_users(gateway: Gateway) -> None:
    async with bearing(gateway) as site:
        assert (site.logged_in, site.username) == (True, "Alice")
        await site.api.edit(title="By a bearer", text=f"{id(gateway)}")

    assert gateway.refused == 0
    assert gateway.verified == 3


async def test_an_expired_token_without_another_is_an_error(gateway: Gateway) -> None:
    async with bearing(gateway) as site:
        gateway.bearers.clear()

        with pytest.raises(OAuthAuthorizationError, match="denied the request"):
            await site.send(SiteInfo())

    assert gateway.refused == 1


async def test_an_expired_token_is_renewed_and_the_new_ones_are_kept(gateway: Gateway) -> None:
    kept: list[tuple[str, str]] = []
    refresh = OAuthRefresh(*gateway.client, "refresh-0123456789abcdef", keep=lambda *new: kept.append(new))
    async with bearing(gateway, refresh=refresh) as site:
        for text in ("1", "2"):
            gateway.bearers.clear()
            await site.api.edit(title=f"Refreshed {id(gateway)}", text=text)

        assert (await site.send(UserInfo()))["name"] == "Alice"
    assert kept[-1] == (min(gateway.bearers), min(gateway.refresh_tokens))
    assert (len(kept), gateway.refused) == (2, 2)


async def test_a_token_that_expired_before_the_script_began_is_renewed(gateway: Gateway) -> None:
    refresh = OAuthRefresh(*gateway.client, "refresh-0123456789abcdef", keep=lambda *_: None)
    async with bearing(gateway, "expired", refresh) as site:
        assert site.username == "Alice"


async def test_a_refresh_token_that_is_spent_is_an_error_and_not_shown(gateway: Gateway) -> None:
    refresh = OAuthRefresh(*gateway.client, "spent-0123456789abcdef", keep=lambda *_: None)
    with pytest.raises(OAuthAuthorizationError, match="Token has been revoked") as caught:
        async with bearing(gateway, "expired", refresh):
            pass

    assert "spent" not in f"{caught.value!r} {refresh!r}"
    assert gateway.client[1] not in f"{caught.value!r} {refresh!r}"


async def test_with_oauth_there_is_no_login(gateway: Gateway) -> None:
    async with bearing(gateway) as site:
        with pytest.raises(LoginError, match="takes none"):
            await site.login("Alice@test", "x")
        with pytest.raises(LoginError, match="takes none"):
            await site.clientlogin(username="Alice", password="x")

        assert site.username == "Alice"


async def test_a_nonce_that_was_used_gives_another(gateway: Gateway) -> None:
    async with signed(gateway) as site:
        authority = site.context.session.authority
        assert authority is not None
        nonces = iter(["0123456789abcdef", "0123456789abcdef", "fedcba9876543210"])
        authority._nonce = lambda: next(nonces)  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue]

        await site.send(SiteInfo())
        await site.send(SiteInfo())

    assert (gateway.verified, gateway.refused) == (3, 1)
