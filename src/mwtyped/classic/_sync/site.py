# Derived from src/mwtyped/classic/_async/site.py by codegen/twin.py. Do not edit.
"""A wiki, with mwclient's methods."""

from typing import TypeVar

from ...runtime import BaseSite, RawApi

__all__ = ["ClassicSite"]

Api_co = TypeVar("Api_co", bound=RawApi, covariant=True)


class ClassicSite(BaseSite[Api_co]):
    """Base of a binding's site: its own `api`, and the methods and page objects of mwclient's `Site`.

    Of these there are the raw calls, `login` and the attributes yet; the rest comes with part 4 of the project.
    """
