"""Calls: what each carries, its token, what the wiki refuses and warns of."""

import warnings
from datetime import datetime
from typing import Any

import pytest

from mwtyped.runtime import Result
from mwtyped.runtime.errors import (
    APIError,
    APIWarning,
    AssertUserFailedError,
    ContinuationError,
    ParameterError,
    ReadApiDenied,
    ResponseMismatch,
    UnrecognizedParameter,
)
from mwtyped.runtime.flows.call import raw_call, token
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.raw import raw_params
from mwtyped.runtime.session import Context
from tests.runtime.binding import (
    AllPages,
    ChangePassword,
    Compare,
    Edit,
    FeedRecentChanges,
    Info,
    Logout,
    OpenSearch,
    Pages,
    Parse,
    Purge,
    SiteInfo,
    UploadFile,
    Users,
)
from tests.runtime.scripted import Script, context, reply

TOKEN = {"batchcomplete": True, "query": {"tokens": {"csrftoken": "0123+\\"}}}
NEW_TOKEN = {"batchcomplete": True, "query": {"tokens": {"csrftoken": "4567+\\"}}}
SAVED = {"edit": {"result": "Success", "pageid": 3, "title": "A", "newrevid": 11}}
BAD_TOKEN = {"errors": [{"code": "badtoken", "text": "Invalid CSRF token.", "module": "edit"}]}


def warning(code: str, module: str = "main", text: str = "Unrecognized parameter: foo.") -> dict[str, Any]:
    return {"warnings": [{"code": code, "text": text, "module": module}]}


# What comes in several replies.


def test_what_a_meta_module_could_not_send_at_once_is_fetched_and_added() -> None:
    first = {"continue": {"sicontinue": "namespaces", "continue": "-||"}, "query": {"general": {"sitename": "W"}}}
    script = Script(first, {"query": {"namespaces": {"0": {"id": 0}}}})

    result = script.run(send(context(), SiteInfo()))

    assert result.to_dict() == {"general": {"sitename": "W"}, "namespaces": {"0": {"id": 0}}}
    assert script.params[1]["sicontinue"] == "namespaces"


def test_a_meta_module_whose_cursor_repeats_is_an_error() -> None:
    endless = {"continue": {"sicontinue": "general", "continue": "-||"}, "query": {"general": {}}}

    with pytest.raises(ContinuationError, match="siteinfo"):
        Script(then=lambda _: endless).run(send(context(), SiteInfo()))


# What each call carries.


def test_a_call_asks_for_json_of_format_version_2() -> None:
    script = Script({"query": {"general": {}}})

    script.run(send(context(), SiteInfo()))

    assert script.params == [
        {"format": "json", "formatversion": "2", "errorformat": "plaintext", "action": "query", "meta": "siteinfo"}
    ]
    assert script.sent[0].url == "https://wiki.example/w/api.php"


def test_a_read_is_a_get_and_what_must_be_posted_a_post() -> None:
    script = Script({"query": {}}, {"purge": []})

    script.run(send(context(), SiteInfo()))
    script.run(send(context(), Purge(titles="A")))

    assert [command.method for command in script.sent] == ["GET", "POST"]


def test_a_long_read_is_posted() -> None:
    script = Script({"query": {"pages": []}})

    script.run(send(context(), Pages(titles=["Ü" * 120 for _ in range(12)])))

    assert script.sent[0].method == "POST"


def test_a_password_is_posted_and_not_shown() -> None:
    script = Script({"changepassword": {}})

    script.run(send(context(), ChangePassword(user="Ann", password="hunter2")))

    assert script.sent[0].method == "POST"
    assert "hunter2" not in script.sent[0].url
    assert "hunter2" not in repr(script.sent[0])


def test_each_call_asks_not_to_burden_a_wiki_that_lags() -> None:
    script = Script({"query": {}})

    script.run(send(context(max_lag=3), SiteInfo()))

    assert script.params[0]["maxlag"] == "3"


def test_each_call_of_one_who_is_logged_in_asserts_it() -> None:
    within = context(logged_in=True, username="Ann")
    script = Script({"query": {}}, TOKEN, SAVED, {"query": {}})

    script.run(send(within, SiteInfo()))
    script.run(send(within, Edit(title="A", text="x")))
    script.run(raw_call(within, raw_params("query", [], {}), post=False))

    assert [params.get("assertuser") for params in script.params] == ["Ann"] * 4


