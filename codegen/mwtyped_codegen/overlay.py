"""Our corrections to what a wiki says of itself, as data, each with its reason."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .capture import Capture

__all__ = ["FieldEntry", "Overlay", "OverlayError", "SharedEntry", "stock_overlay"]


class OverlayError(Exception):
    """An overlay that is none; the text says where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


E = TypeVar("E", bound=_Strict)


class ParameterEntry(_Strict):
    """What is corrected of one parameter.

    Attributes:
        words: what it does, where the wiki has no text.
        meaning: what it does, in place of the wiki's text.
        instead: what to use where it is deprecated, a sentence.
        type: one of paraminfo's names, where the wiki says less than it knows.
        open: the people of a wiki can add values.
        owned: why it is no field.
        brings_nothing: values that bring no field of a reply, although the parameter is a `prop`, each with the reason.
    """

    reason: str = ""
    words: str = ""
    meaning: str = ""
    instead: str = ""
    type: str | None = None
    open: bool = False
    owned: str = ""
    brings_nothing: dict[str, str] = Field(default_factory=dict)


class FieldEntry(_Strict):
    """What is decided of one field of a reply, where observation cannot.

    Attributes:
        kind: what it is; a `flag` is the empty text where it is set, a `scalar` anything but a list or a map.
        absent: what its absence means, as in `x-absent`; empty: it is always there.
        gate: what brings it, as in `x-gate`; empty: it always comes.
        none: what the wiki writes where there is none.
        unseen: it is there, though no wiki of ours could show it.
        description: what it means.
    """

    reason: str = ""
    kind: (
        Literal[
            "map",
            "object",
            "list",
            "any",
            "expiry",
            "timestamp",
            "string",
            "integer",
            "number",
            "boolean",
            "flag",
            "scalar",
        ]
        | None
    ) = None
    absent: str | None = None
    gate: list[str] | None = None
    none: str | bool | None = None
    unseen: bool = False
    description: str = ""

    @model_validator(mode="after")
    def _has_reason(self) -> Self:
        if self.model_fields_set - {"description", "reason"} and not self.reason:
            raise ValueError("a correction needs its reason")
        if self.unseen and self.kind is None:
            raise ValueError("what was never seen needs its kind")
        return self


class SharedEntry(_Strict):
    """A type that several replies share.

    Attributes:
        places: where it stands, as `module:path`.
        bases: modules whose result or item has all of it, and more.
        whole: of the places, those where all of it counts as asked for.
        keys: patterns of those that it has, where not all are: `block*`.
        by: by module, the key beside the place that tells its kind; each kind is then a type of its own.
        fields: by path; where it has kinds, these are the first step.
    """

    description: str
    reason: str = ""
    places: list[str] = Field(default_factory=list)
    bases: list[str] = Field(default_factory=list)
    whole: list[str] = Field(default_factory=list)
    keys: list[str] = Field(default_factory=list)
    by: dict[str, str] = Field(default_factory=dict)
    fields: dict[str, FieldEntry] = Field(default_factory=dict)


class ModuleEntry(_Strict):
    """What is corrected of one module; `words`, `meaning` and `instead` as for a parameter.

    Attributes:
        kind: `list` for what is asked for as a prop, and answers a list of its own.
        result: where its result stands in the reply.
        exclusive: groups of parameters of which one may be given.
        view: where the dictionary view of its result differs from the rules.
        brings: parameters that bring fields, besides those whose names end in `prop`.
        examples: queries that show what it answers, where the wiki gives no such examples.
        fields: of its reply, by path: `general.thumblimits`, `[]` steps into a list, `*` is any key of a map.
        complete: these are all fields that it has, so that it has a model although nobody could call it.
    """

    reason: str = ""
    words: str = ""
    meaning: str = ""
    instead: str = ""
    class_name: str | None = None
    kind: Literal["list"] | None = None
    reply: Literal["json", "text"] | None = None
    result: list[str] = Field(default_factory=list)
    token: str | None = None
    exclusive: list[list[str]] = Field(default_factory=list)
    view: dict[str, str] = Field(default_factory=dict)
    brings: list[str] = Field(default_factory=list)
    examples: list[str] = Field(default_factory=list)
    fields: dict[str, FieldEntry] = Field(default_factory=dict)
    complete: bool = False
    parameters: dict[str, ParameterEntry] = Field(default_factory=dict)

    def corrected(self, *, words_too: bool) -> list[str]:
        """List the parameters of which something is said."""
        return [name for name, one in self.parameters.items() if words_too or one.model_fields_set - {"words"}]


