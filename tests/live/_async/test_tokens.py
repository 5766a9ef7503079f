"""Tokens for calls that are made by hand."""

import mwtyped

from ...wiki import Wiki


async def test_an_account_is_made_with_the_token_for_it(wiki: Wiki) -> None:
    admin = wiki.accounts["admin"]
    password = "throw-away-Token-1"
    async with mwtyped.AsyncSite(wiki.url) as site:
        await site.login(admin.bot_name, admin.bot_password)
        token = await site.get_token("createaccount")
        given = {
            "username": f"Made by {type(site).__name__}",
            "password": password,
            "retype": password,
            "createreturnurl": wiki.url,
        }
        done = await site.api("createaccount", createtoken=token, **given)

    assert done["createaccount"]["status"] == "PASS"
