"""What bindings stand on. Names are imported when they are first used."""

from typing import TYPE_CHECKING

from .lazy import lazy_names as lazy_names

if TYPE_CHECKING:
    from ._async.listing import AsyncListing as AsyncListing
    from ._async.namespace import AsyncNamespace as AsyncNamespace
    from ._async.namespace import AsyncRawApi as AsyncRawApi
    from ._async.site import AsyncBaseSite as AsyncBaseSite
    from ._sync.listing import Listing as Listing
    from ._sync.namespace import Namespace as Namespace
    from ._sync.namespace import RawApi as RawApi
    from ._sync.site import BaseSite as BaseSite
    from .facts import Facts as Facts
    from .facts import Template as Template
    from .fields import File as File
    from .fields import Many as Many
    from .fields import ManyNames as ManyNames
    from .fields import Mapped as Mapped
    from .fields import Password as Password
    from .fields import Timestamp as Timestamp
    from .fields import Upload as Upload
    from .hints import Expiry as Expiry
    from .lazy import check_interface as check_interface
    from .model import Batch as Batch
    from .model import Combined as Combined
    from .model import Item as Item
    from .model import Page as Page
    from .model import Result as Result
    from .model import WriteResult as WriteResult
    from .request import ActionRequest as ActionRequest
    from .request import EditRequest as EditRequest
    from .request import Generator as Generator
    from .request import JsonRequest as JsonRequest
    from .request import ListingRequest as ListingRequest
    from .request import ListRequest as ListRequest
    from .request import MainRequest as MainRequest
    from .request import MetaRequest as MetaRequest
    from .request import Pages as Pages
    from .request import PropRequest as PropRequest
    from .request import Request as Request
    from .request import TextRequest as TextRequest
    from .shape import Shape as Shape

_NAMES = {
    "ActionRequest": ".request",
    "AsyncBaseSite": "._async.site",
    "AsyncListing": "._async.listing",
    "AsyncNamespace": "._async.namespace",
    "AsyncRawApi": "._async.namespace",
    "BaseSite": "._sync.site",
    "Batch": ".model",
    "Combined": ".model",
    "EditRequest": ".request",
    "Expiry": ".hints",
    "Facts": ".facts",
    "File": ".fields",
    "Generator": ".request",
    "Item": ".model",
    "JsonRequest": ".request",
    "ListRequest": ".request",
    "Listing": "._sync.listing",
    "ListingRequest": ".request",
    "MainRequest": ".request",
    "Many": ".fields",
    "ManyNames": ".fields",
    "Mapped": ".fields",
    "MetaRequest": ".request",
    "Namespace": "._sync.namespace",
    "Page": ".model",
    "Pages": ".request",
    "Password": ".fields",
    "PropRequest": ".request",
    "RawApi": "._sync.namespace",
    "Request": ".request",
    "Result": ".model",
    "Shape": ".shape",
    "Template": ".facts",
    "TextRequest": ".request",
    "Timestamp": ".fields",
    "Upload": ".fields",
    "WriteResult": ".model",
    "check_interface": ".lazy",
    "lazy_names": ".lazy",
}

__all__ = sorted(_NAMES)  # pyright: ignore[reportUnsupportedDunderAll]

if not TYPE_CHECKING:  # a visible __getattr__ would make every misspelt name legal
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)
