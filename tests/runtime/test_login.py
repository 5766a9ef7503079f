"""Logging in and out, over replies like those of a real 1.43."""

import pickle
from functools import partial
from typing import Any, ClassVar

import pytest

from mwtyped.runtime import ActionRequest, Facts, Password, Result
from mwtyped.runtime.errors import APIError, AssertUserFailedError, InvalidResponse, LoginError
from mwtyped.runtime.flows.login import client_login, init, login, renew
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.login_step import LoginField, LoginStep
from mwtyped.runtime.raw import login_params
from mwtyped.runtime.session import Context, Credentials, Secret
from mwtyped.runtime.totp import TOTP
from tests.runtime.binding import Edit, Users
from tests.runtime.scripted import Script, context

TOKEN = {"query": {"tokens": {"logintoken": "abc+\\"}}}
SUCCESS = {"login": {"result": "Success", "lguserid": 2, "lgusername": "Bot"}}
FAILED = {
    "login": {
        "result": "Failed",
        "reason": {"code": "wrongpassword", "text": "Incorrect username or password entered."},
    }
}
FACTS = {
    "query": {
        "general": {"generator": "MediaWiki 1.43.9", "sitename": "W"},
        "namespaces": {"0": {"id": 0, "name": ""}, "1": {"id": 1, "name": "Talk"}},
        "userinfo": {"id": 2, "name": "Bot", "groups": ["bot", "*"], "rights": ["read", "apihighlimits"]},
    }
}


def test_a_login_fetches_a_token_logs_in_and_learns_who_we_are() -> None:
    within, script = context(max_lag=3), Script(TOKEN, SUCCESS, FACTS)

    script.run(login(within, "Bot@task", "secret"))

    session = within.session
    assert (session.logged_in, session.username, session.groups) == (True, "Bot", ["bot", "*"])
    assert session.high_limits
    assert session.namespaces == {0: "", 1: "Talk"}
    assert script.params[1]["lgname"] == "Bot@task"
    assert script.params[1]["lgtoken"] == "abc+\\"


def test_a_login_carries_neither_assertion_nor_maxlag() -> None:
    within, script = context(max_lag=3, logged_in=True, username="Ann"), Script(TOKEN, SUCCESS, FACTS)

    script.run(login(within, "Bot@task", "secret"))

    for params in script.params[:2]:
        assert not {"assert", "assertuser", "maxlag"} & set(params)
    assert script.params[2]["assertuser"] == "Bot"
    assert script.params[2]["maxlag"] == "3"


def test_a_login_carries_no_assertion_of_the_sites_options() -> None:
    within = context(main={"assert": "user", "maxlag": "1", "uselang": "de"})
    script = Script(TOKEN, SUCCESS, FACTS)

    script.run(login(within, "Bot@task", "secret"))

    assert [params.get("assert") for params in script.params] == [None, None, "user"]
    assert [params.get("maxlag") for params in script.params] == [None, None, "1"]
    assert [params.get("uselang") for params in script.params] == ["de"] * 3


def test_a_password_is_in_no_url_and_no_repr() -> None:
    script = Script(TOKEN, SUCCESS, FACTS)

    script.run(login(context(), "Bot@task", "hunter2"))

    assert script.sent[1].method == "POST"
    assert all("hunter2" not in f"{command!r} {command.url}" for command in script.sent)


def test_tokens_of_before_are_forgotten() -> None:
    within = context(tokens={"csrf": "old", "login": "older"})

    Script(TOKEN, SUCCESS, FACTS).run(login(within, "Bot@task", "secret"))

    assert within.session.tokens == {}


def test_a_wrong_password_leaves_nobody_logged_in() -> None:
    within = context(logged_in=True, username="Ann", rights=["edit"], tokens={"csrf": "x"})

    with pytest.raises(LoginError) as caught:
        Script(TOKEN, FAILED).run(login(within, "Bot@task", "wrong"))

    assert (caught.value.code, caught.value.info) == ("Failed", "Incorrect username or password entered.")
    assert str(caught.value) == "Incorrect username or password entered. (Failed)"
    session = within.session
    assert (session.logged_in, session.username, session.rights, session.tokens) == (False, None, [], {})


