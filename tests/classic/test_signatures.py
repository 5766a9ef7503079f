"""The reference's signatures, one by one: names, order, defaults. What differs stands here, and in the documentation.

Ours may take more than the reference's, behind all that it takes.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import Parameter
from pathlib import Path
from typing import Any

import mwclient as untyped  # type: ignore[import-untyped]  # it has no types
import pytest

import mwtyped
from mwtyped.classic import AsyncCategory, AsyncImage, AsyncPage, AsyncPageList, Category, Image, Page, PageList

GUIDE = Path(__file__).parents[2] / "docs" / "from-mwclient.md"

mwclient: Any = untyped

CLASSES: dict[str, tuple[type, type, type]] = {
    "Site": (mwclient.Site, mwtyped.Site, mwtyped.AsyncSite),
    "Page": (mwclient.page.Page, Page, AsyncPage),
    "Image": (mwclient.image.Image, Image, AsyncImage),
    "Category": (mwclient.listing.Category, Category, AsyncCategory),
    "PageList": (mwclient.listing.PageList, PageList, AsyncPageList),
}
"""The reference's class, ours and ours in async code."""


@dataclass(frozen=True)
class Difference:
    """Why a signature of ours is not the reference's, and the parameters of ours that are meant."""

    why: str
    parameters: frozenset[str]


def differs(why: str, *parameters: str) -> Difference:
    return Difference(why, frozenset(parameters))


DIFFERENT = {
    "Site.__init__": differs(
        "`reqs` stands where 0.9 had it, and where 0.11 has the same under its newer name; no callback is None",
        "reqs",
        "connection_options",
        "wait_callback",
    ),
    "Site.checkuserlog": differs("the default of 0.9: `limit` is 10", "limit", "api_chunk_size"),
    "Site.random": differs("the default of 0.9: `limit` is 20, and the list ends there", "limit", "api_chunk_size"),
    "Page.save": differs("what `edit` takes, by name", "text", "summary", "minor", "bot", "section", "args"),
    "Category.__init__": differs(
        "there is no `namespace`, of the pages in it: `category.members(namespace=...)`",
        "namespace",
        "extra_properties",
    ),
    "PageList.get": differs("no info is None", "info"),
}
"""Signatures that are not the reference's."""

INHERITED = {"Image.save": "Page.save", "Category.save": "Page.save"}

ABSENT = {
    "Site.api_limit": "the size of a page of a list is the account's own limit",
    "Site.default_namespaces": "the wiki says what its namespaces are called",
    "Site.handle_api_result": "inner part: what a reply says is heeded by every call",
    "Page.handle_edit_error": "inner part: `save` raises the errors itself",
    "Category.generate_kwargs": "inner part of its lists",
    "Category.get_list": "inner part of its lists",
    "Category.get_prefix": "inner part of its lists",
    "Category.load_chunk": "inner part of its lists",
    "Category.set_iter": "inner part of its lists",
}
"""What the reference has, and ours not."""


def public(cls: type) -> Iterator[str]:
    yield from (name for name in dir(cls) if name == "__init__" or not name.startswith("_"))


CASES = [f"{cls}.{name}" for cls, (reference, _, _) in CLASSES.items() for name in public(reference)]


def parameters(cls: type, name: str) -> list[Parameter]:
    return list(inspect.signature(getattr(cls, name)).parameters.values())


def differences(theirs: list[Parameter], ours: list[Parameter]) -> set[str]:
    """Name the parameters that are missing, elsewhere, or of another default; more of ours behind them are none."""
    found = {one.name for one in theirs} - {one.name for one in ours}
    positional = [one.name for one in ours if one.kind is not Parameter.KEYWORD_ONLY]
    by_name = {one.name: one for one in ours}
    for place, one in enumerate(theirs):
        if one.name not in by_name:
            continue
        mine = by_name[one.name]
        is_there = one.kind in (Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD) or positional[place : place + 1] == [
            one.name
        ]
        if not is_there or mine.default != one.default or mine.kind is not one.kind:
            found.add(one.name)
    needed = {one.name for one in ours if one.default is Parameter.empty and one.kind not in _VARIABLE}
    return found | (needed - {one.name for one in theirs})


_VARIABLE = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


@pytest.mark.parametrize("case", CASES)
def test_a_signature_is_the_references(case: str) -> None:
    cls, _, name = case.partition(".")
    reference, ours, _ = CLASSES[cls]
    if any(f"{base}.{name}" in ABSENT for base in (cls, "Page", "Category")):
        assert not hasattr(ours, name), "it is there: strike it from the list"
        return
    assert hasattr(ours, name)
    if callable(getattr(reference, name)):
        known = DIFFERENT.get(INHERITED.get(case, case), differs("")).parameters
        found = differences(parameters(reference, name), parameters(ours, name))
        assert found - known == set()
        assert not known or found, "there is no difference: strike it from the list"


@pytest.mark.parametrize("case", CASES)
def test_the_async_world_takes_the_same(case: str) -> None:
    cls, _, name = case.partition(".")
    _, ours, others = CLASSES[cls]
    if callable(getattr(ours, name, None)):
        mine, other = parameters(ours, name), parameters(others, name)
        assert [(one.name, one.kind, one.default) for one in mine] == [
            (one.name, one.kind, one.default) for one in other
        ]


def test_only_what_is_there_is_listed() -> None:
    assert set(DIFFERENT) | set(ABSENT) | set(INHERITED) <= set(CASES)


def test_a_difference_is_seen() -> None:
    def theirs(a: int, b: int = 1, *, c: int = 2, **more: Any) -> None: ...
    def other(b: int, a: int, *, c: int = 3, d: int) -> None: ...
    def longer(a: int, b: int = 1, e: int = 0, *, c: int = 2, **more: Any) -> None: ...

    signature = [list(inspect.signature(one).parameters.values()) for one in (theirs, other, longer)]
    assert differences(signature[0], signature[1]) == {"a", "b", "c", "d", "more"}
    assert differences(signature[0], signature[0]) == set()


def test_each_error_of_the_reference_is_there_and_is_what_it_was() -> None:
    for name, theirs in vars(mwclient.errors).items():
        if inspect.isclass(theirs) and issubclass(theirs, Exception):
            ours = getattr(mwtyped.errors, name)
            bases = {base.__name__ for base in theirs.__mro__ if base is not object}
            assert bases <= {base.__name__ for base in ours.__mro__} | {"NoSpecifiedEmail"}, name
            assert getattr(mwtyped, name) is ours


def test_the_documentation_says_what_differs() -> None:
    told = re.sub(r"\s+", " ", GUIDE.read_text(encoding="utf-8"))
    for case, why in {**{case: one.why for case, one in DIFFERENT.items()}, **ABSENT}.items():
        assert f"| `{case}` | {why} |" in told, case