def test_nobody_is_asserted_before_login() -> None:
    script = Script({"query": {}})

    script.run(send(context(username="192.0.2.1"), SiteInfo()))

    assert "assertuser" not in script.params[0]


def test_options_of_the_site_go_with_each_call_and_a_requests_own_go_first() -> None:
    within = context(main={"uselang": "de", "maxlag": "9"}, max_lag=3)
    script = Script({"query": {}}, TOKEN, SAVED)

    script.run(send(within, SiteInfo(extra={"uselang": "fr"})))
    script.run(send(within, Edit(title="A", text="x")))

    assert [params["uselang"] for params in script.params] == ["fr", "de", "de"]
    assert [params["maxlag"] for params in script.params] == ["9", "9", "9"]


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"^edit: text: holds a lone surrogate"):
        Script(TOKEN).run(send(context(), Edit(title="A", text="a\ud800")))


def test_a_lone_surrogate_is_refused_beside_a_file_too() -> None:
    with pytest.raises(ParameterError, match=r"^upload: filename: holds a lone surrogate"):
        Script(TOKEN).run(send(context(), UploadFile(filename="\udcff", file=b"abc")))


def test_a_file_makes_the_whole_request_multipart_with_the_token_last() -> None:
    script = Script(TOKEN, {"upload": {"result": "Success"}})

    script.run(send(context(), UploadFile(filename="A.txt", file=b"abc", ignorewarnings=True)))

    upload = script.sent[1]
    assert (upload.method, upload.encoded) == ("POST", "")
    assert upload.parts is not None
    assert upload.parts["file"] == b"abc"
    assert list(upload.parts)[-1] == "token"
    assert "abc" not in repr(upload)


def test_sending_no_titles_sends_nothing() -> None:
    assert len(Script().run(send(context(), Pages(titles=[], props=Info())))) == 0
    assert len(Script().run(send(context(), Users(users=[])))) == 0


def test_a_list_that_is_sent_gives_its_first_batch() -> None:
    script = Script(
        {"continue": {"apcontinue": "B", "continue": "-||"}, "query": {"allpages": [{"pageid": 1, "title": "A"}]}}
    )

    batch = script.run(send(context(), AllPages(limit=1)))

    assert [row["title"] for row in batch] == ["A"]
    assert batch.cursor == {"apcontinue": "B", "continue": "-||"}


def test_a_json_module_answers_any_json() -> None:
    answer = ["A", ["Article"]]

    assert Script(answer).run(send(context(), OpenSearch(search="A"))) == answer


def test_a_feed_is_text() -> None:
    script = Script(reply("<rss/>", headers={"content-type": "application/rss+xml"}))

    assert script.run(send(context(max_lag=3), FeedRecentChanges())) == "<rss/>"
    assert script.params[0] == {"maxlag": "3", "action": "feedrecentchanges"}


def test_a_feed_that_is_refused_is_an_error() -> None:
    refused = reply("<error code='badvalue'/>", headers={"mediawiki-api-error": "badvalue"})

    with pytest.raises(APIError, match=r"^badvalue"):
        Script(refused).run(send(context(), FeedRecentChanges()))


def test_more_values_than_the_account_may_send_are_refused() -> None:
    many = [f"U{number}" for number in range(51)]

    with pytest.raises(ParameterError, match="has 51 values, and this account may send 50 at most"):
        Script().run(send(context(), Users(users=many)))


# Tokens.


def test_a_token_is_fetched_and_goes_last() -> None:
    script = Script(TOKEN, SAVED)

    result = script.run(send(context(), Edit(title="A", text="x")))

    assert result["newrevid"] == 11
    assert (script.params[0]["meta"], script.params[0]["type"]) == ("tokens", "csrf")
    assert list(script.params[1])[-1] == "token"
    assert script.params[1]["token"] == "0123+\\"
    assert script.sent[1].method == "POST"


def test_a_token_is_fetched_once() -> None:
    within, script = context(), Script(TOKEN, SAVED, SAVED)

    script.run(send(within, Edit(title="A", text="x")))
    script.run(send(within, Edit(title="A", text="y")))

    assert [params["action"] for params in script.params] == ["query", "edit", "edit"]


