"""What is read: methods and their arguments, as data."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import product
from typing import Any, NamedTuple

__all__ = ["CASES", "Case"]

Arguments = Mapping[str, Any]


class Case(NamedTuple):
    """One call: `site.allpages(prefix='B')`, or `site.pages['Berlin'].links()`."""

    method: str
    """Of the site or of the page; `attributes` reads all of a page's, `iterated` iterates it."""
    arguments: Arguments
    of: tuple[str, str | int | None] | None = None
    """The page: the site's attribute, and the key in it, None for all of its pages; None for the site itself."""
    who: str = "admin"

    @property
    def key(self) -> str:
        """Whose method it is, and its name."""
        whose = "site" if self.of is None else "list" if self.of[1] is None else "page"
        return f"{whose}.{self.method}"

    def __str__(self) -> str:
        page = "" if self.of is None else f".{self.of[0]}" + (f"[{self.of[1]!r}]" if self.of[1] is not None else "")
        given = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.who}: site{page}.{self.method}({given})"


def grid(**choices: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Give all combinations of values; None is not passed."""
    for values in product(*choices.values()):
        yield {name: value for name, value in zip(choices, values, strict=True) if value is not None}


def each(**choices: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Give each value alone."""
    for name, values in choices.items():
        for value in values:
            yield {name: value}


def with_each(variants: Iterable[Arguments], *more: Arguments) -> Iterator[Arguments]:
    """Add arguments to each of the variants in turn."""
    for variant in variants:
        for other in more:
            yield {**variant, **other}


_BOTH = ({"generator": True}, {"generator": False})
_SIZES: list[Arguments] = [
    {"limit": 3},
    {"api_chunk_size": "3"},
    {"max_items": 0},
    {"max_items": 5},
    {"max_items": 5, "api_chunk_size": 2},
    {"max_items": 2, "api_chunk_size": 5},
    {"limit": 2, "max_items": 3},
    {"api_chunk_size": 0},
    {"api_chunk_size": -1},
    {"api_chunk_size": "many"},
]
_ALL_SIZES: list[Arguments] = [
    *_SIZES,
    {"limit": "3"},
    {"limit": 0},
    {"limit": -1},
    {"limit": 2, "api_chunk_size": 4},
    {"limit": 99999},
    {"api_chunk_size": "max"},
    {"api_chunk_size": 499},
    {"max_items": 1},
    {"max_items": 600},
]

_EARLY, _LATE = "2026-01-05T09:00:00Z", "2026-01-05T11:30:00Z"
_TIMES: list[Arguments] = [
    {"start": _LATE},
    {"end": _EARLY},
    {"start": _LATE, "end": _EARLY},
    {"start": _EARLY, "dir": "newer"},
    {"start": _EARLY, "end": _LATE, "dir": "newer"},
    {"dir": "newer"},
    {"dir": "older"},
    {"start": "20260105113000"},
    {"start": "2026-01-05 11:30:00"},
    {"start": "2026-01-05T11:30:00"},
    {"start": "1767612600"},
    {"start": 20260105113000},
    {"start": "now"},
    {"start": "yesterday"},
    {"start": "no time"},
    {"start": _EARLY, "end": _LATE, "dir": "older"},
    {"dir": "sideways"},
]
_NAMESPACES: list[Any] = [0, 1, 4, 6, 14, "0", "1", "0|1", "14|2", "*"]
_LISTS_OF_NAMESPACES: list[Any] = [99, "99", "nonsense", "0|nonsense", "", -1]


def _some(method: str, *variants: Iterable[Arguments], who: str = "admin", **always: Any) -> Iterator[Case]:
    for arguments in (arguments for part in variants for arguments in part):
        yield Case(method, {**always, **arguments}, who=who)


def _raw() -> Iterator[Case]:
    query: Arguments = {"action": "query", "titles": "Berlin", "prop": "info"}
    calls: list[Arguments] = [
        query,
        {**query, "format": "xml"},
        {"action": "query", "list": "allpages", "aplimit": "2"},
        {"action": "query", "list": "nonsense"},
        {"action": "nonsense"},
        {"action": "edit", "title": "Raw", "text": "x"},
        {"action": "parse", "page": "No such page"},
    ]
    yield from _some("api", with_each(calls, *each(http_method=["GET", "POST"])))
    yield from _some("raw_api", with_each(calls, *grid(http_method=["GET", "POST"], retry_on_error=[True, False])))
    for given in grid(http_method=[None, "GET"], retry_on_error=[None, False]):
        yield from _some(
            "raw_call",
            with_each([{"script": "api", "data": {"format": "json", **call}} for call in calls], given),
            with_each(each(script=["index", "nonsense"]), {"data": {"action": "raw", "title": "Berlin"}, **given}),
            with_each(each(script=["load"]), {"data": {"modules": "nonsense", "only": "styles"}, **given}),
        )
    pages = ["Berlin", "No such page", "Special:Nonsense", "[", "Module:Hello", "日本語"]
    yield from _some("raw_index", grid(action=["raw"], http_method=[None, "GET", "POST"], title=pages))
    yield from _some("raw_index", grid(action=["raw"], title=["Berlin"], section=[0, 1, 99], oldid=[None, 5, 99999]))


def _site() -> Iterator[Case]:
    one_namespace = [0, 1, 2, 4, 6, 8, 10, 14, "0", "14", *["0|1", "*", 99, "nonsense", "", -1, "1.5"]]
    yield from _some(
        "allpages",
        with_each(
            [
                {},
                *each(
                    prefix=["B", "b", "Berlin ", "Berlin_", "Ç", "🦄", "nothing so", "", "Star*"],
                    start=["M", "m", "Station 10", "Station_10", "[", "a|b"],
                    end=["B", "Berlin"],
                ),
                *with_each(
                    each(
                        namespace=one_namespace,
                        filterredir=["all", "redirects", "nonredirects", "sometimes"],
                        minsize=[0, 50, "50", "much", -1],
                        maxsize=[0, 50, "50"],
                        prtype=["edit", "move", "upload", "edit|move", "nonsense"],
                        prlevel=["sysop"],
                        filterlanglinks=["all", "withlanglinks", "withoutlanglinks", "x"],
                        dir=["ascending", "descending", "sideways"],
                    ),
                    {"prefix": "B"},
                ),
                *grid(prtype=["edit"], prlevel=["sysop", "autoconfirmed", "sysop|autoconfirmed", "nonsense", ""]),
                *grid(start=["B"], end=["C"], dir=["ascending"]),
                *grid(start=["C"], end=["B"], dir=["descending"]),
                *grid(prefix=["Ber"], filterredir=["redirects", "nonredirects"], maxsize=[100], dir=["descending"]),
                *grid(namespace=[1, "10"], prefix=["B", "N"], dir=["ascending", "descending"]),
                *with_each([{"prefix": "B"}], *_ALL_SIZES),
            ],
            *_BOTH,
        ),
    )
    yield from _some(
        "allcategories",
        with_each(
            [
                {},
                *grid(prefix=[None, "P", "p", "nothing so"], dir=[None, "ascending", "descending", "sideways"]),
                *each(start=["P", "Foo", "T"], end=["F", "Science"]),
                *grid(start=["C"], end=["P"]),
                *_SIZES,
            ],
            *_BOTH,
        ),
    )
    yield from _some(
        "allimages",
        with_each(
            [
                {},
                *each(
                    prefix=["W", "w", "Ü", "nothing so"],
                    start=["D", "Test.jpg"],
                    end=["E"],
                    minsize=[0, 100, "200"],
                    maxsize=[100, "x"],
                    dir=["ascending", "descending", "sideways"],
                    sha1=["0" * 40, "short"],
                    sha1base36=["0" * 31, "short"],
                ),
                *_SIZES,
            ],
            *_BOTH,
        ),
    )
    yield from _some(
        "alllinks",
        with_each(
            [
                {},
                *each(
                    prefix=["B", "b", "Station", "nothing so"],
                    start=["M", "Station 10"],
                    end=["B", "C"],
                    namespace=one_namespace,
                    unique=[True],
                ),
                *grid(prefix=["B"], unique=[True], namespace=[0, "0", 2]),
                *with_each([{"prefix": "B"}, {"prefix": "B", "unique": True}], *_SIZES),
            ],
            *_BOTH,
        ),
        [{"prop": "ids|title", "generator": False}, {"prop": "title", "generator": False}, {"prop": "nonsense"}],
    )
    yield from _some(
        "allusers",
        [{}],
        each(
            start=["B", "b", "Vandal"],
            end=["B"],
            prefix=["A", "a", "nobody so"],
            group=["sysop", "bot", "sysop|bot", "nonsense", ""],
            prop=["groups", "rights", "editcount", "groups|editcount|registration", "blockinfo", "implicitgroups"],
            rights=["edit", "block", "delete|protect", "nonsense"],
            witheditsonly=[True],
            activeusers=[True],
        ),
        [{"prop": "nonsense"}, {"prop": "groups|nonsense"}],
        grid(witheditsonly=[True], prop=["editcount", "groups"], prefix=["A", "B"]),
        grid(activeusers=[True], prop=["editcount"], witheditsonly=[True]),
        _SIZES,
    )
    yield from _some(
        "blocks",
        [{}],
        each(
            ids=[1, "1", "1|2", "99", "x"],
            users=["Vandal", "Vandal|Bob", "198.51.100.0/24", "198.51.100.7", "Nobody so", "#"],
            prop=[
                "id",
                "user",
                "id|user|by|byid|timestamp|expiry|reason|range|flags",
                "userid",
                "nonsense",
                "user|nonsense",
            ],
        ),
        _TIMES,
        _SIZES,
    )
    yield from _some(
        "deletedrevisions",
        [{}],
        each(
            namespace=[0, 6, "0", 99, "0|6"],
            prop=["revid", "user|comment", "revid|user|comment|len|minor", "content", "nonsense"],
        ),
        _TIMES,
        _SIZES,
    )
    yield from _some("deletedrevisions", [{}], who="alice")
    for query in ("www.example.org", "*.example.org", "www.example.org/1*", "example.com", "nothing.example", "", "*"):
        yield from _some(
            "exturlusage",
            grid(protocol=[None, "http", "https", "nonsense", ""], prop=[None, "ids|title|url", "title"]),
            query=query,
        )
    yield from _some(
        "exturlusage",
        each(namespace=[*_NAMESPACES, *_LISTS_OF_NAMESPACES], prop=["nonsense", "ids|nonsense"]),
        _SIZES,
        query="*.example.org",
        protocol="https",
    )
    yield from _some(
        "logevents",
        [{}],
        grid(
            type=[None, "delete", "upload", "block", "nonsense", ""],
            user=[None, "Admin", "Nobody so"],
            dir=[None, "newer"],
        ),
        each(
            title=["Deleted page", "File:Wiki.png", "User:Vandal", "No such", "[", ""],
            action=["delete/delete", "upload/*", "move/move", "nonsense/nonsense", "nonsense"],
            prop=[
                "ids|title|type|user|timestamp|comment|details",
                "ids",
                "title|parsedcomment",
                "userid|tags",
                "nonsense",
                "title|nonsense",
            ],
        ),
        _TIMES,
        _SIZES,
    )
    yield from _some("logevents", [{}, {"type": "delete"}], who="nobody")
    yield from _some("random", grid(namespace=[0, "0", 14, "0|1", "*"], limit=[None, 1, 3, 20], max_items=[1, 5]))
    yield from _some("random", grid(namespace=[0], api_chunk_size=[1, 2, 5, 0, -1], max_items=[3]))
    yield from _some("random", grid(namespace=[99, "nonsense"], max_items=[2]))
    yield from _some(
        "recentchanges",
        [{}],
        each(
            namespace=[*_NAMESPACES, *_LISTS_OF_NAMESPACES],
            prop=[
                "title",
                "title|ids",
                "user|userid|comment|parsedcomment",
                "flags|timestamp|sizes",
                "redirect|patrolled|loginfo|tags|sha1",
                "nonsense",
                "title|nonsense",
                "",
            ],
            show=["minor", "!minor", "bot", "!bot|!minor", "anon", "!anon", "redirect", "minor|!minor", "nonsense"],
            type=["edit", "new", "log", "edit|new", "categorize", "external", "nonsense", "edit|nonsense"],
            toponly=[True, False, 1],
        ),
        grid(type=["edit", "new|log"], namespace=[0, "1"], toponly=[True], prop=["title|timestamp|ids", "title|user"]),
        grid(show=["minor", "!bot"], type=["edit"], dir=["newer", "older"], prop=["title|flags"]),
        _TIMES,
        with_each(_SIZES, {"namespace": 0}),
    )
    yield from _some("recentchanges", [{}, {"show": "patrolled"}, {"prop": "patrolled|title"}], who="nobody")
    for revids in ([5], [5, 3, 4], ["5", "3"], [5, 99999], [99999], list(range(1, 51)), []):
        yield from _some(
            "revisions",
            grid(prop=[None, "ids", "ids|timestamp", "ids|timestamp|content", "ids|timestamp|user|size|tags|sha1"]),
            revids=revids,
        )
    yield from _some("revisions", [{"revids": [5], "prop": prop} for prop in ("content", "timestamp", "ids|nonsense")])
    yield from _some(
        "search",
        grid(
            search=["physics", "Berlin", "Station", "intitle:Berlin", "nothing so", "本"],
            namespace=[None, 0, "14", "0|14", "*"],
            what=[None, "text", "title"],
        ),
        each(namespace=_LISTS_OF_NAMESPACES, what=["nearmatch", "nonsense", "text", "title"]),
        with_each(_SIZES, {"namespace": "0"}),
        search="Berlin",
    )
    yield from _some("search", [{"search": ""}, {"search": "Berlin", "redirects": True}])
    yield from _some(
        "usercontributions",
        grid(user=["Alice", "alice", "Bot", "192.0.2.5", "Nobody so", "", "Alice|Bob", "#"], dir=[None, "newer"]),
        with_each(
            [
                *each(
                    namespace=[*_NAMESPACES, *_LISTS_OF_NAMESPACES],
                    prop=[
                        "title",
                        "ids|title|timestamp",
                        "comment|size|sizediff|flags",
                        "parsedcomment",
                        "tags|patrolled",
                    ],
                    show=["minor", "!minor", "new", "!new", "top", "!top", "new|top", "minor|!minor", "nonsense"],
                    uselang=["de", "en", "nonsense"],
                ),
                {"prop": "nonsense"},
                {"prop": "title|nonsense"},
                {"prop": "parsedcomment", "uselang": "fr"},
            ],
            {"user": "Alice"},
        ),
        with_each(_TIMES, {"user": "Alice"}),
        with_each(_SIZES, {"user": "Bot"}),
    )
    for users in (
        ["Admin"],
        ["Admin", "Bob"],
        ["Nobody so"],
        ["#"],
        ["Admin", "Nobody so", "#", "192.0.2.5"],
        ["alice"],
    ):
        yield from _some(
            "users",
            grid(prop=[None, "groups", "rights|editcount", "registration|gender|emailable", "blockinfo"]),
            users=users,
        )
    yield from _some("users", [{"prop": "nonsense"}, {"prop": "groups|nonsense"}, {"prop": ""}], users=["Vandal"])
    yield from _some("users", [{"users": []}, {"users": ["Admin"] * 3}, {"users": ["A|B"]}])
    yield from _some(
        "watchlist",
        [{}],
        each(
            allrev=[True, False],
            namespace=[*_NAMESPACES, *_LISTS_OF_NAMESPACES],
            prop=["ids", "title|user|comment", "flags|timestamp|sizes|patrol", "notificationtimestamp", "nonsense"],
            show=["minor", "!bot", "anon", "unread", "!unread", "minor|!minor", "nonsense"],
        ),
        grid(allrev=[True], dir=["newer", "older"], prop=["title|timestamp", "ids|user"], namespace=[0, "1"]),
        _TIMES,
        with_each(_SIZES, {"allrev": True}),
        who="alice",
    )
    yield from _some("watchlist", [{}, {"allrev": True}], who="nobody")
    yield from _some(
        "expandtemplates",
        grid(
            text=["{{Stub}}", "{{PAGENAME}}", "{{Nested|x}} [[A]]", "plain", "", "{{No such}}", "{{#if:|a|b}}"],
            title=[None, "Berlin", "Talk:Berlin/x", "[", ""],
            generatexml=[None, True, False],
        ),
    )
    yield from _some(
        "parse",
        [
            *each(
                text=["'''x'''", "{{Stub}}", "", "<script>"],
                page=["Berlin", "BER", "No such page", "[", "", "Talk:Berlin"],
            ),
            *grid(text=["{{PAGENAME}}"], title=["Berlin", "Ü", "["], prop=[None, "text", "text|links"]),
            *grid(page=["Berlin", "API"], prop=["text", "links|categories|templates", "sections", "langlinks|iwlinks"]),
            *grid(
                page=["Berlin", "API"], prop=["externallinks|images|displaytitle", "properties", "wikitext", "nonsense"]
            ),
            *grid(page=["Berlin", "API"], prop=["text|nonsense", "revid|parsewarnings", "parsetree", ""]),
            *grid(
                page=["BER", "Berlin, Germany", "Circle A"],
                redirects=[True, False],
                prop=["links|revid", "displaytitle"],
            ),
            {"page": "Berlin", "mobileformat": True, "prop": "displaytitle"},
            {"page": "Berlin", "text": "x"},
            {"page": "Berlin", "title": "x"},
            {"title": "Berlin"},
            {},
        ],
    )
    for kind in ("csrf", "edit", "watch", "patrol", "rollback", "userrights", "login", "nonsense"):
        yield from _some("get_token", grid(type=[kind], force=[None, True], title=[None, "Berlin"]))
    for who in ("admin", "alice", "bot", "nobody"):
        yield from _some("attributes", [{}], who=who)
    yield from _some("site_init", [{}])
    for question in ("[[Category:City]]", "[[Category:City]]|?Population", ""):
        yield from _some("ask", grid(query=[question], title=[None, "Berlin"]))
    yield from _some(
        "checkuserlog", [{}], _TIMES[:3], _SIZES[:4], each(user=["Admin"], target=["Alice"], dir=["newer"])
    )
    for major, minor in ((1, 16), (1, 39), (1, 43), (1, 99), (2, 0), (0, 1)):
        yield from _some("require", grid(major=[major], minor=[minor], raise_error=[None, True, False]))
    yield from _some("require", [{"major": 1, "minor": 43, "revision": 1}])
    for text in (
        "MediaWiki 1.5.1",
        "MediaWiki 1.44.0-wmf.5",
        "MediaWiki 1.43.0-rc.1",
        "MediaWiki 1.16alpha",
        "Other 1.5",
        "MediaWiki 1",
    ):
        yield from _some("version_tuple_from_generator", [{"string": text}])
    yield from _some("version_tuple_from_generator", [{"string": "Foo 2.1", "prefix": "Foo "}])


_TITLES: list[str | int] = [
    "Berlin", "berlin", "Berlin_Airport", " Berlin  Airport ", "BER", "Berlin, Germany", "No such page",
    "Talk:Berlin", "talk:berlin", "Talk:No such page", "API/Edit", "AC/DC", "Category:Science",
    "category:science", "Category:No such", "Category:Stations", "File:Wiki.png", "Image:Wiki.png",
    "File:No such.png", "File:Übung 日本.png", "File:wiki.png", "Special:RecentChanges", "Special:Nonsense",
    "Media:Wiki.png", "Protected page", "Hidden history", "Template:Stub", "Module:Hello",
    "MediaWiki:Gadget-foo.js", "User:Alice/common.css", "Empty page", "Ångström", "Ångström", "العربية", "日本語",
    "🦄", "İstanbul", "ẞ", "Z̤̈ combining", "C++", "What?", "100%", "50% off", "A=B", '"Quoted"', "It's", "^",
    "`", "-", "0", "None", ".NET", "Project:Sandbox", "Test wiki:Sandbox", "project talk:Sandbox",
    "Colon: after", ":Berlin", "::Berlin", "Circle A", "Redirect to nothing", "Mitte", "Redirect elsewhere",
    "Main Page", "Deleted page", "[x]", "a{b", "a<b", "a|b", "", " ", "Talk:", ":", "_", "#x",
    "Berlin#Districts", "a//../b", "%41", "wikipedia:Berlin", "de:Berlin", "x" * 255, "x" * 256, "a\nb", "a\tb",
    "~~~~", "./x", "User:1.2.3.4", "0", "1.5", "Many revisions", "Long page", "Many links", "Forbidden title x",
    "A&amp;B", "User talk:Alice", 1, 2, 20, 99999, 0, -1,
]  # fmt: skip
_CATEGORIES: list[str | int] = [
    "Science", "science", "No such", "Physics", "", "Titles in many scripts", "Category:Science",
]  # fmt: skip
_FILES: list[str | int] = [
    "Wiki.png", "wiki.png", "No such.png", "Albert Einstein Head.jpg", "Example.jpg", "Übung 日本.png",
    "Deleted file.png", "Diagram.svg", "Notes.txt", "File:Wiki.png", "", "a[b",
]  # fmt: skip
_STATES: list[tuple[str, str | int]] = [
    *(("pages", title) for title in _TITLES),
    *(("categories", name) for name in _CATEGORIES),
    *(("images", name) for name in _FILES),
]


def _pages() -> Iterator[Case]:
    def some(
        method: str, of: Iterable[tuple[str, str | int | None]], *variants: Iterable[Arguments], who: str = "admin"
    ) -> Iterator[Case]:
        every = [arguments for part in variants for arguments in part]
        for page, arguments in product(of, every):
            yield Case(method, arguments, page, who)

    def pages(*titles: str | int) -> list[tuple[str, str | int]]:
        return [("pages", title) for title in titles]

    yield from some("attributes", _STATES, [{}])
    yield from some(
        "attributes", pages("Berlin", "Protected page", "No such page", "File:Wiki.png"), [{}], who="nobody"
    )
    yield from some("repr", pages("Berlin", "berlin", "File:Wiki.png", "Category:Science", 1), [{}])
    actions = ["read", "edit", "move", "create", "upload", "delete", "protect", "nonsense", "editprotected"]
    for who in ("admin", "alice", "bot", "nobody"):
        yield from some(
            "can",
            pages("Berlin", "Protected page", "No such page", "MediaWiki:Gadget-foo.js"),
            each(action=actions),
            who=who,
        )
    yield from some(
        "text",
        pages(
            "Berlin",
            "Test",
            "API",
            "Empty page",
            "No such page",
            "BER",
            "Hidden history",
            "Module:Hello",
            "Talk:Berlin",
        ),
        grid(section=[None, 0, "1", 99, "nonsense"], expandtemplates=[None, True]),
        each(slot=["main", "nonsense"], cache=[False], section=["0", 1, "T-1"]),
    )
    yield from some("text", pages("File:Wiki.png", "Category:Science", "Special:RecentChanges", 1, 20, "日本語"), [{}])
    yield from some("text", pages("Hidden history", "Berlin"), [{}], who="nobody")
    for method in ("redirects_to", "resolve_redirect"):
        yield from some(
            method,
            pages("BER", "Berlin, Germany", "Mitte", "Circle A", "Redirect to nothing", "Redirect elsewhere", "Berlin"),
            [{}],
        )
        yield from some(method, pages("No such page", "ber", "Relativity", "Special:RecentChanges", 1), [{}])
    yield from some(
        "strip_namespace",
        pages("Berlin"),
        each(title=["Talk:Berlin", ":Talk:Berlin", "Berlin", "A:B:C", ":", "x:", "", "Colon: after"]),
    )
    yield from some(
        "normalize_title",
        pages("Berlin"),
        each(title=["berlin airport", " x ", ":talk:x", "ß", "", "éa", " ", "a_b c"]),
    )

    linked = pages(
        "Berlin", "API", "Albert Einstein", "Many links", "MediaWiki", "Test", "BER", "No such page", "Talk:Berlin", 20
    )
    yield from some("categories", linked, grid(generator=[None, False], show=[None, "hidden", "!hidden"]))
    yield from some("categories", pages("API"), each(show=["nonsense", "hidden|!hidden", "hidden|nonsense", ""]))
    yield from some("images", linked, grid(generator=[None, False]))
    yield from some("links", linked, grid(generator=[None, False], namespace=[None, 0, "0|4"], redirects=[None, True]))
    yield from some(
        "links", pages("Main Page"), grid(generator=[None, False], namespace=[99, "nonsense", "0|nonsense", -1])
    )
    yield from some("templates", linked, grid(generator=[None, False], namespace=[None, 10, "0|10", "nonsense"]))
    for method in ("extlinks", "iwlinks", "langlinks"):
        yield from some(method, linked, [{}])
    yield from some("langlinks", linked, each(limit=[1], max_items=[1, 2], llprop=["url"], lllang=["de", "xx"]))
    yield from some(
        "backlinks",
        pages("Berlin", "BER", "No such page", "Albert Einstein"),
        grid(
            generator=[None, False],
            namespace=[None, 0, "1"],
            filterredir=[None, "redirects", "nonredirects"],
            redirect=[None, True],
        ),
    )
    yield from some(
        "embeddedin",
        pages("Template:Stub", "Template:Nested", "Berlin", "No such page"),
        grid(
            generator=[None, False], namespace=[None, 0, "10"], filterredir=[None, "all", "redirects", "nonredirects"]
        ),
    )
    for method, title in (("backlinks", "Berlin"), ("embeddedin", "Template:Stub")):
        yield from some(
            method,
            pages(title),
            with_each(
                [
                    *each(namespace=["0|1", "*", "nonsense", 99, ""], filterredir=["nonsense", ""]),
                    *_SIZES,
                ],
                *_BOTH,
            ),
        )
    yield from some(
        "revisions",
        pages("Many revisions", "Berlin", "Hidden history", "No such page", "BER"),
        grid(
            dir=[None, "newer"],
            prop=[None, "ids", "ids|timestamp|content", "ids|size|sha1|tags|flags"],
            slots=[None, "main"],
        ),
    )
    yield from some("revisions", pages("Hidden history"), [{}, {"prop": "ids|content|user|comment"}], who="nobody")
    yield from some(
        "revisions",
        pages("Many revisions"),
        each(
            user=["Bot", "Alice", "Nobody so", "#"],
            excludeuser=["Bot", "Alice"],
            prop=["", "nonsense", "ids|nonsense", "content", "ids|content|parsedcomment", "roles|slotsize|slotsha1"],
            section=[0, 1, "T-1"],
            diffto=["nonsense"],
            slots=["main", "*", "nonsense", "main|nonsense"],
            uselang=["de", "nonsense"],
            expandtemplates=[True],
            startid=[1, 99999, "x"],
            endid=[1, 99999],
        ),
        # One each: the wiki makes one difference a request, and keeps it.
        grid(diffto=["prev", "next", "cur", 5], startid=[70, 75], max_items=[1], api_chunk_size=[1]),
        grid(section=[0], prop=["ids|content"], slots=[None, "main"]),
        grid(expandtemplates=[True], prop=["ids|content"]),
        _TIMES,
        _SIZES,
    )
    categories: list[tuple[str, str | int]] = [
        ("categories", name) for name in ("Science", "Physics", "Stations", "Stubs", "No such", "Foo")
    ]
    yield from some("iterated", [*categories, ("pages", "Category:Science")], [{}])
    yield from some(
        "members",
        categories,
        grid(generator=[None, False], namespace=[None, 0, "14"], sort=[None, "timestamp"], dir=[None, "desc"]),
    )
    yield from some(
        "members",
        [("categories", "Science")],
        each(
            prop=["ids", "title", "ids|title|sortkey|type|timestamp|sortkeyprefix", "nonsense", "title|nonsense", ""],
            namespace=["0|14", "*", "nonsense", 99],
            sort=["nonsense", "sortkey"],
            dir=["asc", "newer", "older", "ascending", "nonsense"],
            start=[_EARLY],
        ),
        with_each(
            [
                *each(prop=["ids", "title", "ids|title|sortkey|type|timestamp|sortkeyprefix", "sortkey", "nonsense"]),
                *each(prop=["title|nonsense"], namespace=["0|14"], sort=["nonsense"], dir=["nonsense"]),
                *grid(sort=["timestamp"], start=[_EARLY, _LATE, "no time"], dir=["asc", "desc"]),
                *grid(sort=["timestamp"], end=[_EARLY, _LATE], dir=["asc", "desc"]),
            ],
            {"generator": False},
        ),
    )
    files: list[tuple[str, str | int]] = [
        ("images", name)
        for name in ("Wiki.png", "Albert Einstein Head.jpg", "Example.jpg", "No such.png", "Diagram.svg")
    ]
    yield from some("imagehistory", files, [{}])
    kept = [("images", "Übung 日本.png"), ("images", "Notes.txt"), ("pages", "File:Wiki.png"), *files]
    for who in ("admin", "nobody"):
        yield from some("download", kept, [{}, {"destination": BytesIO}], who=who)
    yield from some("duplicatefiles", files, [{}, *_SIZES])
    yield from some(
        "imageusage",
        files,
        grid(
            generator=[None, False],
            namespace=[None, "0|1"],
            filterredir=[None, "redirects"],
            redirect=[None, True],
        ),
    )
    yield from some(
        "imageusage", files[:1], with_each([*_SIZES, {"namespace": "nonsense"}, {"filterredir": "x"}], *_BOTH)
    )
    for name in ("pages", "categories", "images", "Pages", "Categories", "Images"):
        yield from some("iterated", [(name, None)], [{}])
        names = {"pages": _TITLES, "categories": _CATEGORIES, "images": _FILES}.get(name, ["Berlin"])
        yield from some("get", [(name, None)], each(name=names[::6]))
        titles = [
            "Berlin",
            "Talk:Berlin",
            "File:Wiki.png",
            "Category:Science",
            "Project:X",
            "Test_wiki:X",
            "Nonsense:X",
        ]
        titles += ["talk:berlin", "User_talk:X", "User talk:X", "Image:X", ":File:X", "Special:X", "Media:X", ""]
        yield from some("guess_namespace", [(name, None)], each(name=titles))
    yield from some(
        "get_token", pages("Berlin", "No such page"), grid(type=["csrf", "edit", "watch", "x"], force=[None, True])
    )


CASES: list[Case] = list({str(case): case for case in (*_site(), *_raw(), *_pages())}.values())
