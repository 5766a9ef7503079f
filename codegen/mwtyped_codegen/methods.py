"""From a module to its method in a namespace: arguments, result, docstring, call."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .imports import Import
from .ir import Module, Parameter
from .naming import PAGE_SELECTION
from .text import docstring
from .types import NUMBER, RUNTIME

__all__ = [
    "ASYNC",
    "SYNC",
    "Method",
    "World",
    "arguments",
    "arguments_doc",
    "help_lines",
    "methods_of",
    "opening",
    "passed_imports",
]

_RESULTS = {
    "action": Import(RUNTIME, "Result"),
    "meta": Import(RUNTIME, "Result"),
    "json": Import("pydantic", "JsonValue"),
}
_EXTRA = "extra: Mapping[str, str] | None = None"
_EXTRA_DOC = "    extra: More parameters, or others instead, in wire names, unchecked."


@dataclass(frozen=True, slots=True)
class World:
    """Sync or async: the few words in which they differ."""

    prefix: str
    define: str
    wait: str

    def name(self, of: str) -> str:
        return self.prefix + of

    def file(self, of: str) -> str:
        return f"async_{of}" if self.prefix else of


SYNC = World("", "def", "")
ASYNC = World("Async", "async def", "await ")


@dataclass(frozen=True, slots=True)
class Method:
    """One method, in words that a template only puts in their places.

    Attributes:
        loads: what its body imports: models are loaded when they are used.
        imports: what its signature uses.
    """

    name: str
    define: str
    arguments: tuple[str, ...]
    result: str
    doc: str
    loads: tuple[Import, ...]
    call: str
    imports: frozenset[Import]


def arguments(parameters: Iterable[Parameter]) -> tuple[str, ...]:
    """Write the keywords of a method or of `__init__`; ours comes last."""
    return (*(f"{one.name}: {one.passed}{one.assigned}" for one in parameters), _EXTRA)


def arguments_doc(parameters: Iterable[Parameter]) -> list[str]:
    """Write what is known of each keyword, a line each."""
    return ["Args:", *(f"    {one.name}: {_said(one)}" for one in parameters), _EXTRA_DOC]


def _said(parameter: Parameter) -> str:
    """Join what is known of a keyword; of one of which nothing is, what the API calls it."""
    return " ".join(part for part in (parameter.meaning, *parameter.notes) if part) or f"`{parameter.wire}`."


def passed_imports(parameters: Iterable[Parameter]) -> frozenset[Import]:
    """Give what the keywords of a method use."""
    of_types = (one.type.passed.imports for one in parameters)
    return frozenset({Import("collections.abc", "Mapping")}).union(*of_types)


def methods_of(modules: Iterable[Module], world: World) -> Iterator[Method]:
    """Give the methods of modules, sorted by name; a prop's needs `Pages` among them."""
    modules = sorted(modules, key=lambda module: module.method_name)
    pages = next((module for module in modules if module.kind == "pages"), None)
    for module in modules:
        match module.kind:
            case "action" | "json" | "text" | "meta":
                yield _call(module, world)
            case "list" | "pages":
                item = _reply(module) or Import(RUNTIME, "Item" if module.kind == "list" else "Page")
                yield _listing(module, module.parameters, item, (_load(module),), _made(module), world)
            case "prop" if pages is not None:
                yield _prop(module, pages, world)


def _call(module: Module, world: World) -> Method:
    """Write a method that makes one call."""
    result = _reply(module) or (Import(RUNTIME, "WriteResult") if module.writes else _RESULTS.get(module.kind))
    return Method(
        name=module.method_name,
        define=world.define,
        arguments=arguments(module.parameters),
        result=result.name if result else "str",
        doc=_doc(module, module.parameters),
        loads=(_load(module),),
        call=f"{world.wait}self._site.send({_made(module)})",
        imports=passed_imports(module.parameters) | ({result} if result else set()),
    )


def _prop(module: Module, pages: Module, world: World) -> Method:
    """Write a method that is short for `pages` with this one prop."""
    selection = tuple(one for one in pages.parameters if one.name in PAGE_SELECTION and one.name != "props")
    chosen = ", ".join([*(f"{one.name}={one.name}" for one in selection), f"props=[{_made(module)}]"])
    made = f"{pages.class_name}({chosen})"
    page = _reply(pages) or Import(RUNTIME, "Page")
    return _listing(module, (*selection, *module.parameters), page, (_load(pages), _load(module)), made, world)


def _listing(
    module: Module, parameters: tuple[Parameter, ...], item: Import, loads: tuple[Import, ...], made: str, world: World
) -> Method:
    parameters = (*parameters, _MAX_ITEMS)
    listing = Import(RUNTIME, world.name("Listing"))
    return Method(
        name=module.method_name,
        define="def",  # making a listing waits for nothing
        arguments=arguments(parameters),
        result=f"{listing.name}[{item.name}]",
        doc=_doc(module, parameters),
        loads=tuple(sorted(loads)),
        call=f"self._site.iterate({made}, max_items=max_items)",
        imports=passed_imports(parameters) | {listing, item},
    )


_MAX_ITEMS = Parameter(name="max_items", wire="", type=NUMBER, meaning="How many in all; None for all there are.")


def _reply(module: Module) -> Import | None:
    return Import(f".responses.{module.reply.file_name}", module.reply.class_name) if module.reply else None


def _load(module: Module) -> Import:
    return Import(f".requests.{module.file_name}", module.class_name)


def _made(module: Module) -> str:
    """Write the call that makes the request."""
    keywords = [*(f"{one.name}={one.name}" for one in module.parameters), "extra=extra"]
    return f"{module.class_name}({', '.join(keywords)})"


def _doc(module: Module, parameters: Iterable[Parameter]) -> str:
    lines = [*opening(module), "", *arguments_doc(parameters)]
    return docstring([*lines, *help_lines(module)], indent=8)


def opening(module: Module) -> list[str]:
    """Say what a module does and how the API calls it."""
    called = f"`{module.called}`{'; also a generator of pages' if module.generator else ''}."
    said = [called, *module.notes] if module.meaning else list(module.notes)
    return [module.meaning or called, *(["", *said] if said else [])]


def help_lines(module: Module) -> list[str]:
    """Say where a module is explained."""
    return ["", *(f"Help: {url}" for url in module.help_urls)] if module.help_urls else []
