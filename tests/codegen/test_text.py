"""The one door through which a wiki's text enters code."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwtyped_codegen.text import LONGEST, comment, docstring, plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("See [[Special:MyLanguage/Help:Edit|the help]] first.", "See the help first."),
        ("A [https://example.org/x page] and [[Main Page]].", "A page and Main Page."),
        ("Use <var>$1title</var> or <code>x &lt; y</code>.", "Use $1title or x < y."),
        ("'''Bold''' and ''slanted''", "Bold and slanted"),
        ("; one : first\n; two : second", "one: first two: second"),
        ("* one\n* two", "one two"),
        ("soft\u00adhyphen", "softhyphen"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("turn \u202eround\u202c", "turn round"),
        ("⧼apihelp-rvodd-summary⧽", ""),
        ("⧼apihelp-rvodd-summary⧽ <span>⧼apihelp-rvodd-extended⧽</span>\n", ""),
        ("See ⧼apihelp-rvodd-summary⧽", "See ⧼apihelp-rvodd-summary⧽"),
    ],
)
def test_markup_is_reduced_to_plain_text(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_a_long_text_is_capped() -> None:
    assert len(plain_text("word " * 10_000)) == LONGEST


@pytest.mark.parametrize(
    "text",
    [
        'ends with a quote"',
        '"""',
        "'''",
        "\\",
        "\\N{BULLET}",
        "\\x41",
        "a\nb",
        "a\x00b",
        "a\u2028b",
        "\ud800",
        "{{ 7 * 7 }}",
        "{% for x in y %}",
        "é" * 300,
        ">>> exit()",
    ],
)
def test_a_docstring_holds_any_text_and_nothing_gets_out(text: str) -> None:
    code = f"def f():\n    {docstring([text, '', 'Args:', f'    x: {text}'])}\n"

    tree = ast.parse(code)

    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert len(tree.body) == len(function.body) == 1
    assert ">>>" not in (ast.get_docstring(function) or "")
    assert code.isprintable() or set(code) - {"\n"} == {c for c in code if c.isprintable()}


@given(st.text())
def test_any_text_is_one_docstring_and_one_comment(text: str) -> None:
    tree = ast.parse(f"{docstring([text], indent=0)}\n# {comment(text)}\nx = 1\n")

    assert [type(node) for node in tree.body] == [ast.Expr, ast.Assign]
