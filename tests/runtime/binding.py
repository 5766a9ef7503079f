"""A few requests, written by hand as generated ones are: the runtime's tests need no binding."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from mwtyped.runtime import (
    ActionRequest,
    Facts,
    File,
    Generator,
    Item,
    JsonRequest,
    ListRequest,
    MainRequest,
    Many,
    ManyNames,
    Mapped,
    MetaRequest,
    Page,
    Password,
    PropRequest,
    Result,
    Template,
    TextRequest,
    Timestamp,
)
from mwtyped.runtime import Pages as PagesRequest


class AllPages(Generator, ListRequest[Item]):
    facts: ClassVar[Facts] = Facts(path="query+allpages", prefix="ap", names={"from_": "from"}, cursors=("continue",))

    from_: str | None = None
    prefix: str | None = None
    namespace: int | None = None
    filterredir: Literal["all", "nonredirects", "redirects"] | None = None
    prtype: ManyNames[Literal["edit", "move", "upload"]] | None = None
    prlevel: Many[str] | None = None
    limit: int | Literal["max"] = "max"

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Search(Generator, ListRequest[Item]):
    facts: ClassVar[Facts] = Facts(path="query+search", prefix="sr", cursors=("offset",))

    search: str
    limit: int | Literal["max"] = "max"

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Random(Generator, ListRequest[Item]):
    facts: ClassVar[Facts] = Facts(path="query+random", prefix="rn", cursors=("continue",))

    limit: int | Literal["max"] = "max"

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class RecentChanges(ListRequest[Item]):
    facts: ClassVar[Facts] = Facts(path="query+recentchanges", prefix="rc", cursors=("continue",))

    start: Timestamp | None = None
    tag: str | None = None
    namespace: ManyNames[int | Literal["*"]] | None = None
    show: ManyNames[Literal["minor", "!minor", "bot", "!bot"]] | None = None
    limit: int | Literal["max"] = "max"

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Users(ListRequest[Item]):
    facts: ClassVar[Facts] = Facts(path="query+users", prefix="us", nonempty=("users",))

    users: ManyNames[str]
    prop: Many[str] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class WatchlistRaw(ListRequest[Item]):
    facts: ClassVar[Facts] = Facts(
        path="query+watchlistraw", prefix="wr", cursors=("continue",), result=("watchlistraw",)
    )

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class AllCategories(ListRequest[Item]):
    facts: ClassVar[Facts] = Facts(
        path="query+allcategories", prefix="ac", cursors=("continue",), view={"category": "content"}
    )

    limit: int | Literal["max"] = "max"

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class SiteInfo(MetaRequest[Result]):
    facts: ClassVar[Facts] = Facts(path="query+siteinfo", prefix="si", result=("query",))

    prop: ManyNames[Literal["general", "namespaces", "statistics"]] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class UserInfo(MetaRequest[Result]):
    facts: ClassVar[Facts] = Facts(path="query+userinfo", prefix="ui", view={"options.*": "boolean"})

    prop: ManyNames[Literal["groups", "rights", "options"]] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Info(PropRequest):
    facts: ClassVar[Facts] = Facts(path="query+info", prefix="in")

    prop: ManyNames[Literal["url", "watched", "protection"]] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Links(PropRequest):
    facts: ClassVar[Facts] = Facts(path="query+links", prefix="pl", cursors=("continue",))

    namespace: ManyNames[int | Literal["*"]] | None = None
    limit: int | Literal["max"] = "max"

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class LangLinks(PropRequest):
    facts: ClassVar[Facts] = Facts(
        path="query+langlinks", prefix="ll", cursors=("continue",), view={"langlinks[].title": "content"}
    )

    limit: int | Literal["max"] = "max"

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class PageProps(PropRequest):
    facts: ClassVar[Facts] = Facts(path="query+pageprops", prefix="pp", cursors=("continue",))

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Revisions(PropRequest):
    facts: ClassVar[Facts] = Facts(
        path="query+revisions",
        prefix="rv",
        cursors=("continue",),
        templates={"contentformat": Template("contentformat-{slot}", {"slot": "slots"})},
    )

    prop: ManyNames[Literal["ids", "timestamp", "content"]] | None = None
    slots: Many[str] | None = None
    contentformat: str | Mapped[str, str] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Pages(PagesRequest[Page]):
    facts: ClassVar[Facts] = Facts(path="query", exclusive=(("titles", "pageids", "revids", "generator"),))

    titles: ManyNames[str] | None = None
    pageids: Many[int] | None = None
    revids: Many[int] | None = None
    generator: Generator | None = None
    redirects: bool | None = None
    props: Many[PropRequest] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Edit(ActionRequest[Result]):
    facts: ClassVar[Facts] = Facts(
        path="edit",
        posted=True,
        writes=True,
        token="csrf",
        exclusive=(("title", "pageid"),),
        limits={"tags": (50, 500)},
    )

    title: str | None = None
    pageid: int | None = None
    text: str | None = None
    summary: str | None = None
    minor: bool | None = None
    tags: Many[str] | None = None
    watchlistexpiry: Timestamp | str | None = None
    starttimestamp: Timestamp | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Compare(ActionRequest[Result]):
    facts: ClassVar[Facts] = Facts(
        path="compare",
        templates={
            "totext": Template("totext-{slot}", {"slot": "toslots"}),
            "tocontentmodel": Template("tocontentmodel-{slot}", {"slot": "toslots"}),
        },
    )

    fromrev: int | None = None
    totext: str | Mapped[str, str] | None = None
    tocontentmodel: str | Mapped[str, str] | None = None
    toslots: Many[str] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Grid(ActionRequest[Result]):
    """No module of MediaWiki has two variables; an extension's may."""

    facts: ClassVar[Facts] = Facts(
        path="grid",
        prefix="gr",
        templates={"cell": Template("cell-{row}-{column}", {"row": "rows", "column": "columns"})},
    )

    cell: Mapped[tuple[str, str], str] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Purge(ActionRequest[Result]):
    facts: ClassVar[Facts] = Facts(path="purge", posted=True)

    titles: ManyNames[str] | None = None
    generator: Generator | None = None
    forcelinkupdate: bool | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class UploadFile(ActionRequest[Result]):
    facts: ClassVar[Facts] = Facts(path="upload", posted=True, writes=True, token="csrf")

    filename: str | None = None
    file: File | None = None
    ignorewarnings: bool | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class ChangePassword(ActionRequest[Result]):
    facts: ClassVar[Facts] = Facts(path="changepassword", posted=True, writes=True)

    user: str
    password: Password

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Logout(ActionRequest[Result]):
    facts: ClassVar[Facts] = Facts(path="logout", posted=True, token="csrf")

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Parse(ActionRequest[Result]):
    facts: ClassVar[Facts] = Facts(path="parse", view={"text": "wrapped"})

    text: str | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class OpenSearch(JsonRequest):
    facts: ClassVar[Facts] = Facts(path="opensearch")

    search: str

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class FeedRecentChanges(TextRequest):
    facts: ClassVar[Facts] = Facts(path="feedrecentchanges")

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Main(MainRequest):
    facts: ClassVar[Facts] = Facts(path="main", names={"assert_": "assert"})

    uselang: str | None = None
    maxlag: int | None = None
    assert_: Literal["anon", "user", "bot"] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...
