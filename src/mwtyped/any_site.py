"""Types for helpers that take a site of any binding."""

from typing import TypeAlias

from .classic import AsyncClassicSite, ClassicSite
from .runtime import AsyncRawApi, RawApi

__all__ = ["AnyAsyncSite", "AnySite"]

AnySite: TypeAlias = ClassicSite[RawApi]
"""A site of any binding: raw calls, `send`, `iterate`, the methods of mwclient."""

AnyAsyncSite: TypeAlias = AsyncClassicSite[AsyncRawApi]
"""The same in async code."""
