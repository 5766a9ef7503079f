"""What the fields of stock replies mean, in our own words."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Meanings"]


class Meanings(BaseModel):
    """Meanings by a field's name, and by module and path where the name alone does not tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Mapping[str, str] = Field(default_factory=dict)
    modules: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Meanings":
        """Read them from a file."""
        return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))

    def of(self, module: str, path: str) -> str:
        """Say what the field at a path means; empty if nothing is said of it."""
        return self.modules.get(module, {}).get(path) or self.fields.get(path.rpartition(".")[2], "")
