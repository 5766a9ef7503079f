"""What the wire needs to know of a module."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .shape import View

__all__ = ["Facts", "Template"]


@dataclass(frozen=True, slots=True)
class Template:
    """A templated parameter: `name` with its variables in braces, and the parameter that lists each one's values."""

    name: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the wire needs to know of a module, as its wiki described it.

    Attributes:
        path: the module's path, e.g. `query+allpages`.
        prefix: stands before each of its parameters.
        names: wire names that differ from the fields'.
        templates: by field, those that are templated.
        limits: by field, how many values an ordinary and a bot account may send, where not 50 and 500.
        selector: the parameter of `query` that names it, where that is not its kind's.
        posted: the wiki refuses GET.
        writes: the module changes something.
        token: the type of token it wants.
        cursors: the runtime's own: parameters that continue.
        exclusive: groups of fields of which one may be given.
        nonempty: required multi-values: an empty one is no request.
        result: where its result stands in the reply.
        view: where the dictionary view differs from the rules.
        reply: the class of its result, item or page; empty if what it answers is not known.
        reply_file: where that class is, relative to the request's package: `..responses.query_allpages`.
        gates: what brings some of the result's fields: a value (`prop=ids`), or a parameter that is sent (`slots`).
        defaults: the wiki's default values of the parameters among the gates.
    """

    path: str
    prefix: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    selector: str = ""
    posted: bool = False
    writes: bool = False
    token: str | None = None
    cursors: tuple[str, ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    nonempty: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    view: View = field(default_factory=dict)
    reply: str = ""
    reply_file: str = ""
    gates: tuple[str, ...] = ()
    defaults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The module's own name, the last part of its path."""
        return self.path.rpartition("+")[2]
