"""Names that are imported when they are first used (PEP 562), and the check of a binding's age."""

import importlib
import sys
from collections.abc import Callable, Mapping

__all__ = ["INTERFACE", "check_interface", "lazy_names"]

INTERFACE = 2
"""The form of generated code that this runtime runs; another one means that a binding must be generated anew."""


def lazy_names(
    package: str, names: Mapping[str, str], modules: tuple[str, ...] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make a package's `__getattr__` and `__dir__` of a table: name to the submodule that has it; and of submodules."""

    def get(name: str) -> object:
        if name in modules:
            return importlib.import_module(f".{name}", package)
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(importlib.import_module(names[name], package), name)
        setattr(sys.modules[package], name, value)
        return value

    def names_of_package() -> list[str]:
        return sorted({*vars(sys.modules[package]), *names, *modules})

    return get, names_of_package


def check_interface(package: str, interface: int) -> None:
    """Refuse a binding that was generated for another runtime.

    Raises:
        BindingMismatch: with what to do about it.
    """
    if interface == INTERFACE:
        return
    from .errors import BindingMismatch

    age, remedy = ("old", "upgrade mwtyped") if interface > INTERFACE else ("new", "generate the package again")
    raise BindingMismatch(
        f"the installed mwtyped is too {age} for the package {package!r} "
        f"(it speaks interface {INTERFACE}, the package {interface}): {remedy}"
    )
