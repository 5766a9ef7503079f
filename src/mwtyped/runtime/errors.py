"""What can go wrong.

::

    MwClientError (also MwtypedError)
    ├── ParameterError                 a request that cannot be right; nothing was sent
    ├── PlainHTTPRefused               what is secret, on its way over plain http; nothing was sent
    ├── DryRun                         a write, where the site is to send none
    ├── APIError                       the wiki refused: code, info
    │   ├── EditConflict               another's edit came between, and the two cannot be merged (an EditError too)
    │   ├── PageDeleted                the page was deleted since it was read
    │   ├── UnrecognizedParameter      a read with a parameter or value that the wiki does not know
    │   ├── UploadRefused              a file that the wiki does not take: its type, size, name, source
    │   │   └── InvalidFileName        a name that no file can have (an InvalidPageTitle too)
    │   ├── ReadApiDenied              the wiki answers nothing before login
    │   ├── NoWriteApi                 the wiki takes no writes over the API
    │   └── UnknownModule              the wiki, or its binding, has no such module
    ├── LoginError                     the wiki refused the login: code, info
    │   ├── OAuthAuthorizationError    the wiki refused the OAuth tokens, or does not know OAuth
    │   └── NotLoggedIn                an edit without login, where `force_login` is set (an AssertUserFailedError too)
    ├── AssertUserFailedError          the session ended, or it is another user's
    ├── EditError                      an edit that the wiki did not save
    │   ├── ProtectedPageError         of a page that this account may not edit (an InsufficientPermission too)
    │   └── FileExists                 an upload over another file
    ├── InsufficientPermission         what this account may not do
    │   └── UserBlocked                because it is blocked
    ├── EmailError                     a mail that the wiki did not send
    │   └── NoSpecifiedEmailError      for its recipient takes none
    ├── InvalidPageTitle               a title that no page can have
    ├── SessionFileError               a file that keeps no session, or not from others
    ├── InvalidResponse                no JSON, or none of the shape the API has
    │   ├── APIDisabledError           the wiki has its API switched off
    │   ├── ReplyMismatch              of another form than its module is known to have, where the site is strict
    │   └── WrongPath                  a web page where api.php was expected
    ├── HTTPStatusError                a status other than 200, and no error of the API in it
    ├── ConnectionFailed               no connection, or none that lasted
    ├── MaximumRetriesExceeded         tried as often, or for as long, as the site may
    ├── WriteOutcomeUnknown            a write whose answer was lost
    ├── ChecksumMismatch               the wiki has put together another file than was sent; it was not published
    ├── NotLoaded                      what the wiki has not told yet: not asked, or private
    ├── NotRequested                   a field of a reply that its request did not ask for (an AttributeError too)
    ├── PageMissing                    a field of a page that does not exist on the wiki (an AttributeError too)
    │   └── PageInvalid                a field of a page whose title cannot be one
    ├── ContinuationError              a cursor that leads nowhere
    ├── InvalidCheckpoint              what no listing can be resumed with (a ValueError too)
    ├── EventLoopMismatch              an async site that belongs to another event loop
    ├── BindingMismatch                this runtime cannot run that binding
    └── MediaWikiVersionError          a version string that is none
"""

import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from .secret import without

if TYPE_CHECKING:
    from .request import RequestData

__all__ = [
    "APIDisabledError",
    "APIError",
    "APIWarning",
    "AssertUserFailedError",
    "BindingMismatch",
    "ChecksumMismatch",
    "ConnectionFailed",
    "ContinuationError",
    "DryRun",
    "EditConflict",
    "EditError",
    "EmailError",
    "EventLoopMismatch",
    "FileExists",
    "HTTPStatusError",
    "InsufficientPermission",
    "InvalidCheckpoint",
    "InvalidFileName",
    "InvalidPageTitle",
    "InvalidResponse",
    "LoginError",
    "MaximumRetriesExceeded",
    "MediaWikiVersionError",
    "MwClientError",
    "MwtypedError",
    "NoSpecifiedEmail",
    "NoSpecifiedEmailError",
    "NoWriteApi",
    "NotLoaded",
    "NotLoggedIn",
    "NotRequested",
    "OAuthAuthorizationError",
    "PageDeleted",
    "PageInvalid",
    "PageMissing",
    "ParameterError",
    "PlainHTTPRefused",
    "ProtectedPageError",
    "ReadApiDenied",
    "ReplyMismatch",
    "ResponseMismatch",
    "SessionFileError",
    "UnknownModule",
    "UnrecognizedParameter",
    "UploadRefused",
    "UserBlocked",
    "WriteOutcomeUnknown",
    "WrongPath",
]

