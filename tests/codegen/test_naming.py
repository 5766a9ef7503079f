"""Names: what becomes of a wiki's words."""

import keyword
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwtyped.runtime import Generator, ListRequest, MainRequest, Pages, PropRequest, Request
from mwtyped_codegen import naming


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("title", "title"),
        ("from", "from_"),
        ("async", "async_"),
        ("assert", "assert_"),
        ("parse", "parse_"),
        ("max_items", "max_items_"),
        ("model_fields", "model_fields_"),
        ("wl-show", "wl_show"),
        ("1st", "p_1st"),
        ("__class__", "p_class__"),
        ("_x", "p_x"),
        ("...", "p_"),
        ("str", "str_"),
        ("Literal", "Literal_"),
        ("größe", "größe"),
        ("ﬁle", "file"),
        ("titles", "titles"),
    ],
)
def test_a_parameter_gets_the_nearest_name_that_is_one(wire: str, name: str) -> None:
    assert naming.field_name(wire) == name


def test_a_prop_leaves_the_names_that_select_pages_to_its_method() -> None:
    assert [naming.field_name(name, prop=True) for name in naming.PAGE_SELECTION] == [
        f"{name}_" for name in naming.PAGE_SELECTION
    ]


@pytest.mark.parametrize(
    ("path", "php_class", "name"),
    [
        ("query+allpages", "MediaWiki\\Api\\ApiQueryAllPages", "AllPages"),
        ("edit", "MediaWiki\\Api\\ApiEditPage", "Edit"),
        ("scribunto-console", "ApiScribuntoConsole", "ScribuntoConsole"),
        ("wbgetentities", "Wikibase\\Repo\\Api\\GetEntities", "Wbgetentities"),
        ("query+result", "ApiQueryResult", "ResultRequest"),
        ("none", "", "NoneRequest"),
        ("2fa", "", "P2fa"),
        ("", "", "P"),
        ("日本", "", "日本"),
    ],
)
def test_a_class_has_the_word_breaks_of_its_php_class(path: str, php_class: str, name: str) -> None:
    assert naming.class_name(path, php_class) == name


def test_a_correction_wins_over_the_php_class() -> None:
    assert naming.class_name("query+extlinks", "ApiQueryExternalLinks", "ExtLinks") == "ExtLinks"


@pytest.mark.parametrize(
    ("path", "file", "method"),
    [
        ("edit", "edit", "edit"),
        ("import", "import_", "import_"),
        ("query+allpages", "query_allpages", "allpages"),
        ("scribunto-console", "scribunto_console", "scribunto_console"),
        ("../../etc/passwd", "p_etc_passwd", "p_etc_passwd"),
        ("main", "main_", "main"),
        ("CON", "con_", "CON"),
        ("日本", "u65e5u672c", "日本"),
        ("pages", "pages_", "pages"),
        ("query+pages", "query_pages", "pages_"),
    ],
)
def test_files_and_methods_are_named_by_the_path(path: str, file: str, method: str) -> None:
    assert (naming.file_name(path), naming.method_name(path)) == (file, method)


@pytest.mark.parametrize("base", [Request, ListRequest, PropRequest, Generator, MainRequest, Pages])
def test_no_field_hides_an_attribute_of_its_base(base: type) -> None:
    public = {name for name in dir(base) if not name.startswith(("_", "model_"))} - {"extra", "props"}
    assert not public - naming.REQUEST_ATTRIBUTES


@given(st.text(), st.booleans())
def test_any_text_becomes_a_name_that_python_takes_as_it_is(text: str, prop: bool) -> None:
    names = [naming.field_name(text, prop=prop), naming.class_name(text, text), naming.alias_name("A", text)]
    names += [naming.method_name(text), naming.file_name(text)]
    for name in names:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert unicodedata.normalize("NFKC", name) == name
        assert not name.startswith("_")
    assert not set(names[:2]) & naming.USED
    assert naming.file_name(text).isascii()
