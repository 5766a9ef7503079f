"""What a script is."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["Script", "Step"]


class Step(NamedTuple):
    """One call: of a page, of the site where `page` is None."""

    method: str
    """`oracle` is a call by the wiki's administrator, past both libraries; `attributes` reads all of a page's."""
    arguments: Mapping[str, Any]
    page: str | None = None

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!r}"[:60] for name, value in self.arguments.items())
        return f"{'site' if self.page is None else f'pages[{self.page[:40]!r}]'}.{self.method}({given})"


class Script(NamedTuple):
    """Calls by one account, and the titles at which to look in the end."""

    name: str
    who: str
    steps: Sequence[Step]
    look: Sequence[str] = ()
    keeps: bool = False
    """Whether its page objects live as long as the script; without, each step makes its own."""
