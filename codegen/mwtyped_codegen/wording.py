"""What a field's docstring says: what it means, what brings it, and what its absence means."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from . import naming
from .capture import ModuleInfo
from .derived import Field, Model
from .reviewed import SHARED, described, texts
from .text import LONGEST, sentence

__all__ = ["Wording"]

_SHOWN = 4
"""As many ways to ask for a field are shown."""


class Wording:
    """Writes docstrings of fields.

    Attributes:
        infos: the wiki's modules by path.
        classes: of requests, by path.
        versions: by path, those on which the module's reply was seen; by `shared.Name` those of a shared type.
    """

    def __init__(
        self,
        infos: Mapping[str, ModuleInfo],
        classes: Mapping[str, str],
        versions: Mapping[str, Collection[str]],
    ) -> None:
        self._classes = classes
        self._versions = versions
        self._props = {path.rpartition("+")[2]: path for path, info in infos.items() if info.group == "prop"}
        self._parameters = {(path, one.name): one for path, info in infos.items() for one in info.parameters}
        # What several modules share is asked for in the same way of each.
        everywhere = [one for _, info in sorted(infos.items()) for one in info.parameters]
        self._shared = {one.name: one for one in sorted(everywhere, key=lambda one: one.multi)}

    def of(self, model: Model, field: Field) -> list[str]:
        """Say what is known of a field; nothing where its name and its type say it all."""
        parts = [
            sentence(described(field.source.schema)),
            self._asked(model, field.source.gates),
            *_absence(model, field),
            *field.source.notes,
            self._seen(model, field),
        ]
        said = " ".join(part for part in parts if part)
        return [said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"] if said else []

    def single(self, model: Model, fields: Iterable[Field]) -> tuple[str, ...]:
        """List the parameters in the gates of fields that take one value, as the gates name them."""
        conditions = {one for field in fields for gate in field.source.gates for one in gate.split("&") if "=" in one}
        return tuple(sorted({name for one in conditions if self._takes_one(name := one.partition("=")[0], model)}))

    def _takes_one(self, name: str, model: Model) -> bool:
        prop, _, own = name.rpartition(":")
        module = self._props.get(prop, model.module)
        parameter = self._parameters.get((module, own)) if module else self._shared.get(own)
        return parameter is not None and not parameter.multi

    def _asked(self, model: Model, gates: Collection[str]) -> str:
        if not gates:
            return ""
        ways = [self._gate(gate, model) for gate in gates]
        shown = ways if len(ways) <= _SHOWN + 1 else [*ways[:_SHOWN], f"{len(ways) - _SHOWN} others"]
        positive = [way for way in shown if not way.startswith("without ")]
        negative = [way for way in shown if way not in positive]
        if not positive:
            return f"Comes only {_listed(negative)}."
        return f"Asked for with {_listed(positive)}{f', or {_listed(negative)}' if negative else ''}."

    def _gate(self, gate: str, model: Model) -> str:
        """Say how a gate is opened: as keywords, or as the request of a prop with its keywords."""
        path, parts = model.module, gate.split("&")
        prop, colon, _ = gate.partition(":")
        if model.base == "PageBase" and prop in self._props:
            path, parts = self._props[prop], [part.removeprefix(f"{prop}:") for part in parts] if colon else []
        sent = self._keywords((part for part in parts if not part.startswith("!")), path)
        unsent = "".join(f" without `{part.removeprefix('!')}`" for part in parts if part.startswith("!"))
        if path in self._props.values():
            return f"`{self._classes[path]}({', '.join(sent)})`{unsent}"
        return (" and ".join(f"`{one}`" for one in sent) + unsent).lstrip()

    def _keywords(self, parts: Iterable[str], module: str) -> list[str]:
        """Write conditions as keywords, each once."""
        values: dict[str, list[str]] = {}
        for part in parts:
            wire, equals, value = part.partition("=")
            values.setdefault(wire, []).extend([value] if equals else [])
        return [self._keyword(wire, several, module) for wire, several in values.items()]

    def _keyword(self, wire: str, values: list[str], module: str) -> str:
        parameter = self._parameters.get((module, wire)) if module else self._shared.get(wire)
        name = naming.field_name(wire, prop=module in self._props.values())
        if not values:
            return f"{name}=True" if parameter and parameter.type == "boolean" else f"{name}=..."
        return f"{name}={values!r}" if parameter and parameter.multi else f"{name}={values[0]!r}"

    def _seen(self, model: Model, field: Field) -> str:
        """Name the versions, where the field was not on all that have the module, or the shared type."""
        seen = texts(field.source.schema, "x-versions")
        where = model.file if field.source.module == SHARED else field.source.module
        if not seen or set(self._versions.get(where, seen)) <= set(seen):
            return ""
        return f"On MediaWiki {_listed(list(seen), 'and')} only."


def _absence(model: Model, field: Field) -> Iterator[str]:
    hidden = f"{field.source.wire}hidden"
    if "anyOf" in field.type and any(other.source.wire == hidden for other in model.all_fields):
        yield f"None if it is hidden: then `{hidden}` is set."
    if field.type.get("customTypePath", "").endswith("Expiry"):
        yield (
            "None if it never ends, or if there is none." if "none" in field.source.absent else "None if it never ends."
        )


def _listed(parts: list[str], word: str = "or") -> str:
    return f" {word} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
