"""Our corrections to what a wiki says of itself, as data, each with its reason."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .capture import Capture
from .ir import Kind

__all__ = ["Overlay", "OverlayError", "stock_overlay"]


class OverlayError(Exception):
    """An overlay that is none, or that names what a wiki does not have."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ParameterEntry(_Strict):
    """What is corrected of one parameter."""

    reason: str = ""
    meaning: str = ""
    instead: str = ""
    type: str | None = None
    open: bool = False


class ModuleEntry(_Strict):
    """What is corrected of one module."""

    reason: str = ""
    meaning: str = ""
    class_name: str | None = None
    reply: Literal["json", "text"] | None = None
    result: list[str] = Field(default_factory=list)
    token: str | None = None
    exclusive: list[list[str]] = Field(default_factory=list)
    view: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, ParameterEntry] = Field(default_factory=dict)


class OpenEntry(_Strict):
    """A kind of value that the people of a wiki can extend, and parameters that list it."""

    kind: str
    reason: str
    parameters: list[str]
    names: list[str] = Field(default_factory=list)


class Overlay(_Strict):
    """Corrections: by module, by parameter name, by kind of value."""

    modules: dict[str, ModuleEntry] = Field(default_factory=dict)
    names: dict[str, ParameterEntry] = Field(default_factory=dict)
    open: list[OpenEntry] = Field(default_factory=list)

    @property
    def source(self) -> dict[str, Any]:
        return self.model_dump(mode="json")

    @classmethod
    def read(cls, text: str, name: str) -> "Overlay":
        """Read an overlay.

        Raises:
            OverlayError: it is no TOML, or has a key that means nothing.
        """
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise OverlayError(f"{name}: {error}") from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise OverlayError(f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None

    def under(self, other: "Overlay") -> "Overlay":
        """Put another overlay on top of this one; its entries win, parameter by parameter."""
        modules = dict(self.modules)
        for path, entry in other.modules.items():
            mine = modules.get(path, ModuleEntry())
            changed = {name: getattr(entry, name) for name in entry.model_fields_set}
            changed["parameters"] = {**mine.parameters, **entry.parameters}
            modules[path] = mine.model_copy(update=changed)
        return Overlay(modules=modules, names={**self.names, **other.names}, open=[*self.open, *other.open])

    def misses(self, capture: Capture) -> list[str]:
        """List entries whose module is there but whose target isn't; those of other wikis' modules are skipped."""
        known = {
            module.path: {p.name for p in (*module.parameters, *module.templatedparameters)}
            for module in capture.modules
        }
        found = []
        for path, entry in sorted(self.modules.items()):
            if path in known:
                named = {*entry.parameters, *(name for group in entry.exclusive for name in group)}
                found += [f"overlay: {path} has no parameter {name!r}" for name in sorted(named - known[path])]
        for group in self.open:
            for target in group.parameters:
                path, _, name = target.rpartition(".")
                if path in known and name not in known[path]:
                    found.append(f"overlay: {path} has no parameter {name!r}")
        return found

    def part(self, path: str) -> dict[str, Any]:
        """Give what concerns one module, for its hash."""
        entry = self.modules.get(path)
        return entry.model_dump(mode="json") if entry else {}

    def class_name(self, path: str) -> str | None:
        return self._module(path).class_name

    def reply_kind(self, path: str) -> Kind:
        return self._module(path).reply or "action"

    def result(self, path: str) -> tuple[str, ...]:
        return tuple(self._module(path).result)

    def token(self, path: str) -> str | None:
        return self._module(path).token

    def exclusive(self, path: str) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(group) for group in self._module(path).exclusive)

    def view(self, path: str) -> Mapping[str, str]:
        return self._module(path).view

    def meaning(self, path: str, parameter: str | None = None) -> str:
        """Give our own words for a module or a parameter; empty if there are none."""
        if parameter is None:
            return self._module(path).meaning
        return self._parameter(path, parameter).meaning or self.names.get(parameter, ParameterEntry()).meaning

    def alternatives(self, path: str, parameter: str) -> str:
        return self._parameter(path, parameter).instead

    def type(self, path: str, parameter: str) -> str | None:
        return self._parameter(path, parameter).type or self.names.get(parameter, ParameterEntry()).type

    def is_open(self, path: str, parameter: str) -> bool:
        return self._parameter(path, parameter).open or any(parameter in entry.names for entry in self.open)

    def open_values(self, capture: Capture) -> dict[frozenset[str], str]:
        """Give the sets of values, as this wiki lists them, that its people can extend."""
        types = {f"{module.path}.{p.name}": p.type for module in capture.modules for p in module.parameters}
        found: dict[frozenset[str], str] = {}
        for entry in self.open:
            for target in entry.parameters:
                values = types.get(target)
                if isinstance(values, list) and values:
                    found[frozenset(map(str, values))] = entry.kind
        return found

    def _module(self, path: str) -> ModuleEntry:
        return self.modules.get(path, ModuleEntry())

    def _parameter(self, path: str, name: str) -> ParameterEntry:
        return self._module(path).parameters.get(name, ParameterEntry())


def stock_overlay() -> Overlay:
    """Read the overlay that comes with the generator."""
    packaged = files("mwtyped_codegen") / "data" / "overlay.toml"
    source = packaged if packaged.is_file() else Path(__file__).parents[2] / "schemas" / "overlay.toml"
    return Overlay.read(source.read_text(encoding="utf-8"), "overlay.toml")
