"""The tree of errors, and what each says."""

import copy
import inspect
import pickle
import re
import subprocess
import sys

import pytest

import mwtyped
from mwtyped.runtime import errors
from mwtyped.runtime.errors import (
    APIDisabledError,
    APIError,
    AssertUserFailedError,
    BindingMismatch,
    ChecksumMismatch,
    ConnectionFailed,
    ContinuationError,
    DryRun,
    EditConflict,
    EditError,
    EmailError,
    EventLoopMismatch,
    FileExists,
    HTTPStatusError,
    InsufficientPermission,
    InvalidCheckpoint,
    InvalidFileName,
    InvalidPageTitle,
    InvalidResponse,
    LoginError,
    MaximumRetriesExceeded,
    MediaWikiVersionError,
    MwClientError,
    NoSpecifiedEmailError,
    NotLoaded,
    NotLoggedIn,
    NotRequested,
    NoWriteApi,
    OAuthAuthorizationError,
    PageDeleted,
    PageInvalid,
    PageMissing,
    ParameterError,
    PlainHTTPRefused,
    ProtectedPageError,
    ReadApiDenied,
    ReplyMismatch,
    SessionFileError,
    UnknownModule,
    UnrecognizedParameter,
    UploadRefused,
    UserBlocked,
    WriteOutcomeUnknown,
    WrongPath,
)

CLASSES = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value) and value.__module__ == errors.__name__ and issubclass(value, BaseException)
}


def test_all_is_sorted_and_complete() -> None:
    public = [name for name in vars(errors) if not name.startswith("_") and name in {*CLASSES, "MwtypedError"}]

    assert errors.__all__ == sorted(public)


def test_the_tree_in_the_docstring_is_the_classes() -> None:
    drawn: dict[str, str] = {}
    path = ["MwClientError"]
    for line in (errors.__doc__ or "").splitlines():
        if "see above" in line:  # drawn a second time, below another base
            continue
        if found := re.match(r"^ {4}(?P<lines>[│ ]*[├└]── )(?P<name>\w+)", line):
            depth = len(found["lines"]) // 4
            path[depth:] = [found["name"]]
            drawn[found["name"]] = path[depth - 1]
    actual = {
        name: next(base.__name__ for base in cls.__mro__[1:] if base.__name__ in CLASSES)
        for name, cls in CLASSES.items()
        if issubclass(cls, MwClientError) and cls is not MwClientError and name == cls.__name__
    }

    assert drawn == actual


def test_the_root_has_two_names() -> None:
    assert mwtyped.MwtypedError is mwtyped.MwClientError is errors.MwClientError


def test_each_public_error_is_a_name_of_the_package() -> None:
    assert {name for name in errors.__all__ if getattr(mwtyped, name) is not getattr(errors, name)} == set()


def _login_error() -> LoginError:
    return LoginError(None, "Failed", "Incorrect password.")


def _wrong_path() -> WrongPath:
    error = WrongPath("no API here", url="http://x/", status=404, response_text="<html>")
    error.suggestion = "/w/"
    return error