_SHOWN = 300
_KEPT = 10_000


def shown(text: str, most: int = _SHOWN) -> str:
    """Make text of a wiki fit for one line of a message: capped, control characters escaped."""
    text = text if len(text) <= most else text[:most] + "…"
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


class MwClientError(RuntimeError):
    """The root of all errors of this package."""

    retry_after: float | None = None
    """Seconds after which the wiki, or what stands before it, wants to be asked again."""


MwtypedError = MwClientError


class ParameterError(MwClientError, ValueError):
    """A request that cannot be right. Nothing was sent.

    Attributes:
        module: the module's path, e.g. `query+allpages`.
        parameter: the keyword, as in Python.
        suggestion: the nearest right spelling, if one is near.
    """

    def __init__(self, module: str, parameter: str, problem: str, suggestion: str | None = None) -> None:
        self.module: str = module
        self.parameter: str = parameter
        self.problem: str = problem
        self.suggestion: str | None = suggestion
        hint = f" Did you mean {shown(repr(suggestion))}?" if suggestion is not None else ""
        where = f"{module}: {shown(parameter)}" if parameter else module
        super().__init__(f"{where}: {shown(problem, 600)}.{hint}")

    def __reduce__(self) -> tuple[type["ParameterError"], tuple[str, str, str, str | None]]:
        return type(self), (self.module, self.parameter, self.problem, self.suggestion)


class PlainHTTPRefused(MwClientError):
    """A password, a session or the like was about to go over plain http. Nothing was sent.

    Use https. `Options(allow_plain_http=True)` is for networks that nobody listens to; loopback needs none.
    """


class DryRun(MwClientError):
    """A write, on a site with `Options(dry_run=True)`. Nothing was sent.

    Attributes:
        request: the request; of an untyped call its parameters, but for those that are secret.
    """

    def __init__(self, request: "RequestData | Mapping[str, Any]") -> None:
        self.request: RequestData | Mapping[str, Any] = request
        super().__init__(request)

    def __str__(self) -> str:
        return f"not sent: {shown(repr(self.request), 2_000)}"


class APIError(MwClientError):
    """The wiki refused a request.

    Attributes:
        code: MediaWiki's error code, e.g. `protectedpage`.
        info: its text, in the language of the request.
        kwargs: the whole reply, as the reference has it.
        module: the path of the module that complained, where the wiki said so.
        data: what the error carries besides, e.g. the block.
    """

    def __init__(self, code: str, info: str, kwargs: Mapping[str, Any] | None = None) -> None:
        self.code: str = code
        self.info: str = info
        self.kwargs: Mapping[str, Any] | None = kwargs
        super().__init__(code, info, kwargs)

    @property
    def _entry(self) -> Mapping[str, Any]:
        reply = self.kwargs if isinstance(self.kwargs, Mapping) else {}
        entries = reply.get("errors") or [reply.get("error", {})]
        return entries[0] if isinstance(entries, list) and isinstance(entries[0], dict) else {}

    @property
    def module(self) -> str | None:
        module = self._entry.get("module")
        return module if isinstance(module, str) else None

    @property
    def data(self) -> Mapping[str, Any]:
        data = self._entry.get("data", {})
        return data if isinstance(data, dict) else {}

    def __str__(self) -> str:
        where = f" ({shown(self.module)})" if self.module else ""
        return f"{shown(self.code)}: {shown(self.info)}{where}"


