# Derived from tests/live/_async/test_view.py by codegen/twin.py. Do not edit.
"""Results read as mwclient's dictionaries do: each call against the wiki's own reply of format version 1."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

import pytest

from mwtyped import Site, mediawiki
from mwtyped.mediawiki import (
    AllCategories,
    AllDeletedRevisions,
    AllImages,
    AllMessages,
    AllRevisions,
    AllUsers,
    Backlinks,
    Blocks,
    Categories,
    CategoryInfo,
    CategoryMembers,
    Compare,
    Contributors,
    DuplicateFiles,
    ExpandTemplates,
    ExtLinks,
    ExtUrlUsage,
    FileRepoInfo,
    FileUsage,
    ImageInfo,
    Images,
    Info,
    IWBacklinks,
    IWLinks,
    LangBacklinks,
    LangLinks,
    Links,
    LinksHere,
    LogEvents,
    PageProps,
    Pages,
    PagesWithProp,
    ParamInfo,
    Parse,
    PrefixSearch,
    ProtectedTitles,
    QueryPage,
    RecentChanges,
    Redirects,
    Revisions,
    Search,
    SiteInfo,
    Tags,
    TemplateData,
    Templates,
    UserContribs,
    UserInfo,
    Users,
    Watchlist,
)

from ...wiki import Wiki
from ..oracle import Oracle


def every(request_class: Any, field: str, *, but: Iterable[str] = ()) -> Any:
    """List the values that a field takes."""

    def values(annotation: Any) -> list[str]:
        if get_origin(annotation) is Literal:
            return list(get_args(annotation))
        return [value for part in get_args(annotation) for value in values(part)]

    found = [value for value in values(request_class.model_fields[field].annotation) if value not in {*but, "*"}]
    assert found
    return found


SOME = [
    "Berlin",
    "Albert Einstein",
    "Main Page",
    "API",
    "Relativity",
    "Template:Stub",
    "Template:Foobar",
    "Category:Physics",
    "Category:Stubs",
    "File:Albert Einstein Head.jpg",
    "Protected page",
    "User:Alice",
    "No such page",
    "A<B",
    "Special:Version",
]


def of_pages(*props: Any) -> Any:
    return Pages(titles=SOME, props=props)


REVISION_PROPS = every(Revisions, "prop", but=["parsetree"])
CASES: dict[str, Any] = {
    "allcategories": AllCategories(prop=every(AllCategories, "prop")),
    "alldeletedrevisions": AllDeletedRevisions(prop=REVISION_PROPS, slots=["main"]),
    "allimages": AllImages(prop=every(AllImages, "prop")),
    "allrevisions": AllRevisions(prop=REVISION_PROPS, slots=["main"], limit=30),
    "allusers": AllUsers(prop=every(AllUsers, "prop")),
    "backlinks": Backlinks(title="Berlin", redirect=True),
    "blocks": Blocks(prop=every(Blocks, "prop")),
    "categorymembers": CategoryMembers(title="Category:Physics", prop=every(CategoryMembers, "prop")),
    "exturlusage": ExtUrlUsage(prop=every(ExtUrlUsage, "prop"), limit=5),
    "iwbacklinks": IWBacklinks(prefix="wikibooks", prop=every(IWBacklinks, "prop")),
    "langbacklinks": LangBacklinks(lang="fr", prop=every(LangBacklinks, "prop")),
    "logevents": LogEvents(prop=every(LogEvents, "prop")),
    "pageswithprop": PagesWithProp(propname="displaytitle", prop=every(PagesWithProp, "prop")),
    "prefixsearch": PrefixSearch(search="b"),
    "protectedtitles": ProtectedTitles(prop=every(ProtectedTitles, "prop")),
    "querypage": QueryPage(page="Listredirects"),
    "recentchanges": RecentChanges(prop=every(RecentChanges, "prop"), limit=50),
    "search": Search(search="Berlin", what="text"),
    "tags": Tags(prop=every(Tags, "prop")),
    "usercontribs": UserContribs(user=["Alice"], prop=every(UserContribs, "prop")),
    "users": Users(users=["Alice", "No such user", "192.0.2.5"], prop=every(Users, "prop")),
    "watchlist": Watchlist(prop=every(Watchlist, "prop")),
    "categories": of_pages(Categories(prop=every(Categories, "prop"))),
    "categoryinfo": of_pages(CategoryInfo()),
    "contributors": of_pages(Contributors()),
    "extlinks": of_pages(ExtLinks()),
    "files": of_pages(Images(), FileUsage(prop=every(FileUsage, "prop")), DuplicateFiles()),
    "imageinfo": of_pages(ImageInfo(prop=every(ImageInfo, "prop", but=["uploadwarning"]))),
    "info": of_pages(Info(prop=every(Info, "prop", but=["preloadcontent", "editintro", "preload", "readable"]))),
    "iwlinks": of_pages(IWLinks(prop=every(IWLinks, "prop"))),
    "langlinks": of_pages(LangLinks(prop=every(LangLinks, "prop"))),
    "links": of_pages(Links(), LinksHere(prop=every(LinksHere, "prop"))),
    "pageprops": of_pages(PageProps(), Redirects(prop=every(Redirects, "prop")), Templates()),
    "revisions": of_pages(Revisions(prop=REVISION_PROPS, slots=["main"])),
    "missing by id": Pages(pageids=[1, 999999]),
    "allmessages": AllMessages(messages=["aboutsite", "no-such-message"], prop=["default"]),
    "filerepoinfo": FileRepoInfo(),
    "siteinfo": SiteInfo(prop=every(SiteInfo, "prop", but=["dbrepllag", "statistics"])),
    "userinfo": UserInfo(prop=every(UserInfo, "prop", but=["preferencestoken"])),
    "compare": Compare(fromtitle="Berlin", totitle="API", prop=every(Compare, "prop"), slots=["main"]),
    "compare, as of old": Compare(fromtitle="Berlin", totitle="API"),
    "expandtemplates": ExpandTemplates(
        text="{{Stub}} [[Category:X]] {{DEFAULTSORT:z}}", prop=every(ExpandTemplates, "prop")
    ),
    "paraminfo": ParamInfo(modules=["edit", "query+revisions"], helpformat="none"),
    "parse": Parse(
        page="Berlin",
        prop=every(Parse, "prop", but=["headhtml", "limitreportdata", "limitreporthtml"]),
        disablelimitreport=True,
    ),
    "templatedata": TemplateData(titles=["Template:Foobar", "Template:Stub"], includeMissingTitles=True),
}
VOLATILE = {"time", "timestamp of this reply"}


def as_the_reference(value: Any) -> Any:
    """Give what mwclient gives of a reply of version 1: timestamps parsed; what is no one's concern is left out."""
    if isinstance(value, Mapping):
        return {key: _entry(key, inner) for key, inner in value.items() if key not in VOLATILE}
    return [as_the_reference(inner) for inner in value] if isinstance(value, list) else value


