"""Type expressions: how they read, and what they import."""

from mwtyped_codegen import types
from mwtyped_codegen.imports import Import, import_lines
from mwtyped_codegen.types import Spelling


def test_a_closed_enumeration_is_a_literal_in_both_forms() -> None:
    one = types.enumeration(("a", "b"), is_open=False, alias=None)

    assert one.stored.code == one.passed.code == "Literal['a', 'b']"
    assert one.stored.imports == {Import("typing", "Literal")}


def test_an_open_enumeration_offers_its_values_and_takes_any_text() -> None:
    one = types.enumeration(("a",), is_open=True, alias=None)

    assert (one.stored.code, one.passed.code) == ("str", "Literal['a'] | str")


def test_an_open_enumeration_of_many_values_is_just_text() -> None:
    one = types.enumeration(tuple(map(str, range(types.OFFERED + 1))), is_open=True, alias=None)

    assert one.passed.code == "str"


def test_a_long_enumeration_is_called_by_its_alias() -> None:
    alias = Spelling("EditModel", frozenset({Import(".requests.edit", "EditModel")}))

    one = types.enumeration(("a", "b"), is_open=True, alias=alias)

    assert one.passed.code == "EditModel | str"
    assert Import(".requests.edit", "EditModel") in one.passed.imports


def test_a_multi_value_is_stored_as_one_and_passed_as_any_iterable_or_one() -> None:
    integer = types.base("integer")
    assert integer is not None

    several = types.several(integer, "Many")

    assert several.stored.code == "Many[int]"
    assert several.passed.code == "Iterable[int] | int"
    assert several.stored.imports == {Import("mwtyped.runtime", "Many")}
    assert several.passed.imports == {Import("collections.abc", "Iterable")}


def test_a_time_is_passed_as_a_datetime() -> None:
    expiry = types.base("expiry")
    assert expiry is not None
    assert (expiry.stored.code, expiry.passed.code) == ("Timestamp | str", "datetime | str")


def test_a_template_beside_a_plain_parameter_takes_both() -> None:
    assert types.mapped(types.TEXT, 1, types.TEXT).passed.code == "str | Mapping[str, str]"
    assert types.mapped(types.TEXT, 2, None).stored.code == "Mapped[tuple[str, str], str]"


def test_imports_are_grouped_and_sorted() -> None:
    lines = import_lines(
        [Import(".api", "Api"), Import("typing", "Self"), Import("mwtyped.runtime", "Pages", "Base")], indent="    "
    )

    assert lines == (
        "    from typing import Self\n\n    from mwtyped.runtime import Pages as Base\n\n    from .api import Api"
    )
