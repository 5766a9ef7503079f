"""The site, under the name of mwclient's module of it."""

from ._version import __version__
from .mediawiki import Site

__all__ = ["Site", "__version__"]
