"""What the items of some lists are made into."""

from typing import Any

__all__ = ["titles"]


def titles(rows: list[Any]) -> list[str]:
    """Give the titles alone."""
    return [row["title"] for row in rows]
