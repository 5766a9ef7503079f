"""What page objects say of their page, without I/O."""

import re
from collections.abc import Mapping
from time import struct_time
from typing import TYPE_CHECKING, Any

from ..runtime.errors import InvalidPageTitle, NotLoaded, shown
from ..runtime.model import Page as Model
from .util import parse_timestamp
from .values import NAMESPACES

if TYPE_CHECKING:
    from .told import Told

__all__ = ["AsyncLooped", "AsyncPageAttributes", "Looped", "PageAttributes", "SharedPageAttributes"]

_NUMBER = re.compile(r"\s*-?[0-9]+\s*")
_NEVER_IN_TITLES = frozenset("[]{}|<>\n")


def refuse_key(key: object) -> None:
    """Refuse what is neither a title, nor a number, nor a page.

    Raises:
        TypeError: it is of another type.
        InvalidPageTitle: it is a title that no page can have.
    """
    if isinstance(key, str):
        refuse_title(key)
    elif isinstance(key, bool) or not isinstance(key, int | SharedPageAttributes):
        raise TypeError(f"a page is named by its title or its number, not by {type(key).__name__}")


def refuse_title(title: str) -> None:
    """Refuse what can be no title on any wiki, before it is asked.

    Raises:
        InvalidPageTitle: it is empty, or holds what no title may.
    """
    if not title.partition("#")[0].strip(" _:"):
        raise InvalidPageTitle(f"a title must not be empty: {shown(repr(title))}")
    if bad := _NEVER_IN_TITLES.intersection(title):
        raise InvalidPageTitle(f"a title cannot hold {shown(repr(min(bad)))}: {shown(repr(title))}")


