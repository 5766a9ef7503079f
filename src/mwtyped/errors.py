"""The errors, under the name of mwclient's module of them."""

from .runtime.errors import *  # noqa: F403
from .runtime.errors import __all__ as __all__