class EditError(MwClientError):
    """An edit that the wiki did not save: the page, and what it answered."""

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: value for name, value in self.__dict__.items() if name != "page"}
        return type(self), (*map(str, self.args[:1]), *self.args[1:]), state  # a page holds connections

    def __str__(self) -> str:
        return ": ".join(shown(str(part), 2_000) for part in self.args)


class EditConflict(APIError, EditError):
    """Another's edit came between what the new text was made from and its saving. Nothing was saved: read again."""


class PageDeleted(APIError):
    """The page was deleted since the text was read, or while it was saved. Nothing was saved.

    `recreate=True` saves all the same.
    """


class UnrecognizedParameter(APIError):
    """A read with a parameter or a value that the wiki does not know: what was asked for is not in the reply.

    Usually the binding is of another version than the wiki, or `extra` has a misspelt name.
    """


class UploadRefused(APIError):
    """A file that the wiki does not take, or cannot put together or publish. Nothing was published.

    It comes before anything is sent where the wiki's facts tell, with the wiki's own code and data.

    Attributes:
        code: `filetype-banned`, `file-too-large`, `empty-file`, `illegal-filename`, `verification-error`, …
        data: what the wiki adds: `allowed` endings; `details`; `filename` as it should be; a `filekey` under which the
            file waits in the stash for another name.
    """


class ReadApiDenied(APIError):
    """The wiki answers nothing before login: `Site(..., do_init=False)`, then `login`."""


class NoWriteApi(APIError):
    """The wiki takes no writes over the API."""


class UnknownModule(APIError):
    """The wiki, or the binding that is used for it, has no such module: an extension is missing.

    Attributes:
        extension: the extension that brings it, where that is known.
    """

    def __init__(self, path: str, extension: str | None = None) -> None:
        self.extension: str | None = extension
        where = f"the extension {extension}" if extension else "an extension"
        super().__init__("badvalue", f"there is no module {path} here: it comes with {where}")
        self._path = path

    def __reduce__(self) -> tuple[type["UnknownModule"], tuple[str, str | None]]:
        return type(self), (self._path, self.extension)


class LoginError(MwClientError):
    """The wiki refused the login.

    Attributes:
        site: the site.
        code: the wiki's code, e.g. `Failed`, `Throttled`, `wrongpassword`.
        info: its reason.
    """

    def __init__(self, site: object, code: str | None, info: str) -> None:
        self.site: object = site
        self.code: str | None = code
        self.info: str = info
        super().__init__(site, {"result": code, "reason": info})  # as scripts for mwclient read it

    def at(self, site: object) -> None:
        """Note the site: what finds the error out does not know it."""
        self.site = site
        self.args: tuple[Any, ...] = (site, *self.args[1:])

    def __reduce__(self) -> tuple[type["LoginError"], tuple[None, str | None, str]]:
        return type(self), (None, self.code, self.info)  # a site holds connections

    def __str__(self) -> str:
        return shown(self.info) + (f" ({shown(self.code)})" if self.code else "")


class OAuthAuthorizationError(LoginError):
    """The wiki refused the OAuth tokens, or ignored them: nothing was done as somebody else, or as nobody."""


class AssertUserFailedError(MwClientError):
    """The session ended, or it is another user's: the request was not done.

    Attributes:
        code: `assertuserfailed`, `assertnameduserfailed` or `assertbotfailed`.
    """

    def __init__(self, code: str = "assertuserfailed", info: str = "nobody is logged in") -> None:
        self.code: str = code
        self.info: str = info
        super().__init__(code, info)

    def __str__(self) -> str:
        return f"{shown(self.code)}: {shown(self.info)}"


