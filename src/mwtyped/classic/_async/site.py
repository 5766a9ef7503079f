"""A wiki, with mwclient's methods."""

from typing import TypeVar

from ...runtime import AsyncBaseSite, AsyncRawApi

__all__ = ["AsyncClassicSite"]

Api_co = TypeVar("Api_co", bound=AsyncRawApi, covariant=True)


class AsyncClassicSite(AsyncBaseSite[Api_co]):
    """Base of a binding's site: its own `api`, and the methods and page objects of mwclient's `Site`.

    Of these there are the raw calls, `login` and the attributes yet; the rest comes with part 4 of the project.
    """