@pytest.mark.parametrize("kind", ["csrf", "watch", "patrol", "rollback", "userrights", "createaccount"])
def test_each_type_of_token_is_its_own(kind: str) -> None:
    within, script = context(tokens={"other": "x"}), Script({"query": {"tokens": {f"{kind}token": "1+\\"}}})

    assert script.run(token(within, kind)) == "1+\\"
    assert script.params[0]["type"] == kind
    assert within.session.tokens == {"other": "x", kind: "1+\\"}


def test_the_token_of_nobody_is_a_token() -> None:
    script = Script({"query": {"tokens": {"csrftoken": "+\\"}}}, SAVED)

    script.run(send(context(), Edit(title="A", text="x")))

    assert script.params[1]["token"] == "+\\"


def test_a_type_of_token_that_the_wiki_lacks_is_an_error() -> None:
    unknown = {"query": {"tokens": {}}, **warning("unrecognizedvalues", "tokens")}

    with pytest.raises(UnrecognizedParameter):
        Script(unknown).run(token(context(), "nonsense"))
    with pytest.raises(APIError, match="badtokentype"):
        Script({"query": {"tokens": []}}).run(token(context(), "nonsense"))


def test_a_token_that_went_stale_is_renewed_once() -> None:
    within = context(tokens={"csrf": "old"})
    script = Script(BAD_TOKEN, NEW_TOKEN, SAVED)

    result = script.run(send(within, Edit(title="A", text="x")))

    assert result["result"] == "Success"
    assert [params.get("token") for params in script.params] == ["old", None, "4567+\\"]
    assert list(script.params[2])[-1] == "token"
    assert within.session.tokens == {"csrf": "4567+\\"}


def test_a_second_bad_token_is_raised() -> None:
    script = Script(BAD_TOKEN, NEW_TOKEN, BAD_TOKEN)

    with pytest.raises(APIError, match="badtoken"):
        script.run(send(context(tokens={"csrf": "old"}), Edit(title="A", text="x")))


def test_a_fresh_token_that_is_bad_is_renewed_once() -> None:
    """Two that were asked for at once in a new session spoil each other."""
    script = Script(TOKEN, BAD_TOKEN, TOKEN, BAD_TOKEN)

    with pytest.raises(APIError, match="badtoken"):
        script.run(send(context(), Edit(title="A", text="x")))

    assert script.left == 0


def test_another_refusal_is_raised_and_the_token_kept() -> None:
    within = context(tokens={"csrf": "old"})

    with pytest.raises(APIError, match="protectedpage"):
        Script({"errors": [{"code": "protectedpage", "text": "no"}]}).run(send(within, Edit(title="A", text="x")))

    assert within.session.tokens == {"csrf": "old"}


def test_a_token_of_the_callers_own_is_sent_as_it_is() -> None:
    script = Script(SAVED)

    script.run(send(context(), Edit(title="A", text="x", extra={"token": "mine+\\"})))

    assert script.params[0]["token"] == "mine+\\"
    assert list(script.params[0])[-1] == "token"


def test_a_token_of_the_callers_own_is_not_renewed() -> None:
    with pytest.raises(APIError, match="badtoken"):
        Script(BAD_TOKEN).run(send(context(), Edit(title="A", text="x", extra={"token": "mine+\\"})))


def test_a_logout_forgets_who_we_are_and_all_tokens() -> None:
    within = context(logged_in=True, username="Ann", rights=["edit"], tokens={"csrf": "x", "watch": "y"})

    Script({}).run(send(within, Logout()))

    session = within.session
    assert (session.logged_in, session.username, session.rights, session.tokens) == (False, None, [], {})


# Refusals.


def test_a_refusal_carries_code_info_and_module() -> None:
    refused = {"errors": [{"code": "nosuchrevid", "text": "There is no revision.", "module": "compare"}], "docref": "x"}

    with pytest.raises(APIError) as caught:
        Script(refused).run(send(context(), Compare(fromrev=9)))

    assert str(caught.value) == "nosuchrevid: There is no revision. (compare)"
    assert caught.value.kwargs == refused


def test_several_refusals_are_all_told() -> None:
    refused = {"errors": [{"code": "a", "text": "First."}, {"code": "b", "text": "Second."}]}

    with pytest.raises(APIError, match=r"^a: First\.; Second\.$"):
        Script(refused).run(send(context(), Compare()))