@pytest.mark.parametrize(
    "outcome", [{}, {"result": "Throttled", "wait": 300}, {"result": "Aborted", "reason": "Use clientlogin."}]
)
def test_every_other_outcome_is_an_error(outcome: dict[str, Any]) -> None:
    with pytest.raises(LoginError):
        Script(TOKEN, {"login": outcome}).run(login(context(), "Bot@task", "x"))


def test_a_refused_login_leaves_nobody_logged_in() -> None:
    within = context(logged_in=True, username="Ann")

    with pytest.raises(APIError, match="blocked"):
        Script(TOKEN, {"errors": [{"code": "blocked", "text": "no"}]}).run(login(within, "Bot@task", "x"))

    assert not within.session.logged_in


def test_the_wikis_facts_and_ours_come_in_one_call() -> None:
    within, script = context(initialized=False), Script(FACTS)

    script.run(init(within))

    assert within.session.initialized
    assert within.session.general["sitename"] == "W"
    assert script.params[0]["meta"] == "siteinfo|userinfo"


def test_an_address_is_a_name_but_no_login() -> None:
    within = context(initialized=False)
    anonymous = {"id": 0, "name": "192.0.2.1", "anon": True, "groups": ["*"], "rights": ["read"]}

    Script({"query": {**FACTS["query"], "userinfo": anonymous}}).run(init(within))

    assert (within.session.logged_in, within.session.username) == (False, "192.0.2.1")


def test_one_who_comes_logged_in_is_logged_in() -> None:
    within = context(initialized=False)

    Script(FACTS).run(init(within))

    assert (within.session.logged_in, within.session.username) == (True, "Bot")


def test_a_private_wiki_says_nothing_before_login() -> None:
    within = context(initialized=False)

    Script({"errors": [{"code": "readapidenied", "text": "no"}]}).run(init(within))

    assert not within.session.initialized


@pytest.mark.parametrize("query", [{}, {"general": {}, "namespaces": [], "userinfo": {}}])
def test_a_wiki_of_few_words_is_known_too(query: dict[str, Any]) -> None:
    within = context(initialized=False)

    Script({"query": query}).run(init(within))

    assert within.session.initialized


class ClientLogin(ActionRequest[Result]):
    facts: ClassVar[Facts] = Facts(path="clientlogin", prefix="login", posted=True, token="login")

    extra_password: Password | None = None


def test_a_client_login_is_a_login() -> None:
    within = context()
    script = Script(TOKEN, {"clientlogin": {"status": "PASS", "username": "Bot"}}, FACTS)

    result = script.run(send(within, ClientLogin()))

    assert result["status"] == "PASS"
    assert (within.session.logged_in, within.session.username) == (True, "Bot")
    assert script.params[1]["logintoken"] == "abc+\\"


def test_a_client_login_learns_what_the_account_may() -> None:
    within = context()
    script = Script(TOKEN, {"clientlogin": {"status": "PASS", "username": "Bot"}}, FACTS, {"query": {"users": []}})

    script.run(send(within, ClientLogin()))
    script.run(send(within, Users(users=[f"U{number}" for number in range(51)])))

    assert within.session.high_limits


def test_a_client_login_that_asks_for_more_is_none_yet() -> None:
    within = context()
    script = Script(TOKEN, {"clientlogin": {"status": "UI", "requests": []}})

    assert script.run(send(within, ClientLogin()))["status"] == "UI"
    assert not within.session.logged_in


# A session that ends.

ENDED = {"errors": [{"code": "assertnameduserfailed", "text": "You are no longer logged in."}]}
CSRF = {"query": {"tokens": {"csrftoken": "new+\\"}}}
DONE = {"edit": {"result": "Success"}}


def logged_in(**facts: Any) -> Context:
    credentials = Credentials("Bot@task", Secret("hush"))
    return context(logged_in=True, username="Bot", credentials=credentials, tokens={"csrf": "old"}, logins=1, **facts)


