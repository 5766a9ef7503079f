"""What is known of a model of replies besides its types: what brings each field, and what its absence means."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["EVERYTHING", "Shape", "View", "holds", "inside_of", "spelled"]

View = Mapping[str, str]
"""Where format version 1 differs from the rules, by path in the result: `langlinks[].title`, `namespaces.*.name`.

- `content`: the value stands under the key `*`.
- `boolean`: a real boolean in version 1 too.
- `wrapped`: the text stands in a dict of its own, under `*`.
- `listed`: a map whose keys count from 0 is a list.
- `pairs`: a map is a list of `{"name": ..., "*": ...}`.
- `plain`: as the wiki sent it, whatever the rules say.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What is known of a model of replies besides its types.

    A gate is one of these, or several with `&`: `prop=ids` (a value of a parameter, sent or the wiki's default),
    `slots` (a parameter that was sent), `!slots` (one that was not). On a page each stands behind the name of its
    prop: `info`, `info:prop=url`.

    Attributes:
        module: the path of the module that answers it.
        gates: by field, what brings it: any of these. A field without gates always comes.
        single: parameters in the gates that take one value; others take a list of them.
        absent: by field, what it may mean that it is not there, as words: `none`, `empty`, `false`; on a page
            `anywhere`: it also comes for pages that do not exist.
        nones: by field, what the wiki writes where it means None, besides leaving it out and `null`: `infinite`, the
            empty text, False; None if it is `null` alone. For an expiry without an entry it is `infinity`.
        flags: fields that are an empty text where they are set.
        numerals: fields of numbers that the wiki may write as text.
        variants: by field, the key beside it that tells of which class its value is, and the classes by that key's
            values; of others it is the class that the field's type names.
        whole: fields in which everything counts as asked for.
        wires: keys of the reply that differ from the fields'.
        classes: by name, the file of a model that stands in another one, relative to this one's package.
        view: where the dictionary view differs from the rules.
    """

    module: str = ""
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    single: tuple[str, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    nones: Mapping[str, str | bool | None] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    numerals: tuple[str, ...] = ()
    variants: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    wires: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    view: View = field(default_factory=dict)

    def extended(self, **more: Any) -> "Shape":
        """Give the shape of a model that has all of this one's fields, and more."""
        both: dict[str, Any] = {}
        for name, value in more.items():
            mine = getattr(self, name)
            both[name] = {**mine, **value} if isinstance(value, Mapping) else value
            both[name] = (*mine, *value) if isinstance(value, tuple) else both[name]
        return replace(self, **both)

    def wire(self, name: str) -> str:
        """Give the key under which a field stands in the reply."""
        return self.wires.get(name, name)


def holds(gates: Iterable[str], asked: Collection[str]) -> bool:
    """Tell whether one of the gates is open."""
    return any(all(_open(condition, asked) for condition in gate.split("&")) for gate in gates)


EVERYTHING = frozenset({"*"})
"""What was asked for where a reply always has all that it can have."""


def _open(condition: str, asked: Collection[str]) -> bool:
    if "*" in asked:
        return "!" not in condition
    module, colon, own = condition.rpartition(":")
    if own.startswith("!"):
        return (not module or module in asked) and f"{module}{colon}{own[1:]}" not in asked
    return condition in asked


def inside_of(asked: Iterable[str], gates: Iterable[str]) -> frozenset[str]:
    """Give what was asked of the props that bring a field of a page, for what stands inside that field."""
    modules = {gate.partition("&")[0].partition(":")[0] for gate in gates}
    split = (atom.partition(":") for atom in asked)
    return frozenset(own for module, _, own in split if module in modules and own)


def spelled(shape: Shape, name: str, *, page: bool) -> str:
    """Say what brings a field: `prop=["url"]`, of a page `info(prop=["url"])`."""
    return " or ".join(_gate(gate, shape.single, page=page) for gate in shape.gates[name])


def _gate(gate: str, single: Collection[str], *, page: bool) -> str:
    keywords: dict[str, dict[str, list[str]]] = {}
    for condition in gate.split("&"):
        module, _, own = condition.rpartition(":")
        if page and not module and "=" not in own:
            keywords.setdefault(own, {})  # a prop, whatever is asked of it
        else:
            name, _, value = own.partition("=")
            keywords.setdefault(module, {}).setdefault(name, []).extend([value] if value else [])
    return " with ".join(_call(module, sent, single) for module, sent in keywords.items())


def _call(module: str, sent: Mapping[str, list[str]], single: Collection[str]) -> str:
    shown = [_keyword(name, values, f"{module}:{name}" if module else name, single) for name, values in sent.items()]
    if not module:
        return " with ".join(shown)
    return f"{module}({', '.join(shown)})" if shown else module


def _keyword(name: str, values: list[str], full: str, single: Collection[str]) -> str:
    if name.startswith("!"):
        return f"no {name[1:]}"
    if not values:
        return f"{name}=..."
    several = ", ".join(f'"{value}"' for value in values)
    return f"{name}={several}" if full in single else f"{name}=[{several}]"
