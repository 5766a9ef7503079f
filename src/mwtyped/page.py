"""The page objects, under the name of mwclient's module of them."""

from .classic import Page

__all__ = ["Page"]
