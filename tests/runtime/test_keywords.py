"""Misspelt keywords of methods."""

import inspect

import pytest

import mwtyped


@pytest.mark.parametrize("site_class", [mwtyped.Site, mwtyped.AsyncSite])
def test_a_misspelt_keyword_is_refused_with_the_module_and_the_nearest_spelling(
    site_class: type[mwtyped.Site] | type[mwtyped.AsyncSite],
) -> None:
    site = site_class("wiki.example", do_init=False)

    with pytest.raises(mwtyped.ParameterError, match=r"query\+allpages: prefx: .* Did you mean 'prefix'\?"):
        site.api.query.allpages(prefx="B")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_an_action_names_itself() -> None:
    site = mwtyped.Site("wiki.example", do_init=False)

    with pytest.raises(mwtyped.ParameterError, match=r"edit: titel: .* Did you mean 'title'"):
        site.api.edit(titel="B")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_the_signature_stays_that_of_the_method() -> None:
    site = mwtyped.Site("wiki.example", do_init=False)

    assert "filterredir" in inspect.signature(site.api.query.allpages).parameters