@pytest.mark.parametrize("code", ["assertuserfailed", "assertnameduserfailed", "assertbotfailed"])
def test_a_session_that_ended_is_an_error_of_its_own(code: str) -> None:
    within = context(logged_in=True, username="Ann")

    with pytest.raises(AssertUserFailedError, match=code) as caught:
        Script({"errors": [{"code": code, "text": "Not logged in."}]}).run(send(within, SiteInfo()))

    assert caught.value.code == code


def test_a_private_wiki_says_so() -> None:
    with pytest.raises(ReadApiDenied, match="readapidenied"):
        Script({"errors": [{"code": "readapidenied", "text": "no"}]}).run(send(context(), AllPages()))


@pytest.mark.parametrize("errors", [[], None, "x", [1], {}])
def test_an_odd_refusal_is_a_refusal(errors: object) -> None:
    with pytest.raises(APIError):
        Script({"errors": errors}).run(send(context(), Compare()))


# Warnings.


@pytest.mark.parametrize("code", ["unrecognizedparams", "unrecognizedvalues"])
def test_a_read_that_lost_what_was_asked_for_is_an_error(code: str) -> None:
    with pytest.raises(UnrecognizedParameter, match=f"^{code}: Unrecognized parameter: foo") as caught:
        Script({"query": {}, **warning(code)}).run(send(context(), SiteInfo(extra={"foo": "1"})))

    assert caught.value.code == code
    assert caught.value.module == "main"


@pytest.mark.parametrize("code", ["unrecognizedparams", "unrecognizedvalues"])
def test_a_write_that_took_effect_warns_and_gives_its_result(code: str) -> None:
    with pytest.warns(APIWarning, match="^main: Unrecognized parameter: foo"):
        result = Script(TOKEN, {**SAVED, **warning(code)}).run(send(context(), Edit(title="A", text="x")))

    assert result["newrevid"] == 11


def test_what_is_posted_without_a_token_took_effect_too() -> None:
    purged = {"purge": [{"title": "A", "purged": True}], **warning("unrecognizedparams")}

    with pytest.warns(APIWarning, match="Unrecognized"):
        result = Script(purged).run(send(context(), Purge(titles="A")))

    assert result["purge"] == [{"title": "A", "purged": ""}]


def test_another_warning_is_a_warning() -> None:
    with pytest.warns(APIWarning, match="^parse: Something is deprecated"):
        Script({"parse": {}, **warning("deprecation", "parse", "Something is deprecated.")}).run(
            send(context(), Parse(text="x"))
        )


def test_where_to_read_of_deprecations_is_no_warning() -> None:
    with warnings.catch_warnings(action="error"):
        Script({"parse": {}, **warning("deprecation-help", "main", "Subscribe to a list.")}).run(
            send(context(), Parse(text="x"))
        )


def test_a_warning_is_given_once_a_text() -> None:
    within, script = context(), Script(*[{"parse": {}, **warning("deprecation")}] * 3)

    with warnings.catch_warnings(record=True, action="always") as caught:
        for _ in range(3):
            script.run(send(within, Parse(text="x")))

    assert len(caught) == 1


def test_a_warning_is_one_short_line() -> None:
    text = "a\nb\x1b" + "x" * 100_000

    with warnings.catch_warnings(record=True, action="always") as caught:
        Script({"parse": {}, **warning("odd", "parse", text)}).run(send(context(), Parse(text="x")))

    assert str(caught[0].message).isprintable()
    assert len(str(caught[0].message)) < 1_000


def test_a_warning_made_an_error_after_a_write_carries_the_result() -> None:
    within = context(tokens={"csrf": "x"})
    script = Script({**SAVED, **warning("deprecation")})

    with warnings.catch_warnings(action="error"), pytest.raises(APIWarning) as caught:
        script.run(send(within, Edit(title="A", text="x")))

    assert caught.value.result == SAVED["edit"]


def test_a_warning_made_an_error_does_not_hide_that_who_we_are_changed() -> None:
    within = context(tokens={"csrf": "x"}, logged_in=True, username="Ann")

    with warnings.catch_warnings(action="error"), pytest.raises(APIWarning):
        Script(warning("deprecation")).run(send(within, Logout()))

    assert not within.session.logged_in


# Untyped calls.


def raw(script: Script, action: str, *pairs: Any, within: Context | None = None, **keywords: Any) -> Any:
    return script.run(raw_call(within or context(), raw_params(action, pairs, keywords), post=True))