REPLY = {"errors": [{"code": "blocked", "text": "You are blocked.", "module": "edit", "data": {"blockid": 5}}]}
EACH: list[MwClientError] = [
    ParameterError("edit", "titel", "there is no such parameter", "title"),
    PlainHTTPRefused("a password is not sent over plain http to wiki.example"),
    DryRun({"action": "edit"}),
    APIError("blocked", "You are blocked.", REPLY),
    EditConflict("editconflict", "Edit conflict.", REPLY),
    PageDeleted("pagedeleted", "The page has been deleted.", REPLY),
    UnrecognizedParameter("unrecognizedparams", "Unrecognized parameter: x.", REPLY),
    UploadRefused("file-too-large", "The file is too large.", REPLY),
    InvalidFileName("illegal-filename", "The filename is not allowed.", REPLY),
    ReadApiDenied("readapidenied", "You need read permission.", None),
    _login_error(),
    OAuthAuthorizationError(None, "mwoauth-invalid-authorization", "The signature is wrong."),
    AssertUserFailedError("assertnameduserfailed", "You are no longer logged in."),
    AssertUserFailedError(),
    SessionFileError("bot.session: others can read it"),
    InvalidResponse("the reply is not JSON", url="http://x/w/api.php", status=200, response_text="hello\nworld"),
    _wrong_path(),
    HTTPStatusError(502, "http://x/w/api.php", "<h1>Bad gateway</h1>"),
    ConnectionFailed("http://x: refused", sent=False),
    MaximumRetriesExceeded(None, ("api", {"action": "query"})),
    WriteOutcomeUnknown("edit", "http://x: reset", "no revision of ours"),
    ReplyMismatch("query+info: length: not a number: 'x'", result=1, module="query+info", path="length", value="x"),
    NotLoaded("not loaded"),
    NotRequested("Item.user was not asked for", name="user"),
    PageMissing("Page.length: the page does not exist", name="length"),
    PageInvalid("Page.length: no valid title", name="length"),
    ContinuationError("query+allpages: the cursor repeats"),
    EventLoopMismatch(),
    InvalidCheckpoint("this is no checkpoint"),
    ChecksumMismatch("0" * 40, "1" * 40),
    BindingMismatch("too old"),
    MediaWikiVersionError("no version"),
    APIDisabledError("the wiki's API is switched off", url="http://x/w/api.php", status=500, response_text="no"),
    NoWriteApi("noapiwrite", "Editing of this wiki through the API is disabled.", REPLY),
    UnknownModule("query+checkuserlog", "CheckUser"),
    NotLoggedIn(None),
    EditError("Page", {"result": "Failure"}),
    ProtectedPageError("Page", "protectedpage", "This page has been protected."),
    FileExists("A.png", {"warnings": {"exists": "A.png"}}),
    InsufficientPermission("Page", "permissiondenied", "You may not."),
    UserBlocked("Page", "blocked", "You have been blocked."),
    EmailError("noaccess", "No."),
    NoSpecifiedEmailError("User", "No address."),
    InvalidPageTitle("The title holds <."),
]


@pytest.mark.parametrize("error", EACH, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("way", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy], ids=["pickle", "copy"])
def test_an_error_survives_a_pickle(error: MwClientError, way: object) -> None:
    assert callable(way)
    other = way(error)

    assert isinstance(other, type(error))  # one of HTTP is of `requests` too, where that was imported in between
    assert type(other).__name__ == type(error).__name__
    assert str(other) == str(error)
    assert vars(other) == vars(error)


def test_every_error_is_tried() -> None:
    tried = {type(error).__name__ for error in EACH}

    assert {cls.__name__ for cls in CLASSES.values() if issubclass(cls, MwClientError)} - {"MwClientError"} == tried


@pytest.mark.parametrize("kind", [EditError, InsufficientPermission, ProtectedPageError])
def test_an_error_leaves_its_page_behind_when_pickled(kind: type[MwClientError]) -> None:
    page = Unpickled()
    error = kind(page, "code", "info")
    error.add_note("a note")

    other = pickle.loads(pickle.dumps(error))

    assert (str(other), other.args) == (str(error), (str(page), "code", "info"))


def test_an_edit_error_is_one_line_however_much_the_wiki_says() -> None:
    text = str(EditError("Page", {"result": "Failure", "info": "\x1b[31m\n" * 10_000}))

    assert text.startswith("Page: {'result': 'Failure'")
    assert len(text) < 2_100
    assert text.isprintable()


class Unpickled:
    """As a page is, which holds connections."""

    def __repr__(self) -> str:
        return "<Page>"

    def __reduce__(self) -> str:
        raise TypeError("no pickle takes this")


def test_an_email_error_is_a_line_and_keeps_the_references_arguments() -> None:
    refused = EmailError("usermaildisabled", "User email has been disabled.\n" + "x" * 1000)

    assert str(refused).startswith("usermaildisabled: User email has been disabled.")
    assert "\n" not in str(refused)
    assert len(str(refused)) < 400
    assert refused.args[0] == "usermaildisabled"
    assert str(NoSpecifiedEmailError("Alice", "This user takes no mail.")) == "Alice: This user takes no mail."


def test_a_login_error_leaves_its_site_behind_when_pickled() -> None:
    error = LoginError(lambda: "no pickle takes this", "Failed", "x")

    assert pickle.loads(pickle.dumps(error)).site is None