def test_a_session_that_ended_is_renewed_and_the_read_made_again() -> None:
    within, script = logged_in(), Script(ENDED, TOKEN, SUCCESS, CSRF, {"query": {"users": []}})

    script.run(send(within, Users(users=["A"])))

    assert [params["action"] for params in script.params] == ["query", "query", "login", "query", "query"]
    assert script.params[2]["lgpassword"] == "hush"
    assert (script.params[3]["meta"], script.params[3]["assertuser"]) == ("tokens", "Bot")
    assert script.params[4]["assertuser"] == "Bot"


def test_a_write_is_made_again_with_a_new_token() -> None:
    within, script = logged_in(), Script(ENDED, TOKEN, SUCCESS, CSRF, DONE)

    script.run(send(within, Edit(title="A", text="x")))

    assert [params.get("token") for params in script.params if params["action"] == "edit"] == ["old", "new+\\"]


def test_a_session_that_ends_again_at_once_is_not_renewed_again() -> None:
    script = Script(ENDED, TOKEN, SUCCESS, CSRF, ENDED)

    with pytest.raises(AssertUserFailedError):
        script.run(send(logged_in(), Edit(title="A", text="x")))

    assert script.left == 0


def test_without_a_password_it_is_an_error() -> None:
    with pytest.raises(AssertUserFailedError):
        Script(ENDED).run(send(context(logged_in=True, username="Bot"), Users(users=["A"])))


def test_another_user_is_never_gone_on_as() -> None:
    other = {"login": {"result": "Success", "lgusername": "Other"}}

    with pytest.raises(AssertUserFailedError, match="Other, who is not Bot"):
        Script(ENDED, TOKEN, other).run(send(logged_in(), Edit(title="A", text="x")))


def test_nobody_goes_on_as_nobody_while_the_session_is_renewed() -> None:
    within = logged_in()
    flow = renew(within, 1)
    next(flow)

    assert (within.session.logged_in, within.session.username) == (True, "Bot")
    flow.close()


def test_a_login_that_is_refused_then_says_so() -> None:
    with pytest.raises(LoginError, match="Incorrect username"):
        Script(ENDED, TOKEN, FAILED).run(send(logged_in(), Users(users=["A"])))


def test_a_session_that_another_renewed_is_not_renewed_again() -> None:
    script = Script()

    script.run(renew(logged_in(), 0))

    assert script.sent == []


def test_who_logs_out_is_not_logged_in_again() -> None:
    within = logged_in()
    within.session.forget()

    with pytest.raises(AssertUserFailedError):
        Script(ENDED).run(send(within, Users(users=["A"])))


def test_a_password_is_kept_and_never_shown() -> None:
    within = context()
    Script(TOKEN, SUCCESS, FACTS).run(login(within, "Bot@task", "hush"))

    assert within.session.credentials is not None
    assert within.session.credentials[1].reveal() == "hush"
    assert "hush" not in repr(within) + repr(within.session.credentials)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(within.session.credentials)


# Logins of several steps.

ASKS_CODE = {
    "clientlogin": {
        "status": "UI",
        "requests": [{"id": "Code", "fields": {"OATHToken": {"type": "string", "label": "Code", "help": ""}}}],
        "message": "Please enter a code.",
        "messagecode": "oathauth-auth-ui",
    }
}
PASS = {"clientlogin": {"status": "PASS", "username": "Bot"}}


def test_a_second_factor_is_asked_for_its_code_when_the_wiki_asks() -> None:
    within, script = context(max_lag=3), Script(TOKEN, ASKS_CODE, PASS, FACTS)

    script.run(login(within, "Bot", "secret", code=lambda: "123456"))

    assert [params.get("OATHToken") for params in script.params] == [None, None, "123456", None]
    assert script.params[1]["loginreturnurl"] == "https://wiki.example"
    assert [params["logintoken"] for params in script.params[1:3]] == ["abc+\\"] * 2
    assert all("assertuser" not in params and "maxlag" not in params for params in script.params[:3])
    assert within.session.tokens == {}


def test_the_code_is_not_asked_for_where_there_is_no_second_factor() -> None:
    def never() -> str:
        raise AssertionError("nobody asked")

    Script(TOKEN, PASS, FACTS).run(login(context(), "Bot", "secret", code=never))