def _entry(key: str, value: Any) -> Any:
    if key == "timestamp" and isinstance(value, str) and value.endswith("Z"):
        return time.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
    return as_the_reference(value)


def differences(true: Any, ours: Any, path: str = "") -> list[str]:
    """List the paths at which two values differ."""
    if isinstance(true, Mapping) and isinstance(ours, Mapping):
        here = [f"{path}: {set(true) ^ set(ours)}"] if set(true) != set(ours) else []
        return here + [
            found for key in true if key in ours for found in differences(true[key], ours[key], f"{path}.{key}")
        ]
    if isinstance(true, list) and isinstance(ours, list):
        here = [f"{path}: {len(true)} against {len(ours)}"] if len(true) != len(ours) else []
        return here + [found for pair in zip(true, ours, strict=False) for found in differences(*pair, f"{path}[]")]
    if not true and not ours and {type(true), type(ours)} == {list, dict}:
        return []  # PHP has one empty array for both, and version 1 shows it as a list
    return [] if (type(true), true) == (type(ours), ours) else [f"{path}: {true!r} against {ours!r}"]


def result_of(request: Any, reply: Any) -> Any:
    """Find what a request asked for in a reply of version 1."""
    if isinstance(request, Pages):
        return sorted(reply["query"]["pages"].values(), key=_place)
    found = reply
    for key in request.facts.result or request.facts.path.split("+"):
        found = found.get(key, reply)
    return reply["query"] if request.facts.path == "query+allmessages" else found  # a list, where others are objects


def _place(page: Mapping[str, Any]) -> tuple[int, str]:
    return page.get("pageid", 0), page.get("title", "")


def plain(request: Any, result: Any) -> Any:
    if isinstance(request, Pages):
        return sorted((page.to_dict() for page in result), key=_place)
    if isinstance(result, Sequence):
        return [item.to_dict() for item in result]
    return result.to_dict()


def fill(oracle: Oracle) -> None:
    """Protect a title and watch a page, as the administrator who is asked later."""
    tokens = oracle.ask(action="query", meta="tokens", type="csrf|watch")["query"]["tokens"]
    oracle.ask(action="watch", titles="Berlin|API", token=tokens["watchtoken"])
    oracle.ask(action="protect", title="Not to be made", protections="create=sysop", token=tokens["csrftoken"])


@pytest.mark.filterwarnings("ignore::mwtyped.APIWarning")
@pytest.mark.parametrize("name", CASES)
def test_a_result_reads_as_format_version_1(wiki: Wiki, oracle: Oracle, name: str) -> None:
    account, request = wiki.accounts["admin"], CASES[name]
    if name in {"protectedtitles", "watchlist"}:
        fill(oracle)
    with Site(wiki.url, max_lag=None) as site:
        site.login(account.bot_name, account.bot_password)

        ours = plain(request, site.send(request))

    reply = oracle.ask(**request.call())
    for key in ("batchcomplete", "warnings"):
        reply.pop(key, None)
    true = as_the_reference(result_of(request, reply))
    ours = as_the_reference(
        {key: value for key, value in ours.items() if key not in {"batchcomplete", "warnings"}}
        if isinstance(ours, dict)
        else ours
    )
    assert true
    assert differences(true, ours) == []


def test_every_list_and_prop_that_has_exceptions_is_tried() -> None:
    from mwtyped.mediawiki.registry import REQUESTS

    tried = {request.facts.path for request in CASES.values()} | {
        prop.facts.path for request in CASES.values() if isinstance(request, Pages) for prop in request.props or ()
    }
    having = {
        path
        for path, (_, class_name) in REQUESTS.items()
        if path.startswith("query+") and getattr(mediawiki, class_name).facts.view
    }
    hard_to_make = {"query+deletedrevs", "query+deletedrevisions", "query+oath", "query+stashimageinfo"}

    assert having - tried <= hard_to_make