class NotLoggedIn(LoginError, AssertUserFailedError):
    """An edit without login, on a site with `force_login`. Nothing was sent.

    `site.login(...)` first; `Site(..., force_login=False)` edits as nobody, under the address that the wiki sees.
    """

    code: str

    def __init__(self, site: object) -> None:
        self.site: object = site
        self.code: str = "assertuserfailed"  # pyright: ignore[reportIncompatibleVariableOverride]  # others may lack one
        self.info: str = "editing needs a login here: `site.login(...)` first"
        MwClientError.__init__(self, site, {"result": self.code, "reason": self.info})

    def __reduce__(self) -> tuple[type["NotLoggedIn"], tuple[None]]:  # type: ignore[override]  # it has one argument
        return type(self), (None,)


class InsufficientPermission(MwClientError):
    """What this account may not do. Nothing was done.

    Attributes:
        code: the wiki's code; None if it was not asked.
        info: its reason.
    """

    def __init__(self, subject: object = None, code: str | None = None, info: str | None = None) -> None:
        self.code: str | None = code
        self.info: str | None = info
        super().__init__(subject, code, info)

    def __reduce__(self) -> tuple[type["InsufficientPermission"], tuple[str, str | None, str | None]]:
        return type(self), (str(self.args[0]), self.code, self.info)  # a page holds connections

    def __str__(self) -> str:
        why = shown(self.info) if self.info is not None else f"this account may not do that: {shown(str(self.args[0]))}"
        return f"{shown(self.code)}: {why}" if self.code is not None else why


class UserBlocked(InsufficientPermission):
    """The account is blocked: by whom, and why."""


class ProtectedPageError(EditError, InsufficientPermission):
    """A page that this account may not edit.

    Attributes:
        page: the page.
        code: the wiki's code; None if it was not asked.
        info: its reason.
    """

    def __init__(self, page: object, code: str | None = None, info: str | None = None) -> None:
        self.page: object = page
        InsufficientPermission.__init__(self, page, code, info)

    def __str__(self) -> str:
        return InsufficientPermission.__str__(self)


class FileExists(EditError):
    """There is such a file, and the upload is not to be put over it: `ignore=True` would.

    Attributes:
        file_name: its name.
        result: what the wiki answered: all its `warnings`, and the `filekey` under which it keeps the upload.
    """

    def __init__(self, file_name: str, result: "Mapping[str, Any] | None" = None) -> None:
        self.file_name: str = file_name
        self.result: Mapping[str, Any] | None = result
        super().__init__(file_name, result)

    def __str__(self) -> str:
        return f"the file {shown(self.file_name)!r} exists; ignore=True uploads over it"


class EmailError(MwClientError):
    """A mail that the wiki did not send: its code, and why."""

    def __str__(self) -> str:
        return ": ".join(shown(str(part)) for part in self.args)


class NoSpecifiedEmailError(EmailError):
    """The user takes no mail, or has no address: the name, and why."""


NoSpecifiedEmail = NoSpecifiedEmailError


class InvalidPageTitle(MwClientError):
    """A title that no page can have."""


class InvalidFileName(UploadRefused, InvalidPageTitle):
    """A name that the wiki gives no file; `filename` in `data` is as it should be, where the wiki says so."""


class SessionFileError(MwClientError):
    """A file of a saved session that others can read, that is of another wiki, or that is none."""


class InvalidResponse(MwClientError):
    """A reply that is not the API's.

    Attributes:
        url: where it came from, without the query string.
        status: the HTTP status.
        response_text: its first part.
    """

    after_sending: bool = False
    """Whether something else than the wiki may have answered what the wiki did."""

    cut: bool = False
    """Whether it is the wiki's own, and came in pieces."""

    of_another: bool = False
    """Whether it is the reply to another request."""

    def __init__(self, problem: str, *, url: str = "", status: int = 200, response_text: str = "") -> None:
        self.url: str = url
        self.status: int = status
        self.response_text: str = response_text[:_KEPT]
        start = _first_line(self.response_text)
        seen = f" It begins: {shown(start)}" if start else ""
        super().__init__(f"{shown(problem)} ({shown(url)}, HTTP {status}).{seen}" if url else problem)


