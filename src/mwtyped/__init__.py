"""Program a MediaWiki, typed.

`Site` is a wiki; `Site("en.wikipedia.org").api` leads to its modules. Requests as data are in `mwtyped.mediawiki`.
"""

from typing import TYPE_CHECKING

from ._version import __version__ as __version__
from .runtime.lazy import lazy_names

if TYPE_CHECKING:
    from . import client as client
    from . import errors as errors
    from . import image as image
    from . import listing as listing
    from . import page as page
    from . import util as util
    from .any_site import AnyAsyncSite as AnyAsyncSite
    from .any_site import AnySite as AnySite
    from .mediawiki import AsyncSite as AsyncSite
    from .mediawiki import Site as Site
    from .runtime.connection import AsyncConnection as AsyncConnection
    from .runtime.connection import Connection as Connection
    from .runtime.errors import APIDisabledError as APIDisabledError
    from .runtime.errors import APIError as APIError
    from .runtime.errors import APIWarning as APIWarning
    from .runtime.errors import AssertUserFailedError as AssertUserFailedError
    from .runtime.errors import BindingMismatch as BindingMismatch
    from .runtime.errors import ChecksumMismatch as ChecksumMismatch
    from .runtime.errors import ConnectionFailed as ConnectionFailed
    from .runtime.errors import ContinuationError as ContinuationError
    from .runtime.errors import DryRun as DryRun
    from .runtime.errors import EditConflict as EditConflict
    from .runtime.errors import EditError as EditError
    from .runtime.errors import EmailError as EmailError
    from .runtime.errors import EventLoopMismatch as EventLoopMismatch
    from .runtime.errors import FileExists as FileExists
    from .runtime.errors import HTTPStatusError as HTTPStatusError
    from .runtime.errors import InsufficientPermission as InsufficientPermission
    from .runtime.errors import InvalidCheckpoint as InvalidCheckpoint
    from .runtime.errors import InvalidFileName as InvalidFileName
    from .runtime.errors import InvalidPageTitle as InvalidPageTitle
    from .runtime.errors import InvalidResponse as InvalidResponse
    from .runtime.errors import LoginError as LoginError
    from .runtime.errors import MaximumRetriesExceeded as MaximumRetriesExceeded
    from .runtime.errors import MediaWikiVersionError as MediaWikiVersionError
    from .runtime.errors import MwClientError as MwClientError
    from .runtime.errors import MwtypedError as MwtypedError
    from .runtime.errors import NoSpecifiedEmail as NoSpecifiedEmail
    from .runtime.errors import NoSpecifiedEmailError as NoSpecifiedEmailError
    from .runtime.errors import NotLoaded as NotLoaded
    from .runtime.errors import NotLoggedIn as NotLoggedIn
    from .runtime.errors import NotRequested as NotRequested
    from .runtime.errors import NoWriteApi as NoWriteApi
    from .runtime.errors import OAuthAuthorizationError as OAuthAuthorizationError
    from .runtime.errors import PageDeleted as PageDeleted
    from .runtime.errors import PageInvalid as PageInvalid
    from .runtime.errors import PageMissing as PageMissing
    from .runtime.errors import ParameterError as ParameterError
    from .runtime.errors import PlainHTTPRefused as PlainHTTPRefused
    from .runtime.errors import ProtectedPageError as ProtectedPageError
    from .runtime.errors import ReadApiDenied as ReadApiDenied
    from .runtime.errors import ReplyMismatch as ReplyMismatch
    from .runtime.errors import ResponseMismatch as ResponseMismatch
    from .runtime.errors import SessionFileError as SessionFileError
    from .runtime.errors import UnknownModule as UnknownModule
    from .runtime.errors import UnrecognizedParameter as UnrecognizedParameter
    from .runtime.errors import UploadRefused as UploadRefused
    from .runtime.errors import UserBlocked as UserBlocked
    from .runtime.errors import WriteOutcomeUnknown as WriteOutcomeUnknown
    from .runtime.errors import WrongPath as WrongPath
    from .runtime.login_step import LoginField as LoginField
    from .runtime.login_step import LoginStep as LoginStep
    from .runtime.oauth import Authority as Authority
    from .runtime.oauth import OAuthRefresh as OAuthRefresh
    from .runtime.options import Options as Options
    from .runtime.totp import TOTP as TOTP
    from .runtime.unknown import unknown_fields as unknown_fields
    from .runtime.uploads import UploadResume as UploadResume

