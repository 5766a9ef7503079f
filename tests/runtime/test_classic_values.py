"""What scripts pass, as it goes to the wiki."""

import io
from collections import UserString

import pytest

from mwtyped.classic.values import given
from mwtyped.runtime.errors import ParameterError
from mwtyped.runtime.request import RequestData
from tests.runtime.binding import Edit, SiteInfo, UploadFile


def sent(cls: type[RequestData], **arguments: object) -> dict[str, object]:
    found = given(cls, arguments, {}, strange=True)
    assert not found.fields.keys() & found.unchecked.keys()
    return {**found.fields, **found.unchecked}


def test_bytes_are_text_in_utf8() -> None:
    assert sent(Edit, title="A", text="Zoë".encode())["text"] == "Zoë"
    assert sent(Edit, title="A", of_an_extension="Zoë".encode())["of_an_extension"] == "Zoë"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ParameterError, match="text"):
        sent(Edit, title="A", text=b"\xff")


def test_what_is_no_value_is_refused_and_not_sent_as_it_prints() -> None:
    with pytest.raises(ParameterError, match="text"):
        sent(Edit, title="A", text=object())
    with pytest.raises(ParameterError, match="file"):
        sent(UploadFile, filename="A", file=io.StringIO("text"))


@pytest.mark.parametrize("given", [5, True, False, [b"a"], (b"a", b"b"), "A.png"], ids=repr)
def test_what_is_no_file_is_not_sent_as_one(given: object) -> None:
    with pytest.raises(ParameterError, match=r"upload: file: expected bytes, an open binary file or a pathlib\.Path"):
        sent(UploadFile, filename="A", file=given)


@pytest.mark.parametrize("several", [["a", "b"], ("a", "b"), {"a": 1}, UserString("ab"), iter("ab")], ids=str)
def test_several_values_are_no_text(several: object) -> None:
    """Such as the object of a parser of wikitext: the wiki would save its letters with `|` between."""
    for name in ("text", "summary"):
        with pytest.raises(ParameterError, match=f"{name}: takes text, not"):
            sent(Edit, **{"title": "A", name: several})


def test_a_value_that_is_read_once_is_sent_whole() -> None:
    assert sent(SiteInfo, prop=(name for name in ("general", "nonsense")))["siprop"] == "general|nonsense"
