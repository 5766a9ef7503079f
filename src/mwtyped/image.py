"""The objects of files, under the name of mwclient's module of them."""

from .classic import Image

__all__ = ["Image"]
