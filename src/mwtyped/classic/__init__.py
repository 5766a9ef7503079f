"""mwclient's surface, over any binding."""

from typing import TYPE_CHECKING

from ..runtime.lazy import lazy_names

if TYPE_CHECKING:
    from ._async.category import AsyncCategory as AsyncCategory
    from ._async.image import AsyncImage as AsyncImage
    from ._async.listing import AsyncList as AsyncList
    from ._async.page import AsyncPage as AsyncPage
    from ._async.page_list import AsyncPageList as AsyncPageList
    from ._async.site import AsyncClassicSite as AsyncClassicSite
    from ._sync.category import Category as Category
    from ._sync.image import Image as Image
    from ._sync.listing import List as List
    from ._sync.page import Page as Page
    from ._sync.page_list import PageList as PageList
    from ._sync.site import ClassicSite as ClassicSite
    from .values import Moment as Moment
    from .values import Namespaces as Namespaces
    from .values import Values as Values

_NAMES = {
    "AsyncCategory": "._async.category",
    "AsyncClassicSite": "._async.site",
    "AsyncImage": "._async.image",
    "AsyncList": "._async.listing",
    "AsyncPage": "._async.page",
    "AsyncPageList": "._async.page_list",
    "Category": "._sync.category",
    "ClassicSite": "._sync.site",
    "Image": "._sync.image",
    "List": "._sync.listing",
    "Moment": ".values",
    "Namespaces": ".values",
    "Page": "._sync.page",
    "PageList": "._sync.page_list",
    "Values": ".values",
}

__all__ = [
    "AsyncCategory",
    "AsyncClassicSite",
    "AsyncImage",
    "AsyncList",
    "AsyncPage",
    "AsyncPageList",
    "Category",
    "ClassicSite",
    "Image",
    "List",
    "Moment",
    "Namespaces",
    "Page",
    "PageList",
    "Values",
]

if not TYPE_CHECKING:  # a visible __getattr__ would make every misspelt name legal
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)
