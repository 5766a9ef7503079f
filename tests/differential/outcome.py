"""What comes of a call."""

from typing import Any, NamedTuple

__all__ = ["Failed", "Outcome"]


class Failed(NamedTuple):
    """The call raised."""

    name: str
    classes: tuple[str, ...]
    """Of the error: its class, and those that it derives from."""
    text: str

    def __str__(self) -> str:
        return f"{self.name} ({self.text})"


Outcome = Any
"""`Failed`, or a value as plain data."""
