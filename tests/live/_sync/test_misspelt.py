# Derived from tests/live/_async/test_misspelt.py by codegen/twin.py. Do not edit.
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
def test_a_misspelt_parameter_of_an_edit_is_refused_before_it_is_sent(
    wiki: Wiki, title: str, wrong: str, right: str
) -> None:
    account, given = wiki.accounts["alice"], dict[str, Any]({wrong: "y"})
    with mwtyped.Site(wiki.url) as site:
        site.login(account.bot_name, account.bot_password)
        with wiki.recording() as calls, pytest.raises(TypeError, match=f"did you mean '{right}'"):
            site.pages[title].save("x", **given)

    assert calls == []


@pytest.mark.filterwarnings("ignore:.*Unrecognized parameter. anothers")
def test_what_the_binding_does_not_know_goes_to_the_wiki(wiki: Wiki, title: str) -> None:
    account = wiki.accounts["alice"]
    with mwtyped.Site(wiki.url) as site:
        site.login(account.bot_name, account.bot_password)
        with wiki.recording() as calls:
            site.pages[title].save("x", assert_="user", curtimestamp=True, anothers="y")

    assert {name: calls[-1].params.get(name) for name in ("curtimestamp", "anothers")} == {
        "curtimestamp": "1",
        "anothers": "y",
    }
