"""The differences that are meant, each with its reason. One that does not occur any more fails the test."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from .outcome import Failed, Outcome

__all__ = ["DIFFERENCES", "DIFFERENCES_IN_ASYNC", "Difference"]

Pair = tuple[Outcome, Outcome]


class Difference(NamedTuple):
    """One difference that is meant."""

    name: str
    reason: str
    level: Callable[[Any, Outcome, Outcome], Pair]
    """Give both outcomes of a case without this difference; unchanged, where they do not show it."""
    methods: frozenset[str] | None = None
    """Those that may show it; None for all."""
    versions: frozenset[str] = frozenset({"1.43", "1.39"})
    """Of MediaWiki, where it occurs."""


def _both(change: Callable[[Any], Any]) -> Callable[[Any, Outcome, Outcome], Pair]:
    """Make the same change to both, where it changes anything in either."""
    return lambda case, theirs, ours: (
        theirs if isinstance(theirs, Failed) else change(theirs),
        ours if isinstance(ours, Failed) else change(ours),
    )


def _error(theirs: str | None, ours: str, text: str = "") -> Callable[[Any, Outcome, Outcome], Pair]:
    """Level an error of ours in place of a value, or of another error."""

    def level(case: Any, one: Outcome, other: Outcome) -> Pair:
        is_theirs = (one.name == theirs) if isinstance(one, Failed) else theirs is None
        return (other, other) if is_theirs and _is(other, ours) and text in other.text else (one, other)

    return level


def _crash(names: Iterable[str]) -> Callable[[Any, Outcome, Outcome], Pair]:
    """Level a crash of theirs in place of a value, or of an error that says what is wrong."""

    def level(case: Any, one: Outcome, other: Outcome) -> Pair:
        crashed = isinstance(one, Failed) and one.name in names
        return (
            (other, other)
            if crashed and (not isinstance(other, Failed) or _is(other, "MwClientError"))
            else (one, other)
        )

    return level


def _is(outcome: Outcome, name: str) -> bool:
    return isinstance(outcome, Failed) and name in outcome.classes


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _names(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    return ([row["*"] for row in theirs], ours) if _rows(theirs) and "*" in theirs[0] else (theirs, ours)


def _once(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    """Leave out of theirs a page that comes again, and keep of each what is most complete."""
    if not _rows(theirs) or "page_title" not in theirs[0]:
        return theirs, ours
    found = dict[Any, Any]()
    for row in theirs:
        known = found.setdefault(row["name"], row)
        if not known.get("imageinfo", True) and row.get("imageinfo"):
            found[row["name"]] = row
    return (list(found.values()) if len(found) < len(theirs) else theirs), ours


def _filled(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    """Give theirs the facts of files that ours have."""
    if not _rows(theirs) or len(theirs) != len(_rows(ours)):
        return theirs, ours
    return [
        {**one, "imageinfo": other["imageinfo"]} if one.get("imageinfo") == {} and "imageinfo" in other else one
        for one, other in zip(theirs, ours, strict=True)
    ], ours


def _with_mime(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    """Leave out what only our files of listings know."""
    if not any(row.get("imageinfo") for row in _rows(theirs)) or not _rows(ours):
        return theirs, ours
    return theirs, [
        {**row, "imageinfo": {key: value for key, value in row["imageinfo"].items() if key != "mime"}}
        if row.get("imageinfo")
        else row
        for row in ours
    ]


def _cursor(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    return (ours, ours) if not isinstance(theirs, Failed) and _is(ours, "ContinuationError") else (theirs, ours)


def _without(*keys: str) -> Callable[[Any, Outcome, Outcome], Pair]:
    """Leave keys out of our rows that theirs do not have."""

    def level(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
        if not _rows(theirs) or not _rows(ours):
            return theirs, ours
        more = [key for key in keys if key not in theirs[0]]
        return theirs, [{key: value for key, value in row.items() if key not in more} for row in ours]

    return level


def _without_diff(value: Any) -> Any:
    return [{key: inner for key, inner in row.items() if key != "diff"} for row in _rows(value)]


def _as_asked(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    if not _rows(theirs) or "revid" not in theirs[0]:
        return theirs, ours
    asked = [int(revid) for revid in case.arguments["revids"]]
    return sorted(theirs, key=lambda row: asked.index(row["revid"])), ours


def _shapes(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    """Compare what is random by its form; theirs goes on for ever."""

    def shape(value: Outcome) -> Outcome:
        return [sorted(row) for row in value] if _rows(value) else value

    most = case.arguments.get("max_items", case.arguments.get("limit", 20))
    return shape(theirs[:most] if _rows(theirs) else theirs), shape(ours)


def _one_value(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    split = any("|" in str(user) for user in case.arguments["users"])
    return (ours, ours) if split and [row.get("invalid") for row in _rows(ours)] == [""] else (theirs, ours)


def _class(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    if case.key == "list.guess_namespace":
        return (ours, ours) if theirs == 0 else (theirs, ours)
    is_kind = isinstance(theirs, dict) and isinstance(ours, dict) and theirs.get("class") == "Page"
    if is_kind and ours.get("class") in ("Category", "Image"):
        own = {"class": theirs["class"]}
        return theirs, {key: value for key, value in ours.items() if not key.startswith("image")} | own
    return theirs, ours


def _titles(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    is_two = isinstance(theirs, dict) and ("'a|b'" in str(case) or "'c|f.txt'" in str(case))
    return (ours, ours) if is_two and _is(ours, "InvalidPageTitle") else (theirs, ours)


_UPLOADS = frozenset({"site.upload", "site.chunk_upload"})
_TOKEN, _NOTE = re.compile(r"^[0-9a-f]{32,}\+\\$"), re.compile(r"\s*<!--.*?-->", re.DOTALL)


def _token(value: Any) -> Any:
    return _TOKEN.sub(r"a token+\\", value) if isinstance(value, str) else value


def _html(value: Any) -> Any:
    """Leave out of HTML, which stands under `*`, what the wiki notes in it for its developers."""
    if isinstance(value, dict):
        return {
            key: _NOTE.sub("", inner).strip() if key == "*" and isinstance(inner, str) else _html(inner)
            for key, inner in value.items()
        }
    return [_html(inner) for inner in value] if isinstance(value, list) else value


def _page_repr(value: Any) -> Any:
    return re.sub(r" object .* for <.*", "", value, flags=re.DOTALL) if isinstance(value, str) else value


def _links_of_redirect(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    asked = case.arguments.get("redirects") and case.arguments.get("generator") is False
    return (ours, ours) if asked and theirs == [] and isinstance(ours, list) else (theirs, ours)


def _false(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    return (ours, ours) if re.search("edit (old 3|new 5) by|(createonly|nocreate)=False", str(case)) else (theirs, ours)


def _based(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    if _is(ours, "PageDeleted") and not isinstance(theirs, Failed):
        return ours, ours
    return (ours, ours) if re.search("edit new (21|22) by.*state", str(case)) else (theirs, ours)


def _no_file(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    if _is(ours, "ParameterError") and case.arguments.get("oldimage"):
        return ours, ours
    return (ours, ours) if re.search("admin: delete 31.*state", str(case)) else (theirs, ours)


def _fresh(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    return (ours, ours) if "kept" in str(case) and not isinstance(theirs, Failed) else (theirs, ours)


def _mail(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    wrong = isinstance(theirs, dict) or (isinstance(theirs, Failed) and theirs.name == "TypeError")
    return (ours, ours) if wrong and _is(ours, "EmailError") else (theirs, ours)


def _without_userinfo(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    query = theirs.get("query") if isinstance(theirs, dict) else None
    if not isinstance(query, dict) or "userinfo" not in query:
        return theirs, ours
    asked = {key: value for key, value in query.items() if key != "userinfo"}
    found = {**theirs, "query": asked} if asked else {key: value for key, value in theirs.items() if key != "query"}
    if "continue" in found:
        found["continue"] = {key: str(value).replace("||userinfo", "||") for key, value in found["continue"].items()}
    return found, ours


def _without_html(value: Any) -> Any:
    """Leave out of a reply to an upload what it says in HTML."""
    if isinstance(value, dict):
        return {key: _without_html(inner) for key, inner in value.items() if key != "html"}
    return value


def _of_large(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    if isinstance(theirs, Failed):
        return theirs, ours
    if "upload" in theirs:
        return theirs["upload"], ours
    warnings = theirs.get("warnings", {})
    if theirs["result"] == "Warning" and isinstance(ours, dict) and set(warnings) < set(ours.get("warnings", {})):
        return {**theirs, "warnings": ours["warnings"]}, ours
    is_taken = "exists" in warnings and _is(ours, "FileExists") and case.key == "site.upload"
    return (ours, ours) if is_taken else (theirs, ours)


def _comment(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    """Give the page that theirs left empty the text of ours, which is the comment."""
    if "upload" not in str(case):
        return theirs, ours
    if isinstance(theirs, dict) and theirs.get("length") == 0 and isinstance(ours, dict):
        return {**theirs, "length": ours["length"]}, ours
    if not isinstance(theirs, list) or not theirs[0] or not ours[0]:
        return theirs, ours
    (one, *others), (other, *_) = theirs[0], ours[0]
    texts = one["slots"]["main"]["*"], other["slots"]["main"]["*"]
    same = [{**one, "slots": other["slots"]}, *others]
    return ([same, *theirs[1:]] if texts == ("", other["comment"]) else theirs), ours


def _sources(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    is_new = re.search("upload (small|large) (bytes|pipe): ", str(case))
    return (ours, ours) if is_new and not isinstance(ours, Failed) else (theirs, ours)


def _of_login(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    if isinstance(theirs, Failed):
        return theirs, ours
    names = ("logged_in", "hasmsg", *(("username", "groups", "rights") if "login" in str(case) else ()))
    return {**theirs, **{name: ours[name] for name in names}}, ours


def _again(case: Any, theirs: Outcome, ours: Outcome) -> Pair:
    return (ours, ours) if case.of[0] in ("Pages", "Categories", "Images") else (theirs, ours)


def _codes(value: Any) -> Any:
    """Leave of errors within a result their codes."""
    if isinstance(value, dict):
        is_error = "code" in value and ("message" in value or "text" in value)
        return {"code": value["code"]} if is_error else {key: _codes(inner) for key, inner in value.items()}
    return [_codes(inner) for inner in value] if isinstance(value, list) else value


_OF_SESSIONS: list[Difference] = [
    Difference("tokens", "each session has its own", _both(_token), frozenset({"site.get_token", "page.get_token"})),
    Difference(
        "remarks",
        "the wiki notes in its HTML how long it took, and whether it was kept",
        _both(_html),
        frozenset({"site.parse", "page.revisions"}),
    ),
    Difference(
        "random",
        "random pages are compared by their form; ours end at `limit`, theirs never",
        _shapes,
        frozenset({"site.random"}),
    ),
]
"""What no two sessions have the same."""

DIFFERENCES: list[Difference] = [
    *_OF_SESSIONS,
    Difference(
        "unknown value",
        "of a value that the wiki does not know among several it warns, and ignores it: the reference gives all, or "
        "rows without what was asked for; ours is an APIError",
        _error(None, "UnrecognizedParameter"),
    ),
    Difference("names", "categories are given by name, as documented", _names, frozenset({"site.allcategories"})),
    Difference(
        "files as items",
        "the reference looks for a key `timestamp|url` and dies of it",
        _crash(["KeyError"]),
        frozenset({"site.allimages"}),
    ),
    Difference("once", "a page comes once, and complete, while its props continue", _once),
    Difference("mime", "files of a listing know their MIME type too, as those by name do", _with_mime),
    Difference(
        "facts of files",
        "with keys of an earlier continuation the wiki leaves out those of some files; the reference sends them along",
        _filled,
    ),
    Difference(
        "cursor that repeats",
        "MediaWiki's alllinks goes in a circle on SQLite; the reference never ends",
        _cursor,
        frozenset({"site.alllinks"}),
        frozenset({"1.43"}),
    ),
    Difference(
        "revisions by number",
        "they come in the order asked, where theirs come by page",
        _as_asked,
        frozenset({"site.revisions"}),
    ),
    Difference("diff", "`diffto='prev'` is the default of 0.9", _without("diff"), frozenset({"site.revisions"})),
    Difference(
        "ids", "each revision says its number", _without("diff", "revid", "parentid"), frozenset({"site.revisions"})
    ),
    Difference(
        "revisions without a time",
        "the reference dies where `timestamp` was not asked for",
        _crash(["KeyError"]),
        frozenset({"site.revisions"}),
    ),
    Difference("one name", "a name with `|` in it is one name", _one_value, frozenset({"site.users"})),
    Difference(
        "class",
        "a namespace is known in any spelling",
        _class,
        frozenset({"page.attributes", "list.guess_namespace"}),
    ),
    Difference(
        "two titles",
        "`a|b` is no title; the reference takes the first of two",
        _titles,
        frozenset({"page.attributes", "page.edit", "site.upload"}),
    ),
    Difference(
        "no page",
        "the reference dies where the reply has no page: no title, another wiki's, number 0",
        _crash(["KeyError", "AttributeError"]),
        frozenset({"page.attributes", "page.edit", "page.redirects_to", "page.resolve_redirect", "list.get"}),
    ),
    Difference(
        "no text",
        "the reference dies of a section or a slot that there is none of",
        _crash(["KeyError"]),
        frozenset({"page.text"}),
    ),
    Difference(
        "several namespaces",
        "of a list that takes one namespace they are asked for one after the other",
        lambda case, theirs, ours: (
            (ours, ours)
            if _is(theirs, "APIError") and case.arguments.get("namespace") in ("0|1", "*")
            else (theirs, ours)
        ),
        frozenset({"site.allpages", "site.alllinks"}),
    ),
    Difference(
        "empty text",
        "the reference has the wiki expand the empty text of a page, which it refuses",
        lambda case, theirs, ours: (ours, ours) if _is(theirs, "APIError") and ours == "" else (theirs, ours),
        frozenset({"page.text"}),
    ),
    Difference(
        "False",
        "False is not sent; the reference sends the word, which the wiki takes for true",
        _false,
        frozenset({"page.edit", "page.state"}),
    ),
    Difference(
        "base of a page that is gone",
        "a text made from a revision is not saved on a page that is not there; the wiki makes it anew",
        _based,
        frozenset({"page.edit", "page.state"}),
    ),
    Difference(
        "old version of no file",
        "of a page that is no file the wiki takes no notice of `oldimage`, and deletes the page",
        _no_file,
        frozenset({"page.delete", "page.state"}),
    ),
    Difference("own token", "the reference takes none", _crash(["TypeError"]), frozenset({"page.edit"})),
    Difference(
        "fresh",
        "after a write the page is as the wiki is",
        _fresh,
        frozenset({"page.text", "page.attributes", "page.download"}),
    ),
    Difference(
        "newer codes",
        "`customcssprotected` and the like are the newer names of `customcssjsprotected`, which the reference knows",
        _error("APIError", "ProtectedPageError", "customcssprotected"),
        frozenset({"page.edit"}),
    ),
    Difference(
        "refusals",
        "a block, and what is protected, are told as any refusal is; the reference looks at rights alone",
        _error("APIError", "InsufficientPermission"),
        frozenset({"page.move", "page.delete", "site.upload"}),
    ),
    Difference(
        "words of files",
        "what the wiki says of a file of the same name comes as text, and not as HTML",
        _both(_without_html),
        _UPLOADS,
    ),
    Difference(
        "large uploads",
        "give what small ones give; the reference gives the whole reply, one of all warnings, and no FileExists",
        _of_large,
        _UPLOADS,
    ),
    Difference(
        "comment as text",
        "the comment is the text of a new page too, as documented; the reference leaves the page empty",
        _comment,
        frozenset({"page.attributes", "page.state"}),
    ),
    Difference(
        "bytes and pipes",
        "the reference takes bytes for a path, and cannot send what cannot seek",
        _sources,
        frozenset({"site.upload", "page.attributes", "page.download", "page.state"}),
    ),
    Difference(
        "changed names",
        "of a title that cannot be, the wiki makes the name of a file that can, and warns",
        lambda case, theirs, ours: (
            (ours, ours) if _is(theirs, "InvalidPageTitle") and isinstance(ours, dict) else (theirs, ours)
        ),
        frozenset({"site.upload"}),
    ),
    Difference(
        "no file",
        "there is nothing to download; the reference dies",
        _error("KeyError", "FileNotFoundError"),
        frozenset({"page.download"}),
    ),
    Difference(
        "mail",
        "the reference takes a failure for a success, and dies of an error",
        _mail,
        frozenset({"site.email"}),
    ),
    Difference(
        "userinfo",
        "a query has what was asked for; the reference asks each time who it is",
        _without_userinfo,
        frozenset({"site.api", "site.post", "site.get"}),
    ),
    Difference(
        "no such extension",
        "is said; the reference dies",
        _crash(["KeyError"]),
        frozenset({"site.checkuserlog"}),
    ),
    Difference(
        "logged in",
        "a site knows who it is, after `clientlogin` too; the reference goes by each reply, which may not say it",
        _of_login,
        frozenset({"site.attributes"}),
    ),
    Difference(
        "second loop",
        "over all pages begins with the first; the reference goes on where the loop before stopped",
        _again,
        frozenset({"list.iterated"}),
    ),
    Difference(
        "nothing to log in with",
        "is an error, and not no login",
        _error(None, "LoginError"),
        frozenset({"site.clientlogin"}),
    ),
    Difference(
        "max_lag",
        "is a number, not a text",
        lambda case, theirs, ours: (
            ({**theirs, "max_lag": int(theirs["max_lag"])} if isinstance(theirs, dict) else theirs),
            ours,
        ),
        frozenset({"site.attributes"}),
    ),
    Difference(
        "messages",
        "what could not be moved is told in words, and not as the key of a message",
        _both(_codes),
        frozenset({"page.move"}),
    ),
    Difference(
        "own name",
        "templates are expanded as on their page, not as on one called API",
        lambda case, theirs, ours: (ours, ours) if theirs == "API" else (theirs, ours),
        frozenset({"page.text"}),
    ),
    Difference(
        "no title",
        "the reference dies of an empty text",
        _crash(["IndexError"]),
        frozenset({"page.strip_namespace", "page.normalize_title"}),
    ),
    Difference(
        "links of a redirect",
        "the reference finds no page, for the reply has the target's",
        _links_of_redirect,
        frozenset({"page.links"}),
    ),
    Difference(
        "repr",
        "a site shows itself otherwise; a page that was not asked for, as it was named",
        _both(_page_repr),
        frozenset({"page.repr"}),
    ),
]
"""Of ours from mwclient."""

DIFFERENCES_IN_ASYNC: list[Difference] = [
    *_OF_SESSIONS,
    Difference(
        "differences kept",
        "the wiki makes a few a request, and keeps them for who asks next",
        _both(_without_diff),
        frozenset({"site.revisions"}),
    ),
    Difference(
        "names of classes",
        "a page of an `AsyncSite` is an `AsyncPage`",
        _both(lambda value: value.replace("<Async", "<") if isinstance(value, str) else value),
        frozenset({"page.repr"}),
    ),
    Difference(
        "nobody loaded",
        "who one is after a login that failed, sync code asks when it is wanted; in async code no attribute asks",
        _error(None, "NotLoaded", "who one is"),
        frozenset({"site.attributes"}),
    ),
]
"""Of ours in async code from ours in sync code."""
