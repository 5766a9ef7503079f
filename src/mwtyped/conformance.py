"""Whether replies of a wiki still fit a binding: what its models do not know, miss, or take for something else."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from .runtime.errors import MwClientError
from .runtime.fields import FrozenMapping
from .runtime.reading import Mismatches
from .runtime.request import PropRequest, Request, RequestData
from .runtime.unknown import unknown_fields

__all__ = ["Finding", "findings", "modelled", "request_of"]


class Finding(NamedTuple):
    """One place where a reply does not fit its model.

    Attributes:
        module: the module's path.
        kind: `unknown`: the model has no such field; `missing`: the field is always there, and was not; `mismatched`:
            the value is of another kind.
        path: where in the result, with `[]` for any place in a list.
        value: what stood there.
    """

    module: str
    kind: str
    path: str
    value: Any


def findings(package: str, module: str, params: Mapping[str, str], reply: Any) -> Iterator[Finding]:
    """Read a reply with the models of a binding, and list what does not fit.

    Args:
        package: the binding, e.g. `mwtyped.mediawiki`.
        module: the path of the module that was called.
        params: those of the call, in wire names.
        reply: the decoded JSON, of format version 2 with errors as plain text.
    """
    request = request_of(package, module, params)
    if request is None or not request.facts.reply:
        return
    mismatches = Mismatches()
    try:
        result = request.read(reply, mismatches)
    except MwClientError:
        yield Finding(module, "mismatched", "", reply)
        return
    for mismatch in mismatches:
        kind = "missing" if mismatch.problem.startswith("expected") else "mismatched"
        yield Finding(module, kind, _anywhere(mismatch.path), mismatch.value)
    for path, value in unknown_fields(result).items():
        yield Finding(module, "unknown", _anywhere(path), value)


def modelled(package: str) -> frozenset[str]:
    """List the modules of a binding whose replies it knows.

    Raises:
        ImportError: there is no such binding.
    """
    paths: Mapping[str, tuple[str, str]] = import_module(f"{package}.registry").REQUESTS
    classes = {path: _class(package, path) for path in paths}
    pages = classes.get("query")
    of_pages = pages is not None and bool(pages.facts.reply)
    return frozenset(
        path
        for path, cls in classes.items()
        if cls is not None and (cls.facts.reply or (of_pages and issubclass(cls, PropRequest)))
    )


def _anywhere(path: str) -> str:
    return re.sub(r"\[[0-9]+\]", "[]", path)


def request_of(package: str, module: str, params: Mapping[str, str]) -> Request[Any] | None:
    """Make the request that sends these parameters; None for a module that the binding does not have."""
    cls = _class(package, module)
    if cls is None:
        return None
    request = _unchecked(cls, params)
    if isinstance(request, PropRequest) and (pages := _class(package, "query")) is not None:
        request = _unchecked(pages, {}, props=(request,))
    return request if isinstance(request, Request) else None


def _class(package: str, module: str) -> type[RequestData] | None:
    known: Mapping[str, tuple[str, str]] = import_module(f"{package}.registry").REQUESTS
    if module not in known:
        return None
    file, name = known[module]
    cls: type[RequestData] = getattr(import_module(f"{package}.requests.{file}"), name)
    return cls


def _unchecked(cls: type[RequestData], params: Mapping[str, str], **fields: Any) -> RequestData:
    none = dict.fromkeys(cls.model_fields)
    return cls.model_construct(**{**none, "extra": FrozenMapping(params), **fields})