def test_an_api_error_carries_what_the_wiki_said() -> None:
    error = APIError("blocked", "You are blocked.", REPLY)

    assert str(error) == "blocked: You are blocked. (edit)"
    assert (error.code, error.info, error.module, error.data) == ("blocked", "You are blocked.", "edit", {"blockid": 5})
    assert error.args == ("blocked", "You are blocked.", REPLY)


@pytest.mark.parametrize("reply", [None, {}, {"errors": []}, {"errors": "x"}, {"error": "x"}, {"errors": [1]}])
def test_an_api_error_of_an_odd_reply_has_no_module(reply: dict[str, object] | None) -> None:
    error = APIError("unknown", "x", reply)

    assert (error.module, error.data, str(error)) == (None, {}, "unknown: x")


HOSTILE = "a\n\r\x1b[31m\u202e\ud800\x00" + "x" * 1_000_000


@pytest.mark.parametrize(
    "error",
    [
        APIError(HOSTILE, HOSTILE, {"errors": [{"module": HOSTILE}]}),
        UnrecognizedParameter(HOSTILE, HOSTILE, None),
        UploadRefused(HOSTILE, HOSTILE, None),
        LoginError(None, HOSTILE, HOSTILE),
        AssertUserFailedError(HOSTILE, HOSTILE),
        EmailError(HOSTILE, HOSTILE),
        InvalidResponse("not JSON", url="http://x", response_text=HOSTILE),
        HTTPStatusError(500, "http://x/" + HOSTILE, HOSTILE),
        ParameterError("edit", HOSTILE, HOSTILE, HOSTILE),
    ],
    ids=lambda error: type(error).__name__,
)
def test_hostile_text_makes_one_short_harmless_line(error: MwClientError) -> None:
    text = str(error)

    assert text.isprintable()
    assert len(text) < 2_000
    text.encode()


def test_an_invalid_response_keeps_its_first_part_only() -> None:
    error = InvalidResponse("not JSON", url="http://x", response_text=HOSTILE)

    assert len(error.response_text) <= 10_000


def test_errors_have_the_references_arguments() -> None:
    code, info, reply = APIError("blocked", "You are blocked.", REPLY).args
    assert (code, info, reply) == ("blocked", "You are blocked.", REPLY)
    for error in (LoginError(None, "Failed", "Wrong."), OAuthAuthorizationError(None, "Failed", "Wrong.")):
        assert error.args == (None, {"result": "Failed", "reason": "Wrong."})
        assert (error.site, error.code, error.info) == (None, "Failed", "Wrong.")
    assert NotLoggedIn(None).args[1]["result"] == "assertuserfailed"
    assert MaximumRetriesExceeded(None, ("api", {})).args == (None, ("api", {}))
    assert ProtectedPageError("A", "protectedpage", "No.").args == ("A", "protectedpage", "No.")
    assert FileExists("A.png").file_name == FileExists("A.png").args[0] == "A.png"


BOTH = """
import copy, pickle, sys
from mwtyped import HTTPStatusError, MwClientError
assert "requests" not in sys.modules
before = HTTPStatusError(404, "http://x", "gone")
import requests
error = HTTPStatusError(503, "http://x", "<b>no</b>")
assert not isinstance(before, requests.HTTPError)
for one in (error, copy.copy(error), pickle.loads(pickle.dumps(error)), pickle.loads(pickle.dumps(before))):
    assert isinstance(one, requests.HTTPError) and isinstance(one, requests.RequestException)
    assert isinstance(one, HTTPStatusError) and isinstance(one, MwClientError) and isinstance(one, RuntimeError)
    assert type(one).__name__ == "HTTPStatusError" and one.errno is None and one.request is None
assert str(error) == str(copy.copy(error)) == "HTTP 503 from http://x: <b>no</b>"
assert (error.response.status_code, error.response.url, error.response.text) == (503, "http://x", "<b>no</b>")
assert type(error) is type(HTTPStatusError(500, "http://y"))
try:
    raise error
except requests.exceptions.HTTPError as caught:
    assert caught is error
"""


def test_a_wrong_status_is_an_error_of_requests_where_that_is_imported() -> None:
    pytest.importorskip("requests")
    subprocess.run([sys.executable, "-c", BOTH], check=True)


def test_errors_of_other_kinds_are_these_too() -> None:
    assert issubclass(ParameterError, ValueError)
    assert issubclass(BindingMismatch, ImportError)
    assert issubclass(MwClientError, RuntimeError)
