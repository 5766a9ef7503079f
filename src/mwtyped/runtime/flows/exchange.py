"""One request of HTTP: the method, redirects, what is no reply of the API."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from ..errors import APIDisabledError, HTTPStatusError, InvalidResponse, MwClientError, ParameterError, WrongPath, shown
from ..reply import Unreadable, inside, loads
from ..secret import HiddenText, Secret, concealed, redacted, redacted_reply
from ..session import Session
from . import Answer, Flow, Send

if TYPE_CHECKING:
    from ..downloads import Sink

__all__ = ["exchange", "fetch", "json_reply", "module_of", "seconds_of"]

_LONGEST_QUERY = 7_000  # some servers refuse a URL of over 8 kB
_MOST_REDIRECTS = 5
_TELLING = frozenset({"error", "errors", "warnings"})
_WHY = frozenset({"reason", "message"})
_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_EDIT_URI = re.compile(r"""\brel=["']?EditURI\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref=["']?(?P<href>[^"'\s>]+)""", re.IGNORECASE)
_SWITCHED_OFF = b"MediaWiki API is not enabled"  # under HTTP 500, before MediaWiki 1.32
_SCRIPT_PATH = re.compile(r"^(?P<path>/(?:[^?#]{1,200}/)?)api\.php$")


def exchange(
    session: Session,
    params: Mapping[str, Any],
    *,
    post: bool,
    decode: Callable[[bytes], Any] = loads,
) -> Flow[tuple[Any, float | None]]:
    """Send parameters to `api.php`, once; give its decoded reply, errors of the API included, and its `Retry-After`."""
    url = session.endpoint.script("api")
    answer = yield from fetch(url, params, post=post)
    try:
        reply = _fit_to_be_told(json_reply(answer, decode), answer.secrets)
        return reply, seconds_of(answer.headers.get("retry-after"))
    except WrongPath as error:
        if error.suggestion is None:
            yield from _look_for_path(session, error)
        raise


def _fit_to_be_told(reply: Any, secrets: tuple[Secret, ...]) -> Any:
    """Take what was secret in the request from what becomes an error or a warning; hide tokens from debuggers."""
    if not isinstance(reply, dict):
        return redacted_reply(reply, secrets)
    for key in _TELLING & reply.keys():
        reply[key] = redacted_reply(reply[key], secrets)
    for path in ("login", "clientlogin"):
        if isinstance(outcome := reply.get(path), dict):
            outcome.update({key: redacted_reply(outcome[key], secrets) for key in _WHY & outcome.keys()})
            outcome.update(concealed(outcome))
    if isinstance(tokens := inside(reply, "query", "tokens"), dict):
        tokens.update(concealed(tokens))
    return reply


def fetch(
    url: str,
    params: Mapping[str, Any],
    *,
    post: bool,
    authorized: bool = True,
    own: bool = True,
    sink: "Sink | None" = None,
) -> Flow[Answer]:
    """Send one request and follow its redirects, as far as its body may go."""
    send = _described(url, params, post=post, authorized=authorized, own=own, sink=sink)
    answer = _with_secrets((yield send), send)
    for _ in range(_MOST_REDIRECTS):
        target = HiddenText(answer.headers.get("location", ""))  # it may repeat what was sent
        if answer.status not in (301, 302, 303, 307, 308) or not target:
            return answer
        following = _redirected(send, target, answer)
        if isinstance(following, InvalidResponse):
            raise following
        send = following
        answer = _with_secrets((yield send), send)
    raise InvalidResponse("too many redirects", url=url, status=answer.status)


def _with_secrets(answer: Answer, send: Send) -> Answer:
    return replace(answer, secrets=(*answer.secrets, *send.secrets)) if send.secrets else answer


def _described(
    url: str, params: Mapping[str, Any], *, post: bool, authorized: bool, own: bool, sink: "Sink | None"
) -> Send:
    texts = {name: value for name, value in params.items() if isinstance(value, str | Secret)}
    secrets = tuple(value for value in texts.values() if isinstance(value, Secret))
    encoded, parts = _encoded(texts), None  # refuses what is no text
    if len(texts) < len(params):
        encoded, parts = "", params
    # What is secret must not stand in a URL, which every log on its way has.
    is_get = not post and not secrets and parts is None and len(encoded) <= _LONGEST_QUERY
    return Send(
        "GET" if is_get else "POST",
        url,
        encoded,
        parts,
        own=own,
        authorized=authorized,
        module=module_of(params),
        sink=sink,
        secrets=secrets,
    )


def module_of(params: Mapping[str, Any]) -> str:
    """Name the module that is called by its path; the modules of a combined query stand one behind the other."""
    action = str(params.get("action", ""))
    if action != "query":
        return action
    names = "|".join(str(params[kind]) for kind in ("list", "prop", "meta") if params.get(kind))
    return f"query+{names}" if names else "query"


def _encoded(params: Mapping[str, Any]) -> str:
    try:
        return urlencode({name: _plain(value) for name, value in params.items()})
    except UnicodeEncodeError:
        pass  # it would show all parameters, as the context of another
    bad = next(name for name, value in params.items() if re.search("[\ud800-\udfff]", name + _plain(value)))
    module = str(params.get("action", "api"))
    raise ParameterError(module, bad, "holds a lone surrogate, which is no text that can be sent")


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _redirected(send: Send, location: str, answer: Answer) -> Send | InvalidResponse:
    """Follow with a GET; with a body go only to the same host, from http to https. Else give what is to be raised."""
    old = urlsplit(send.url)
    new = _address(send.url, location)
    if new is None:
        told = re.sub(r"//[^/@]*@", "//...@", redacted(location[:1_000], answer.secrets))
        return _not_followed(f"the wiki redirects to what is no address: {shown(told)!r}", send, answer)
    if old.scheme == "https" and new.scheme == "http":
        return _not_followed("the wiki redirects from https to http, which is not followed", send, answer)
    same_host = old.hostname == new.hostname
    same_server = same_host and (old.scheme != new.scheme or old.port == new.port)
    target = new.geturl()
    if send.method == "GET":
        encoded = "" if new.query else send.encoded  # most redirects repeat the query; some drop it
        return replace(send, url=target, encoded=encoded, own=send.own and same_server)
    if same_host and (old.scheme, new.scheme) == ("http", "https"):
        return replace(send, url=target)
    where = redacted(f"{new.scheme}://{new.netloc}", answer.secrets)
    return _not_followed(f"the wiki redirects to {where}, where a body is not sent; use that host", send, answer)


def _address(base: str, location: str) -> SplitResult | None:
    try:
        address = urlsplit(urljoin(base, location))
        is_host = bool(address.hostname) and address.port != 0
    except ValueError:
        return None
    # Who is named in an address would be sent in place of our own header.
    return address if address.scheme in ("http", "https") and is_host and "@" not in address.netloc else None


def _not_followed(problem: str, send: Send, answer: Answer) -> InvalidResponse:
    return InvalidResponse(problem, url=_bare(send.url), status=answer.status)


def json_reply(answer: Answer, decode: Callable[[bytes], Any] = loads) -> Any:
    """Decode the body of an API's reply.

    Raises:
        APIDisabledError: the wiki says so.
        WrongPath: a web page of the wiki, or none at all (404).
        HTTPStatusError: another status than 200 without an error of the API.
        InvalidResponse: no JSON.
    """
    is_api = answer.status == 200 or "mediawiki-api-error" in answer.headers
    why = ""
    if is_api:
        try:
            return decode(answer.body)
        except Unreadable as error:
            why = f": {error}"
        except ValueError:
            pass
    raise _no_reply(answer, why, is_api=is_api)


def _no_reply(answer: Answer, why: str, *, is_api: bool) -> MwClientError:
    error: InvalidResponse
    if answer.body.startswith(_SWITCHED_OFF):
        url, text = _bare(answer.url), answer.text
        return APIDisabledError("the wiki's API is switched off", url=url, status=answer.status, response_text=text)
    if answer.status == 404 or (answer.status == 200 and "html" in answer.headers.get("content-type", "")):
        error = _wrong_path(answer)
        error.after_sending = answer.status == 200
    elif is_api:
        error = InvalidResponse(
            f"the reply is not JSON{why}", url=answer.place, status=answer.status, response_text=answer.told
        )
        error.after_sending = True
    else:
        refused = HTTPStatusError(answer.status, answer.place, answer.told)
        refused.retry_after = seconds_of(answer.headers.get("retry-after"))
        return refused
    return error


def seconds_of(header: str | None) -> float | None:
    """Read a `Retry-After`: seconds, fractions of them too, or a date; None if it is neither."""
    if header is None:
        return None
    try:
        return float(header) if re.fullmatch(r"\s*\d+(\.\d+)?\s*", header) else _until(header)
    except (ValueError, OverflowError):
        return None


def _until(date: str) -> float:
    moment = parsedate_to_datetime(date)
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def _bare(url: str) -> str:
    return url.partition("?")[0]


def _wrong_path(answer: Answer) -> WrongPath:
    suggestion = _named_path(answer.text)
    problem = "no API at this address: a wrong `path`, a login page or a proxy in between"
    if suggestion is not None:
        problem = _named(suggestion, "the page there", answer.place)
    error = WrongPath(problem, url=answer.place, status=answer.status, response_text=answer.told)
    error.suggestion = suggestion
    return error


def _named(path: str, by: str, url: str | None) -> str:
    """Say what a page of the wiki names: another path, or the one that was asked."""
    if urlsplit(url or "").path.rpartition("/")[0] + "/" == path:
        return f"no API at this address, but {by} names this path: a wrong `ext`, a login page or a proxy in between"
    return f"no API at this address; {by} names path={path!r}"


def _named_path(page: str) -> str | None:
    """Find the path of `api.php` that a page of a MediaWiki names in its head."""
    for tag in _LINK.findall(page):
        href = _HREF.search(tag) if _EDIT_URI.search(tag) else None
        if href is not None:
            return _path_of(href["href"])
    return None


def _path_of(href: str) -> str | None:
    try:
        script = _SCRIPT_PATH.match(urlsplit(href).path)
    except ValueError:
        return None
    return script["path"] if script else None


def _look_for_path(session: Session, error: WrongPath) -> Flow[None]:
    """Ask the wiki's front page for the path, once, and raise with what it says."""
    root = session.endpoint.root + "/"
    try:
        answer = yield from fetch(root, {}, post=False)
    except MwClientError:
        return  # the first error says more
    if (path := _named_path(answer.text)) is not None:
        better = WrongPath(_named(path, "the wiki's front page", error.url), url=error.url, status=error.status)
        better.suggestion, better.after_sending = path, error.after_sending
        raise better from None