def test_a_code_that_stays_wrong_is_sent_once() -> None:
    script = Script(TOKEN, ASKS_CODE, ASKS_CODE)

    with pytest.raises(LoginError, match=r"Please enter a code. The wiki asks for: OATHToken\."):
        script.run(login(context(), "Bot", "secret", code=Secret("123456")))

    assert script.left == 0


def test_three_codes_are_asked_for_and_no_more() -> None:
    codes = iter("1234")
    script = Script(TOKEN, ASKS_CODE, then=lambda _: ASKS_CODE)

    with pytest.raises(LoginError):
        script.run(login(context(), "Bot", "secret", code=lambda: next(codes)))

    assert [params.get("OATHToken") for params in script.params][2:] == ["1", "2", "3"]


@pytest.mark.parametrize("fields", [{}, {"a": {"type": "string"}, "b": {"type": "string"}}, {"a": {"type": "button"}}])
def test_a_code_is_no_answer_to_another_question(fields: dict[str, Any]) -> None:
    step = {"clientlogin": {"status": "UI", "requests": [{"fields": fields}], "message": "More!"}}

    with pytest.raises(LoginError, match="More!"):
        Script(TOKEN, step).run(login(context(), "Bot", "secret", code=lambda: "1"))


@pytest.mark.parametrize("reply", [{}, {"clientlogin": []}, {"clientlogin": {"status": "FAIL", "message": "No."}}])
def test_an_answer_that_is_no_step_is_an_error(reply: Any) -> None:
    with pytest.raises((LoginError, InvalidResponse)):
        Script(TOKEN, reply).run(client_login(context(), {"username": "Bot", "password": Secret("x")}))


def test_a_session_by_code_is_renewed_with_a_new_code() -> None:
    codes = iter(["1", "2"])
    within = context()
    script = Script(TOKEN, ASKS_CODE, PASS, FACTS, ENDED, TOKEN, ASKS_CODE, PASS, CSRF, {"query": {"users": []}})
    script.run(login(within, "Bot", "secret", code=lambda: next(codes)))

    script.run(send(within, Users(users=["A"])))

    assert [params["OATHToken"] for params in script.params if "OATHToken" in params] == ["1", "2"]


def test_a_step_shows_its_secrets_nowhere() -> None:
    given = login_params({"username": "Bot", "password": "hush", "OATHToken": "123456", "x": None, "y": False})

    assert repr(given) == "{'username': 'Bot', 'password': ..., 'OATHToken': ...}"


def test_a_step_of_any_shape_can_be_read() -> None:
    select = {"type": "select", "options": {"a": "A"}, "optional": "", "sensitive": ""}
    step = LoginStep({"status": "UI", "requests": [{"fields": {"which": select}}, {"fields": []}, 3]})

    assert step.fields["which"] == LoginField("which", "select", "", "", True, True, {"a": "A"})
    assert repr(step) == "<LoginStep UI: which>"
    assert (LoginStep().status, dict(LoginStep().fields), LoginStep().redirect_target) == ("", {}, None)


# One-time codes.


def test_codes_are_those_of_rfc_6238() -> None:
    # The RFC's own secret and times, with the last six of its eight digits.
    times = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for moment, code in times.items():
        assert TOTP("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", now=partial(float, moment))() == code


def test_a_code_is_given_once() -> None:
    codes, later = TOTP("GEZDGNBVGY3TQOJQ", now=lambda: 59.0), TOTP("GEZDGNBVGY3TQOJQ", now=lambda: 89.0)

    first, second = codes(), codes()

    assert first != second == later()


def test_a_secret_of_codes_is_never_shown() -> None:
    with pytest.raises(ValueError, match="must be base 32") as caught:
        TOTP("hush hush 1")
    assert "HUSH" not in f"{caught.value!r}".upper()
    codes = TOTP("GEZDGNBVGY3TQOJQ")
    assert repr(codes) == "TOTP(...)"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(codes)


def test_no_secret_is_no_key_for_codes() -> None:
    with pytest.raises(ValueError, match="must be base 32"):
        TOTP("")