class SharedPageAttributes:
    """The attributes of a page, named as in the reference."""

    site: Any
    _asked: str | int
    _model: Model | None
    _told: "Told"
    """What the wiki said when the page was last written by this object, until it is read again."""

    last_rev_time: struct_time | None
    """When the revision was saved whose text was read or written last, in UTC; None before that."""

    edit_time: struct_time | None
    """When the text was read, in UTC."""

    def _known(self) -> Model:
        """Give what is known of the page."""
        raise TypeError("a page says how it comes to be known")

    def _facts(self) -> Model:
        """Give what is known of the page, if there can be one of its title."""
        model = self._known()
        if model.state == "invalid":
            reason = model.get("invalidreason", "no page can have this title")
            raise InvalidPageTitle(f"{shown(str(reason))} ({shown(repr(self._asked))})")
        return model

    @property
    def info(self) -> Model:
        """The page as `site.api.query.pages` gives it, with `info` and its protection."""
        return self._facts()

    @property
    def name(self) -> str:
        """The whole title, as the wiki spells it."""
        if "name" in self._told:
            return self._told["name"]
        title = self._facts().get("title", "")
        return title if isinstance(title, str) else ""

    @property
    def namespace(self) -> int:
        """Its number."""
        if "namespace" in self._told:
            return self._told["namespace"]
        number = self._facts().get("ns", 0)
        return number if isinstance(number, int) else 0

    @property
    def page_title(self) -> str:
        """The title without its namespace."""
        return self.strip_namespace(self.name) if self.namespace else self.name

    @property
    def base_title(self) -> str:
        """The title without its namespace, up to the first `/`."""
        return self.page_title.partition("/")[0]

    @property
    def base_name(self) -> str:
        """The title up to the first `/`."""
        return self.name.partition("/")[0]

    @property
    def exists(self) -> bool:
        """Whether the wiki has the page. A special page counts as one."""
        if "exists" in self._told:
            return self._told["exists"]
        facts = self._facts()
        return facts.state in ("existing", "special") and "missing" not in facts

    @property
    def pageid(self) -> int | None:
        """Its number; None if there is no page."""
        return self._told["pageid"] if "pageid" in self._told else self._number("pageid") or None

    @property
    def revision(self) -> int:
        """The number of its newest revision; 0 if there is no page."""
        return self._told["revision"] if "revision" in self._told else self._number("lastrevid")

    @property
    def length(self) -> int | None:
        """Bytes of its text; None if there is no page."""
        if "length" in self._told:
            return self._told["length"]
        length = self._facts().get("length")
        return length if isinstance(length, int) else None

    @property
    def redirect(self) -> bool:
        """Whether the page redirects to another."""
        return self._told["redirect"] if "redirect" in self._told else "redirect" in self._facts()

    @property
    def touched(self) -> struct_time:
        """When something last changed that shows on the page, in UTC; all zeros if there is no page."""
        value = self._facts().get("touched")
        return parse_timestamp(value if isinstance(value, str) else None)

    @property
    def protection(self) -> dict[str, tuple[str, str | None]]:
        """By action, the level that one must have for it, and when that ends (`infinity` if it does not)."""
        entries = self._facts().get("protection", ())
        return {entry["type"]: (entry["level"], entry.get("expiry")) for entry in entries if entry}

    @property
    def restrictiontypes(self) -> list[str] | None:
        """The actions that can be protected."""
        types = self._facts().get("restrictiontypes")
        return list(types) if types is not None else None

    @property
    def contentmodel(self) -> str | None:
        """What its text is, e.g. `wikitext`."""
        if "contentmodel" in self._told:
            return self._told["contentmodel"]
        model = self._facts().get("contentmodel")
        return model if isinstance(model, str) else None

    @property
    def pagelanguage(self) -> str | None:
        """The code of its language."""
        language = self._facts().get("pagelanguage")
        return language if isinstance(language, str) else None

    def can(self, action: str) -> bool:
        """Tell whether this account may do something with the page, as far as rights and its protection tell."""
        level = self.protection.get(action, (action,))[0]
        return ("editprotected" if level == "sysop" else level) in self.site.rights

    def _number(self, key: str) -> int:
        value = self._facts().get(key, 0)
        return value if isinstance(value, int) else 0

    @staticmethod
    def strip_namespace(title: str) -> str:
        """Give a title without what stands before its first colon."""
        title = title.removeprefix(":")
        return title[title.find(":") + 1 :]

    @staticmethod
    def normalize_title(title: str) -> str:
        """Spell a title as a URL does: the first letter large, `_` for each space.

        Raises:
            InvalidPageTitle: it is empty.
        """
        title = title.strip().removeprefix(":")
        if not title:
            raise InvalidPageTitle("a title must not be empty")
        return (title[0].upper() + title[1:]).replace(" ", "_")

    def __repr__(self) -> str:
        name = self._asked if self._model is None else self._model.get("title", self._asked)
        return f"<{type(self).__name__} object {name!r} for {self.site!r}>"


class AsyncPageAttributes(SharedPageAttributes):
    """Attributes do no I/O: what is not loaded, and was not told by the answer to a write, says so."""

    async def load(self) -> None:
        raise TypeError("a page says how it is loaded")

    def _known(self) -> Model:
        if self._model is None:
            raise NotLoaded(f"the page {shown(repr(self._asked))} is not loaded: `await page.load()` first")
        return self._model


class PageAttributes(SharedPageAttributes):
    """Attributes ask the wiki when they are first read."""

    def load(self) -> None:
        raise TypeError("a page says how it is loaded")

    def _known(self) -> Model:
        if self._model is None:
            self.load()
        if self._model is None:
            raise NotLoaded(f"the wiki says nothing of the page {shown(repr(self._asked))}")
        return self._model


class AsyncLooped:
    """What only `async for` loops over: a plain loop would count up its subscriptions, and never end."""

    __iter__ = None


class Looped:
    """What a plain loop runs over."""


def namespace_of(title: str, names: Mapping[int, str]) -> int:
    """Tell the namespace of a title, as far as the names tell: those of the wiki, and those that every wiki knows."""
    from .values import number_of

    prefix, colon, rest = title.removeprefix(":").partition(":")
    number = number_of(names or NAMESPACES, prefix) if colon and rest and not _NUMBER.fullmatch(prefix) else None
    return number or 0
