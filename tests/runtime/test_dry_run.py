"""Dry runs: reads work, a write is shown and nothing at all of it is sent."""

from typing import Any

import pytest

from mwtyped import DryRun, MwClientError, ParameterError
from mwtyped.mediawiki import Protect, Purge, ValidatePassword
from mwtyped.runtime.flows.call import raw_call
from mwtyped.runtime.flows.login import login
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.options import Options
from mwtyped.runtime.session import Context
from tests.runtime.binding import Edit, SiteInfo
from tests.runtime.scripted import Script, context

TOKEN = {"query": {"tokens": {"logintoken": "abc"}}}
SUCCESS = {"login": {"result": "Success", "lgusername": "Bot"}}


def dry(**options: Any) -> Context:
    return context(options=Options(dry_run=True, **options), binding="mwtyped.mediawiki")


def test_a_write_is_an_error_with_its_request_and_not_even_its_token_is_asked_for() -> None:
    request = Edit(title="A", text="x\x1b[31m")

    with pytest.raises(DryRun) as caught:
        Script().run(send(dry(), request))

    assert caught.value.request is request
    assert str(caught.value) == "not sent: Edit(title='A', text='x\\x1b[31m')"
    assert isinstance(caught.value, MwClientError)


def test_a_write_gives_what_the_caller_wants_it_to() -> None:
    seen: list[Any] = []

    def show(request: Any) -> str:
        seen.append(request)
        return "shown"

    within = dry(on_dry_run=show)

    assert Script().run(send(within, Edit(title="A", text="x"))) == "shown"
    assert Script().run(raw_call(within, {"action": "edit", "title": "A", "token": "t"}, post=True)) == "shown"
    assert seen == [Edit(title="A", text="x"), {"action": "edit", "title": "A", "token": "..."}]


@pytest.mark.parametrize("posted", [Purge(titles=["A"]), ValidatePassword(password="hunter2")], ids=str)
def test_what_must_be_posted_is_a_write(posted: Any) -> None:
    with pytest.raises(DryRun) as caught:
        Script().run(send(dry(), posted))

    assert "hunter2" not in str(caught.value)


def test_what_cannot_be_right_is_still_refused() -> None:
    with pytest.raises(ParameterError):
        Script().run(send(dry(), Protect(title="A", protections=[])))


def test_reads_work() -> None:
    assert Script({"query": {"general": {"a": 1}}}).run(send(dry(), SiteInfo()))["general"] == {"a": 1}


def test_a_login_works() -> None:
    script = Script(TOKEN, SUCCESS, {"query": {}})

    script.run(login(dry(), "Bot@task", "secret"))

    assert script.left == 0


@pytest.mark.parametrize("action", ["query", "parse", "opensearch", "paraminfo", "login", "clientlogin", "logout"])
def test_an_untyped_call_that_only_reads_works(action: str) -> None:
    assert Script({action: {}}).run(raw_call(dry(), {"action": action}, post=True)) == {action: {}}


@pytest.mark.parametrize(
    "params",
    [
        {"action": "edit", "title": "A"},
        {"action": "edit", "title": "A", "token": "t"},
        {"action": "purge", "titles": "A"},
        {"action": "query", "list": "checkuser", "cutoken": "t"},
        {"action": "of-an-extension-that-the-binding-does-not-know"},
    ],
    ids=str,
)
@pytest.mark.parametrize("check", [True, False])
def test_an_untyped_write_is_not_sent(params: dict[str, str], check: bool) -> None:
    with pytest.raises(DryRun) as caught:
        Script().run(raw_call(dry(), params, post=True, check=check))

    assert caught.value.request == {**params, **{name: "..." for name in params if name.endswith("token")}}


def test_without_a_binding_an_untyped_call_is_a_write_unless_it_is_a_query() -> None:
    for binding in ("", "json"):
        within = context(options=Options(dry_run=True), binding=binding)
        with pytest.raises(DryRun):
            Script().run(raw_call(within, {"action": "parse"}, post=True))
        assert Script({"query": {}}).run(raw_call(within, {"action": "query"}, post=True)) == {"query": {}}
