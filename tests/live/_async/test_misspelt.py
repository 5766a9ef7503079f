"""Parameters of page objects that the wiki would ignore: an edit without its summary, or without its guard."""

import uuid
from typing import Any

import pytest

import mwtyped

from ...wiki import Wiki


@pytest.fixture
def title() -> str:
    return f"Misspelt {uuid.uuid4()}"


@pytest.mark.parametrize(("wrong", "right"), [("sumary", "summary"), ("creatonly", "createonly"), ("tag", "tags")])
async def test_a_misspelt_parameter_of_an_edit_is_refused_before_it_is_sent(
    wiki: Wiki, title: str, wrong: str, right: str
) -> None:
    account, given = wiki.accounts["alice"], dict[str, Any]({wrong: "y"})
    async with mwtyped.AsyncSite(wiki.url) as site:
        await site.login(account.bot_name, account.bot_password)
        with wiki.recording() as calls, pytest.raises(TypeError, match=f"did you mean '{right}'"):
            await site.pages[title].save("x", **given)

    assert calls == []


@pytest.mark.filterwarnings("ignore:.*Unrecognized parameter. anothers")
async def test_what_the_binding_does_not_know_goes_to_the_wiki(wiki: Wiki, title: str) -> None:
    account = wiki.accounts["alice"]
    async with mwtyped.AsyncSite(wiki.url) as site:
        await site.login(account.bot_name, account.bot_password)
        with wiki.recording() as calls:
            await site.pages[title].save("x", assert_="user", curtimestamp=True, anothers="y")

    assert {name: calls[-1].params.get(name) for name in ("curtimestamp", "anothers")} == {
        "curtimestamp": "1",
        "anothers": "y",
    }
