"""The probe corpus: the calls, as data, that show what each module can answer."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

__all__ = ["CorpusError", "ProbeCall", "ProbeFile", "read"]

Phase = Literal["state", "write", "read"]


class CorpusError(Exception):
    """A probe file that is none; the text says where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ProbeCall(_Strict):
    """One call.

    Attributes:
        name: unique in its file.
        who: the account, `anon`, or `fresh…`: nobody, with cookies of the file's own.
        params: in wire names; `action` and the selectors of `query` follow from the module.
        without: parameters of the file's base that this call doesn't have.
        module: where it is another one than the file's, to prepare something; its reply is observed too.
        versions: only on wikis of these versions.
        keep: names for values of the reply, by their path in it; `{name}` stands for the value in later calls.
        file: a fixture to send as `file`, or as the parameter that the path after `=` names.
        follow: follow the continuation, that many times.
        alone: parameters of which each enumerated value is tried as well: alone, and all together.
        but: values that are left out of that.
        fails: the code of the refusal that is expected.
    """

    name: str
    who: str = Field(default="admin", alias="as")
    params: Mapping[str, str] = Field(default_factory=dict)
    without: list[str] = Field(default_factory=list)
    module: str | None = None
    versions: list[str] = Field(default_factory=list)
    keep: Mapping[str, str] = Field(default_factory=dict)
    file: str | None = None
    follow: int = 0
    alone: list[str] = Field(default_factory=list)
    but: list[str] = Field(default_factory=list)
    fails: str | None = None


class ProbeFile(_Strict):
    """The calls for one module, or for a state of the wiki.

    Attributes:
        path: the module's; empty for a state.
        phase: `read`: on the fresh wiki, and again when all is written; `state`, then `write`: once, in between.
        base: parameters that each call has which does not say otherwise.
        alone, but: as of a call, for one that has nothing but the base.
        unreachable: why nobody can call the module on a stock wiki.
    """

    path: str = ""
    phase: Phase = "read"
    base: Mapping[str, str] = Field(default_factory=dict)
    alone: list[str] = Field(default_factory=list)
    but: list[str] = Field(default_factory=list)
    unreachable: str = ""
    call: list[ProbeCall] = Field(default_factory=list)

    @model_validator(mode="after")
    def _has_names_of_its_own(self) -> "ProbeFile":
        names = [call.name for call in self.call]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two calls are named {name!r}")
        return self


def read(folder: Path) -> list[ProbeFile]:
    """Read all probe files, in the order in which they run: by phase, then by name.

    Raises:
        CorpusError: a file is no TOML, or has a key that means nothing.
    """
    files = sorted(_files(folder), key=lambda one: (("read", "state", "write").index(one[1].phase), one[0]))
    return [file for _, file in files]


def _files(folder: Path) -> Iterator[tuple[str, ProbeFile]]:
    for place in sorted((*folder.glob("*.toml"), *folder.glob("states/*.toml"))):
        is_state = place.parent.name == "states"
        try:
            raw = tomllib.loads(place.read_text(encoding="utf-8"))
            if is_state:
                raw = {"phase": "state", **raw}
            yield place.name, ProbeFile.model_validate({"path": "" if is_state else place.stem, **raw})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CorpusError(f"{place.name}: {error}") from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise CorpusError(f"{place.name}: {where}: {first['msg']}") from None