class OpenEntry(_Strict):
    """A kind of value that the people of a wiki can extend.

    Attributes:
        parameters: some that list it, as `module.parameter`: any with the same values is of the kind too.
        names: names that such parameters have wherever they are.
    """

    kind: str
    reason: str
    parameters: list[str] = Field(default_factory=list)
    names: list[str] = Field(default_factory=list)


class Overlay(_Strict):
    """Corrections: by module, by name of a parameter or of a field of replies, by kind of value; and shared types."""

    modules: dict[str, ModuleEntry] = Field(default_factory=dict)
    names: dict[str, ParameterEntry] = Field(default_factory=dict)
    fields: dict[str, FieldEntry] = Field(default_factory=dict)
    shared: dict[str, SharedEntry] = Field(default_factory=dict)
    open: list[OpenEntry] = Field(default_factory=list)

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
        """Put another overlay on top of this one; its entries win, fact by fact."""
        modules = dict(self.modules)
        for path, entry in other.modules.items():
            mine = modules.get(path, ModuleEntry())
            inside = {
                "parameters": _on_top(mine.parameters, entry.parameters),
                "fields": _on_top(mine.fields, entry.fields),
            }
            modules[path] = mine.model_copy(update={**_given(entry), **inside})
        return Overlay(
            modules=modules,
            names=_on_top(self.names, other.names),
            fields=_on_top(self.fields, other.fields),
            shared={**self.shared, **other.shared},
            open=[*self.open, *other.open],
        )

    def misses(self, capture: Capture, *, words_too: bool = True) -> list[str]:
        """List entries whose module is there but whose target isn't; those of modules that are not are skipped.

        On a wiki of another version than ours, words for what it lacks miss nothing: leave them out there.
        """
        known = {
            module.path: {parameter.name for parameter in (*module.parameters, *module.templatedparameters)}
            for module in capture.modules
        }
        targets = {
            (path, name)
            for path, entry in self.modules.items()
            for name in (*entry.corrected(words_too=words_too), *(name for group in entry.exclusive for name in group))
        }
        for entry in self.open:
            targets |= {(target.rpartition(".")[0], target.rpartition(".")[2]) for target in entry.parameters}
        missing = sorted((path, name) for path, name in targets if path in known and name not in known[path])
        return [f"overlay: {path} has no parameter {name!r}" for path, name in missing]

    def module(self, path: str) -> ModuleEntry:
        return self.modules.get(path, ModuleEntry())

    def parameter(self, path: str, name: str) -> ParameterEntry:
        """Give what is said of a parameter: of its own, else of all that are called so."""
        common, own = self.names.get(name, ParameterEntry()), self.module(path).parameters.get(name, ParameterEntry())
        return common.model_copy(update=_given(own))

    def is_open(self, path: str, name: str) -> bool:
        return self.parameter(path, name).open or any(name in entry.names for entry in self.open)

    def open_values(self, capture: Capture) -> frozenset[frozenset[str]]:
        """Give the sets of values, as this wiki lists them, that its people can extend."""
        references = {target for entry in self.open for target in entry.parameters}
        return frozenset(
            frozenset(map(str, parameter.type))
            for module in capture.modules
            for parameter in module.parameters
            if isinstance(parameter.type, list) and f"{module.path}.{parameter.name}" in references
        )


def _given(entry: _Strict) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.model_fields_set}


def _on_top(lower: Mapping[str, E], upper: Mapping[str, E]) -> dict[str, E]:
    merged = {
        name: lower[name].model_copy(update=_given(entry)) if name in lower else entry for name, entry in upper.items()
    }
    return {**lower, **merged}


def stock_overlay() -> Overlay:
    """Read the overlay that comes with the generator."""
    packaged = files("mwtyped_codegen") / "data" / "overlay.toml"
    source = packaged if packaged.is_file() else Path(__file__).parents[2] / "schemas" / "overlay.toml"
    return Overlay.read(source.read_text(encoding="utf-8"), "overlay.toml")
