"""The lists, under the name of mwclient's module of them.

Its classes of lists are one here: the other names are there for `isinstance` and annotations.
"""

from .classic import Category, List, PageList
from .classic import List as GeneratorList
from .classic import List as NestedList
from .classic import List as PageProperty
from .classic import List as PagePropertyGenerator
from .classic import List as RevisionsIterator

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