class APIDisabledError(InvalidResponse):
    """The wiki has its API switched off."""


class WrongPath(InvalidResponse):
    """A web page where `api.php` was expected.

    Attributes:
        suggestion: the path that the page itself names, e.g. `/mediawiki/`; None if it names none.
    """

    suggestion: str | None = None


class _Response(NamedTuple):
    """What scripts look at in the `response` of a `requests.HTTPError`."""

    status_code: int
    url: str
    text: str


class HTTPStatusError(MwClientError):
    """A status other than 200, and no error of the API in it.

    It is a `requests.HTTPError` too where that library is imported: scripts for mwclient catch that.

    Attributes:
        status: the HTTP status.
        url: without the query string.
    """

    request: None = None

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        kind: Any = _of_requests() if cls is HTTPStatusError else None
        # Without the arguments, of which that library's base would read an `errno`.
        made: Self = super().__new__(cls) if kind is None else OSError.__new__(kind)
        return made

    def __init__(self, status: int, url: str, text: str = "") -> None:
        self.status: int = status
        self.url: str = url
        self._text = text[:_KEPT]
        start = _first_line(self._text)
        super().__init__(f"HTTP {status} from {shown(url)}" + (f": {shown(start)}" if start else ""))

    @property
    def response(self) -> _Response:
        """The answer as the library `requests` names its parts: `status_code`, `url`, `text`."""
        return _Response(self.status, self.url, self._text)

    def __reduce__(self) -> tuple[type["HTTPStatusError"], tuple[int, str, str]]:
        return HTTPStatusError, (self.status, self.url, self._text)


def _of_requests() -> type[HTTPStatusError] | None:
    """Give the class that is also the library's, if the script imported that."""
    theirs = getattr(sys.modules.get("requests"), "HTTPError", None)
    return None if theirs is None else _both(theirs)


@cache
def _both(theirs: type[Exception]) -> type[HTTPStatusError]:
    names = {"__module__": __name__, "__doc__": HTTPStatusError.__doc__, "__init__": HTTPStatusError.__init__}
    return type("HTTPStatusError", (HTTPStatusError, theirs), names)


class ConnectionFailed(MwClientError):
    """No connection to the wiki, or none that lasted to the end of the reply.

    Attributes:
        sent: the request may have reached the wiki.
        lasting: trying again would not help: no such address, a certificate that is not trusted.
    """

    def __init__(self, problem: str, *, sent: bool = True, lasting: bool = False) -> None:
        self.sent: bool = sent
        self.lasting: bool = lasting
        super().__init__(problem)

    def __reduce__(self) -> tuple[Callable[..., "ConnectionFailed"], tuple[str, bool, bool]]:
        return _connection_failed, (str(self), self.sent, self.lasting)


def _connection_failed(problem: str, sent: bool, lasting: bool) -> ConnectionFailed:  # for pickle
    return ConnectionFailed(problem, sent=sent, lasting=lasting)


class MaximumRetriesExceeded(MwClientError):
    """It was tried as often, or for as long, as the site may; the last failure is the cause (`__cause__`).

    Attributes:
        sleeper: how often it was tried; None after a pickle.
        call: what was tried: the script and the parameters, but for those that are secret.
    """

    def __init__(self, sleeper: Any, call: tuple[Any, ...]) -> None:
        self.sleeper: Any = sleeper
        self.call: tuple[Any, ...] = call
        super().__init__(sleeper, call)

    def __reduce__(self) -> tuple[type["MaximumRetriesExceeded"], tuple[None, tuple[Any, ...]]]:
        return type(self), (None, self.call)

    def __str__(self) -> str:
        tries = f"after {_counted(self.sleeper.retries)} " if self.sleeper is not None else ""
        cause = f": {self.__cause__}" if self.__cause__ is not None else ""
        return f"gave up {tries}{cause}".replace(" :", ":")


def _counted(tries: int) -> str:
    return "1 try" if tries == 1 else f"{tries} tries"


