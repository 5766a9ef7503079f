# Derived from tests/live/_async/test_tokens.py by codegen/twin.py. Do not edit.
"""Tokens for calls that are made by hand."""

import mwtyped

from ...wiki import Wiki


def test_an_account_is_made_with_the_token_for_it(wiki: Wiki) -> None:
    admin = wiki.accounts["admin"]
    password = "throw-away-Token-1"
    with mwtyped.Site(wiki.url) as site:
        site.login(admin.bot_name, admin.bot_password)
        token = site.get_token("createaccount")
        given = {
            "username": f"Made by {type(site).__name__}",
            "password": password,
            "retype": password,
            "createreturnurl": wiki.url,
        }
        done = site.api("createaccount", createtoken=token, **given)

    assert done["createaccount"]["status"] == "PASS"
