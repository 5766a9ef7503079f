"""mwclient's surface with a wiki's own types: the signatures of `mwtyped.classic`, with that wiki's results in them."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .imports import Import
from .ir import Binding
from .methods import World
from .types import RUNTIME

__all__ = ["CLASSIC", "TypedClass", "imports_of", "typed_classes"]

CLASSIC = "mwtyped.classic"

_SITE = {
    "allimages": "query+allimages",
    "allusers": "query+allusers",
    "blocks": "query+blocks",
    "chunk_upload": "upload",
    "deletedrevisions": "query+deletedrevs",
    "email": "emailuser",
    "exturlusage": "query+exturlusage",
    "logevents": "query+logevents",
    "parse": "parse",
    "patrol": "patrol",
    "random": "query+random",
    "recentchanges": "query+recentchanges",
    "revisions": "page.revisions",
    "search": "query+search",
    "upload": "upload",
    "usercontributions": "query+usercontribs",
    "users": "query+users",
    "watchlist": "query+watchlist",
}
_PAGE = {
    "append": "edit",
    "delete": "delete",
    "edit": "edit",
    "move": "move",
    "prepend": "edit",
    "revisions": "page.revisions",
    "save": "edit",
}
_CATEGORY = {"members": "query+categorymembers"}
_IMAGE = {"duplicatefiles": "page.duplicatefiles", "imagehistory": "page.imageinfo"}
"""By method, the module whose result or items it gives, or the field of pages whose entries."""

_UNTYPED = re.compile(r"\b(?:Item|Result|WriteResult)\b")

_HOMES: Mapping[str, str] = {
    "Any": "typing",
    "AsyncIterator": "collections.abc",
    "Callable": "collections.abc",
    "Iterable": "collections.abc",
    "Iterator": "collections.abc",
    "Literal": "typing",
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "overload": "typing",
    "Moment": CLASSIC,
    "Namespaces": CLASSIC,
    "Values": CLASSIC,
    "AsyncList": CLASSIC,
    "AsyncPageList": CLASSIC,
    "List": CLASSIC,
    "PageList": CLASSIC,
    "Item": RUNTIME,
    "Result": RUNTIME,
    "WriteResult": RUNTIME,
    "IO": "typing",
    "PathLike": "os",
}
"""Where the names are from that stand in signatures."""


@dataclass(frozen=True, slots=True)
class TypedClass:
    """A class of the surface, with the signatures that differ from those of its base.

    Attributes:
        bases: as code.
        imports: what its signatures use.
    """

    name: str
    bases: str
    doc: str
    methods: tuple[str, ...]
    imports: frozenset[Import]


def typed_classes(binding: Binding, world: World) -> Iterator[TypedClass]:
    """Give page objects and the site with the types of a wiki; a method whose module it lacks stays untyped."""
    page, category, image, site = map(world.name, ("Page", "Category", "Image", "ClassicSite"))
    folder = "_async" if world.prefix else "_sync"
    own = {page, category, image}
    for name, sources, results, bases, doc in (
        (page, {"page": page}, _PAGE, f"Base{page}", "A page of this wiki."),
        (
            category,
            {"category": category},
            _CATEGORY,
            f"{page}, Base{category}",
            "A category of this wiki. Iterated, it gives its pages.",
        ),
        (image, {"image": image}, _IMAGE, f"{page}, Base{image}", "A file of this wiki."),
        (
            site,
            {"site": site, "lists": world.name("Lists"), "uploading": world.name("Uploading")},
            _SITE,
            f"Base{site}[Api_co]",
            "A wiki whose methods give what this wiki answers.",
        ),
    ):
        methods, imports = list[str](), set[Import]()
        if name == page:
            model = _model(binding)
            imports.add(model)
            methods.append("@property\ndef info(self) -> PageModel: ...")
        functions = [function for file, cls in sources.items() for function in _functions(f"{folder}/{file}.py", cls)]
        with_pages = {one.name for one in functions if own.intersection(_names(one.returns))}
        for function in functions:
            result = _result(binding, results.get(function.name))
            if result is None and function.name not in with_pages:
                continue
            code = _signature(function, result)
            methods.append(code)
            imports |= {result} if result is not None else set()
            imports |= {Import(_HOMES[word], word) for word in set(re.findall(r"\w+", code)) & _HOMES.keys()}
        yield TypedClass(name, bases, doc, tuple(methods), frozenset(imports))


def imports_of(classes: Iterable[TypedClass]) -> set[Import]:
    """Give what the signatures of all of them use."""
    return set[Import]().union(*(one.imports for one in classes))


def _model(binding: Binding) -> Import:
    """Give the class of pages, under a name of its own."""
    for file in binding.replies:
        if any(model.name == "Page" and "PageBase" in model.bases for model in file.models):
            return Import(f".responses.{file.file_name}", "Page", "PageModel")
    return Import(RUNTIME, "Page", "PageModel")


def _result(binding: Binding, source: str | None) -> Import | None:
    """Give the class of a module's result or items, or of the entries of a field of pages; None if none is known."""
    if source is None:
        return None
    if source.startswith("page."):
        return _entry(binding, source.removeprefix("page."))
    reply = next((module.reply for module in binding.modules if module.path == source), None)
    return None if reply is None else Import(f".responses.{reply.file_name}", reply.class_name)


def _entry(binding: Binding, field: str) -> Import | None:
    for file in binding.replies:
        for model in file.models:
            found = next((one for one in model.fields if one.name == field), None)
            if model.name == "Page" and found is not None:
                name = re.sub(r".*\[(\w+)\].*", r"\1", found.annotation)
                return Import(f".responses.{model.classes[name]}", name) if name in model.classes else None
    return None


_Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _functions(file: str, name: str) -> tuple[_Function, ...]:
    """Give the public methods of a class of the surface, as code."""
    source = files(CLASSIC).joinpath(file).read_text(encoding="utf-8")
    cls = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == name)
    functions = [node for node in cls.body if isinstance(node, _Function)]
    return tuple(one for one in functions if not one.name.startswith("_") or one.name.endswith(("iter__", "next__")))


def _names(annotation: ast.expr | None) -> set[str]:
    return set(re.findall(r"\w+", ast.unparse(annotation))) if annotation is not None else set()


def _signature(function: _Function, result: Import | None) -> str:
    """Write a method without its body, the result's class in place of the general one."""
    bare = ast.parse(ast.unparse(function)).body[0]
    assert isinstance(bare, _Function)
    bare.body = [ast.Expr(ast.Constant(...))]
    code = ast.unparse(bare)
    head, arrow, returns = code.rpartition("->")
    returns = returns.replace("'", "")  # names of this file, which need no quotes
    if result is not None:
        returns = _UNTYPED.sub(result.name, returns)
    return f"{head}{arrow}{returns}"