_MODULES = ("client", "errors", "image", "listing", "page", "util")
"""As mwclient has them; they are imported when they are first used."""

_NAMES = {
    "APIDisabledError": ".runtime.errors",
    "APIError": ".runtime.errors",
    "APIWarning": ".runtime.errors",
    "AnyAsyncSite": ".any_site",
    "AnySite": ".any_site",
    "AssertUserFailedError": ".runtime.errors",
    "AsyncConnection": ".runtime.connection",
    "AsyncSite": ".mediawiki",
    "Authority": ".runtime.oauth",
    "BindingMismatch": ".runtime.errors",
    "ChecksumMismatch": ".runtime.errors",
    "Connection": ".runtime.connection",
    "ConnectionFailed": ".runtime.errors",
    "ContinuationError": ".runtime.errors",
    "DryRun": ".runtime.errors",
    "EditConflict": ".runtime.errors",
    "EditError": ".runtime.errors",
    "EmailError": ".runtime.errors",
    "EventLoopMismatch": ".runtime.errors",
    "FileExists": ".runtime.errors",
    "HTTPStatusError": ".runtime.errors",
    "InsufficientPermission": ".runtime.errors",
    "InvalidCheckpoint": ".runtime.errors",
    "InvalidFileName": ".runtime.errors",
    "InvalidPageTitle": ".runtime.errors",
    "InvalidResponse": ".runtime.errors",
    "LoginError": ".runtime.errors",
    "LoginField": ".runtime.login_step",
    "LoginStep": ".runtime.login_step",
    "MaximumRetriesExceeded": ".runtime.errors",
    "MediaWikiVersionError": ".runtime.errors",
    "MwClientError": ".runtime.errors",
    "MwtypedError": ".runtime.errors",
    "NoSpecifiedEmail": ".runtime.errors",
    "NoSpecifiedEmailError": ".runtime.errors",
    "NoWriteApi": ".runtime.errors",
    "NotLoaded": ".runtime.errors",
    "NotLoggedIn": ".runtime.errors",
    "NotRequested": ".runtime.errors",
    "OAuthAuthorizationError": ".runtime.errors",
    "OAuthRefresh": ".runtime.oauth",
    "Options": ".runtime.options",
    "PageDeleted": ".runtime.errors",
    "PageInvalid": ".runtime.errors",
    "PageMissing": ".runtime.errors",
    "ParameterError": ".runtime.errors",
    "PlainHTTPRefused": ".runtime.errors",
    "ProtectedPageError": ".runtime.errors",
    "ReadApiDenied": ".runtime.errors",
    "ReplyMismatch": ".runtime.errors",
    "ResponseMismatch": ".runtime.errors",
    "SessionFileError": ".runtime.errors",
    "Site": ".mediawiki",
    "TOTP": ".runtime.totp",
    "UnknownModule": ".runtime.errors",
    "UnrecognizedParameter": ".runtime.errors",
    "UploadRefused": ".runtime.errors",
    "UploadResume": ".runtime.uploads",
    "UserBlocked": ".runtime.errors",
    "WriteOutcomeUnknown": ".runtime.errors",
    "WrongPath": ".runtime.errors",
    "unknown_fields": ".runtime.unknown",
}

__all__ = sorted([*_NAMES, *_MODULES])  # pyright: ignore[reportUnsupportedDunderAll]

if not TYPE_CHECKING:  # a visible __getattr__ would make every misspelt name legal
    __getattr__, __dir__ = lazy_names(__name__, _NAMES, _MODULES)