class WriteOutcomeUnknown(MwClientError):
    """A write whose answer was lost, where the wiki cannot tell whether it was done: it may have been, or may yet be.

    Look at the wiki before you repeat it: the page's history, the log. The cause (`__cause__`) is what went wrong.

    Attributes:
        module: the path of the module, e.g. `edit`.
        reason: what went wrong, as text.
        known: what the wiki said when it was asked, as text; empty if it was not.
    """

    def __init__(self, module: str, reason: object, known: str = "") -> None:
        self.module: str = module
        self.reason: str = str(reason)
        self.known: str = known
        super().__init__(module, self.reason, known)

    def __str__(self) -> str:
        known = f"; {shown(self.known, 600)}" if self.known else ""
        return f"{self.module}: whether it was done is not known: {shown(self.reason, 600)}{known}"


class ChecksumMismatch(MwClientError):
    """What the wiki put together of the pieces of an upload is not what was sent. It was not published.

    Attributes:
        sent: the SHA-1 of what was sent, in hexadecimal.
        found: that of what the wiki has.
    """

    def __init__(self, sent: str, found: str) -> None:
        self.sent: str = sent
        self.found: str = found
        super().__init__(sent, found)

    def __str__(self) -> str:
        return f"upload: the wiki has put together a file with the SHA-1 {shown(self.found)}, and {self.sent} was sent"


class NotLoaded(MwClientError):
    """An attribute of what the wiki has not told yet: not asked in async code, or private and without login."""


class NotRequested(AttributeError, MwClientError):
    """A field of a reply that the request did not ask for. The text names the parameter that brings it.

    `hasattr` is false for it, and `getattr` gives its default.
    """


class PageMissing(AttributeError, MwClientError):
    """A field of a page that does not exist here: missing, special, or on another wiki. `page.state` tells first.

    `hasattr` is false for it, and `getattr` gives its default.
    """


class PageInvalid(PageMissing):
    """A field of a page whose title cannot be one."""


class ContinuationError(MwClientError):
    """A listing whose cursor leads nowhere: it repeats, or brings nothing for ever."""


class InvalidCheckpoint(MwClientError, ValueError):
    """A text that no listing can be resumed with, or a listing of which none can be made."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"checkpoint: {shown(problem)}")
        self._problem = problem

    def __reduce__(self) -> tuple[type["InvalidCheckpoint"], tuple[str]]:
        return type(self), (self._problem,)


class EventLoopMismatch(MwClientError):
    """An async site that was used in another event loop before, where its connections and locks belong."""

    def __init__(self) -> None:
        super().__init__(
            "this site was used in another event loop: make one for each loop (each `asyncio.run`), "
            "or `await site.close()` before that loop ends"
        )

    def __reduce__(self) -> tuple[type["EventLoopMismatch"], tuple[()]]:
        return type(self), ()


class BindingMismatch(MwClientError, ImportError):
    """This runtime is too old or too new for that binding."""


class MediaWikiVersionError(MwClientError):
    """A version string that is not MediaWiki's."""


class APIWarning(UserWarning):
    """The wiki warned of something in a request that it did.

    Attributes:
        result: what the request gave, where a filter of `warnings` makes this an error: it was done all the same.
    """

    result: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args, {"result": without(self.result)}


class ReplyMismatch(InvalidResponse):
    """A reply of another form than its module is known to have, on a site with `Options(strict=True)`.

    Attributes:
        result: what the reply gave, with the raw value of what did not fit.
        module: the module's path.
        path: where in the result.
        value: what stood there.
    """

    def __init__(self, text: str, *, result: Any = None, module: str = "", path: str = "", value: Any = None) -> None:
        super().__init__(text)
        self.result = result
        self.module = module
        self.path = path
        self.value = value


class ResponseMismatch(UserWarning):
    """A reply of another form than its module is known to have. What it holds is kept.

    Attributes:
        result: what the reply gave, where a filter of `warnings` makes this an error.
    """

    result: Any = None
