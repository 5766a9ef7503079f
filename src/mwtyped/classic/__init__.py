"""mwclient's surface, over any binding."""

from typing import TYPE_CHECKING

from ..runtime.lazy import lazy_names

if TYPE_CHECKING:
    from ._async.site import AsyncClassicSite as AsyncClassicSite
    from ._sync.site import ClassicSite as ClassicSite

__all__ = ["AsyncClassicSite", "ClassicSite"]

if not TYPE_CHECKING:  # a visible __getattr__ would make every misspelt name legal
    __getattr__, __dir__ = lazy_names(__name__, {"AsyncClassicSite": "._async.site", "ClassicSite": "._sync.site"})