def test_an_untyped_call_is_of_format_version_1() -> None:
    script = Script({"batchcomplete": "", "query": {"pages": {"-1": {"title": "A", "missing": ""}}}})

    found = raw(script, "query", titles="A")

    assert found["query"]["pages"]["-1"]["missing"] == ""
    assert script.params == [{"format": "json", "action": "query", "titles": "A"}]
    assert script.sent[0].method == "POST"


def test_an_untyped_call_may_say_its_format() -> None:
    script = Script({})

    raw(script, "query", formatversion=2, errorformat="plaintext")

    assert script.params[0]["formatversion"] == "2"


def test_an_untyped_call_is_in_json_whatever_format_it_names() -> None:
    """Scripts copy the format from an address: mwclient takes no notice of it."""
    script = Script({})

    raw(script, "query", ("format", "xml"), titles="A", format="jsonfm")

    assert script.params == [{"format": "json", "action": "query", "titles": "A"}]


def test_an_untyped_call_takes_pairs_and_lists() -> None:
    script = Script({})

    raw(script, "query", ("titles", "A"), ("prop", ["info", "links"]), pageids=[1, 2], inprop=("url",))

    assert script.params[0] == {
        "format": "json",
        "action": "query",
        "titles": "A",
        "prop": "info|links",
        "pageids": "1|2",
        "inprop": "url",
    }


def test_an_untyped_call_leaves_out_false_and_none() -> None:
    script = Script({})

    raw(script, "edit", minor=True, bot=False, section=None, title="")

    assert script.params[0] == {"format": "json", "action": "edit", "minor": "1", "title": ""}


def test_the_token_of_an_untyped_call_goes_last() -> None:
    script = Script({})

    raw(script, "edit", token="x+\\", title="A", text="long")

    assert list(script.params[0])[-1] == "token"


def test_a_time_without_a_zone_is_refused_in_an_untyped_call_too() -> None:
    with pytest.raises(ParameterError, match="query: rcstart: a time without a time zone"):
        raw(Script(), "query", rcstart=datetime(2026, 1, 1))


def test_a_file_in_an_untyped_call_makes_it_multipart() -> None:
    script = Script({})

    raw(script, "upload", file=b"abc", token="x")

    assert script.sent[0].parts is not None
    assert script.params[0] == {"format": "json", "action": "upload", "file": b"abc", "token": "x"}


def test_a_refusal_of_an_untyped_call_is_raised() -> None:
    with pytest.raises(APIError) as caught:
        raw(Script({"error": {"code": "missingparam", "info": "no title", "*": "See"}}), "edit")

    assert str(caught.value) == "missingparam: no title"


def test_a_refusal_is_given_as_it_came_where_nothing_is_checked() -> None:
    refused = {"error": {"code": "missingparam", "info": "no title"}}
    flow = raw_call(context(), raw_params("edit", [], {}), post=True, check=False)

    assert Script(refused).run(flow) == refused


def test_a_warning_of_an_untyped_call_is_a_warning() -> None:
    with pytest.warns(APIWarning, match="^main: Unrecognized parameter: foo"):
        raw(Script({"warnings": {"main": {"*": "Unrecognized parameter: foo."}}}), "query", foo=1)


def test_an_untyped_login_is_seen() -> None:
    within = context(tokens={"csrf": "x"})

    raw(Script({"login": {"result": "Success", "lguserid": 1, "lgusername": "Ann"}}), "login", within=within)

    assert (within.session.logged_in, within.session.username, within.session.tokens) == (True, "Ann", {})


@pytest.mark.parametrize("odd", ["x", ["x"], [1], {"main": "x"}, {"main": ["x"]}, 7], ids=repr)
def test_odd_warnings_take_nothing_of_a_write_that_was_done(odd: Any) -> None:
    script = Script({"edit": {"result": "Success"}, "warnings": odd})

    with pytest.warns(APIWarning):
        result = script.run(send(context(tokens={"csrf": "t"}), Edit(title="A", text="x")))

    assert result["result"] == "Success"


@pytest.mark.parametrize("odd", ["x", 5, ["x"]], ids=repr)
def test_a_query_that_is_no_object_is_reported(odd: Any) -> None:
    with pytest.warns(ResponseMismatch):
        result = SiteInfo().parse({"query": odd})

    assert isinstance(result, Result)
