"""The lists, under the name of mwclient's module of them.

Its classes of lists are one here: the other names are there for `isinstance` and annotations.
"""

from .classic import Category, List, PageList

__all__ = [
    "Category",
    "GeneratorList",
    "List",
    "NestedList",
    "PageList",
    "PageProperty",
    "PagePropertyGenerator",
    "RevisionsIterator",
]

GeneratorList = NestedList = PageProperty = PagePropertyGenerator = RevisionsIterator = List
