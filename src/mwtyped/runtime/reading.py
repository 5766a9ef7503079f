"""From the JSON of a reply to its models: in one pass, by a validator of just what the request can bring.

What does not fit its model keeps its raw value, and is reported as a `Mismatch`.
"""

import contextlib
import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic_core import ValidationError

from .asked import Asked, Report
from .errors import ReplyMismatch, ResponseMismatch, shown
from .hints import annotation, field_of, is_model, kinds, members, nones, parts
from .model import Context, Page, Result
from .reply import inside
from .secret import is_secret, without
from .validators import Conditions, is_of_every_page, meet, of_rows, of_value, one_of, open_fields
from .warn import warn

__all__ = ["Mismatch", "Mismatches", "Reader", "Report", "typed"]


class Mismatch(NamedTuple):
    """A place in a reply that does not fit its model.

    Attributes:
        module: the module's path.
        path: where it is in the result: `revisions[0].size`.
        value: what the wiki sent; None if it sent nothing.
        problem: what was expected.
    """

    module: str
    path: str
    value: Any
    problem: str

    @property
    def place(self) -> str:
        """The path without the places in lists, and the problem."""
        return f"{self.module}: {re.sub(r'[0-9]+', '', self.path)}: {self.problem}"

    def __str__(self) -> str:
        where = f"{self.module}: {shown(self.path)}" if self.path else self.module
        seen = "..." if is_secret(self.path) else repr(without(self.value))
        return f"{where}: {self.problem}: {shown(seen)}"


def _no_list(value: object) -> object:
    """Take PHP's empty list for the empty map that it stands for."""
    return {} if value == [] else value


class Mismatches(list[Mismatch]):
    """What does not fit the models in one reply."""

    def of(self, module: str) -> Report:
        """Give what notes a mismatch in the result of a module."""

        def report(path: str, value: Any, problem: str) -> None:
            self.append(Mismatch(module, path, value, problem))

        return report

    def settle(self, result: Any, *, strict: bool, warned: set[str] | None = None) -> None:
        """Warn of them, now that the result is made: once a place, however many rows have it.

        Raises:
            ReplyMismatch: `strict` is set. It has the result.
        """
        if strict and self:
            first = self[0]
            raise ReplyMismatch(str(first), result=result, module=first.module, path=first.path, value=first.value)
        seen = set[str]() if warned is None else warned
        raised: ResponseMismatch | None = None
        for mismatch in self:
            if mismatch.place not in seen:
                seen.add(mismatch.place)
                try:
                    warn(ResponseMismatch(str(mismatch)))
                except ResponseMismatch as error:
                    raised = raised or error
        if raised is not None:
            raised.result = result
            raise raised


_set = object.__setattr__
"""For what is read-only to others."""

_NAMED = {str: "text", int: "a number", float: "a number", bool: "true or false", datetime: "a timestamp"}


def _is_there(raw: Mapping[str, Any]) -> bool:
    """Tell whether a page exists here. Of others, props bring nothing, and their fields have no defaults."""
    return "ns" in raw and not ("missing" in raw or "invalid" in raw or "special" in raw)


class Reader:
    """Reads objects of one model, as far as one request asked for them."""

    def __init__(self, cls: type[Result], asked: Conditions, report: Report, context: Context | None = None) -> None:
        self._cls = cls
        self._asked = asked
        self._report = report
        self._context = context

    def rows(self, raw: Sequence[Any], place: tuple[str, ...] = ()) -> list[Any]:
        """Read the items of a list, which stands at a place in the reply."""
        if self._cls.shape.variants:
            meet(self._cls, raw)
        reply: Any = raw
        for key in reversed(place):
            reply = {key: reply}
        try:
            # The validator is that of whole replies, which the next batches need too.
            result = inside(of_rows(self._cls, self._asked, place).validate_python(reply), *place)
        except ValidationError:
            result = [self._one(row, f"[{place}]") for place, row in enumerate(raw)]
        return self._marked(result)

    def one(self, raw: Mapping[str, Any]) -> Any:
        """Read one object."""
        return self._marked([self._one(raw, "")])[0]

    def pages(
        self, raw: Iterable[tuple[Mapping[str, Any], Asked | None]], made: Sequence[Page] = (), *, complete: bool
    ) -> list[Any]:
        """Read pages. One that is not there has the fields that it has; so have all, unless they are `complete`.

        Some may have been `made` before: the fields of these stand for them.
        """
        found = list(raw)
        rows = [row for row, _ in found]
        read = self._among(made, rows, complete=complete) if made else self._pages(rows, complete=complete)
        result = self._marked(read)
        for page, (_, asked) in zip(result, found, strict=True):
            if asked is not None:
                _set(page, "_asked", asked)
        return result

    def _among(self, made: Sequence[Page], rows: Sequence[Mapping[str, Any]], *, complete: bool) -> list[Any]:
        """Give the page whose fields each row is; one that two titles lead to is given to both."""
        known, given, result = {id(vars(page)): page for page in made}, set[int](), list[Any]()
        for place, row in enumerate(rows):
            page = known.get(id(row))
            if page is None:
                result.append(self._page(row, f"[{place}]", complete=complete))
            else:
                result.append(copy.copy(page) if id(row) in given else page)
                given.add(id(row))
        return result

    def _pages(self, raw: Sequence[Mapping[str, Any]], *, complete: bool) -> list[Any]:
        """Read pages: all at once, if all of them are there and fit."""
        if all(map(_is_there, raw)):
            try:
                result: list[Any] = of_rows(self._cls, self._asked).validate_python(raw)
            except ValidationError:
                pass
            else:
                return result
        return [self._page(row, f"[{place}]", complete=complete) for place, row in enumerate(raw)]

    def _page(self, raw: Mapping[str, Any], path: str, *, complete: bool) -> Any:
        if _is_there(raw):
            try:
                return one_of(self._cls, self._asked).validate_python(raw)
            except ValidationError:
                if complete:
                    return self._slowly(self._cls, raw, self._asked, path)
        try:
            return one_of(self._cls, self._asked, frozenset(raw)).validate_python(raw)
        except ValidationError:
            return self._slowly(self._cls, raw, self._asked, path, whole=False)

    def _one(self, raw: Any, path: str) -> Any:
        try:
            return one_of(self._cls, self._asked).validate_python(raw)
        except ValidationError:
            return self._value(self._cls, raw, self._asked, path)

    def _marked(self, results: list[Any]) -> list[Any]:
        """Note on each object what it was read in, where its class alone does not tell."""
        if (context := self._context) is not None:
            for result in results:
                if Result in type(result).__mro__:  # isinstance is slow for abstract classes
                    _set(result, "_context", context)
        return results

    def _value(self, type_: Any, raw: Any, asked: Conditions, path: str) -> Any:
        """Read a value piece by piece, after it failed as a whole; a piece that does not fit stays as it is."""
        container, inner, optional = parts(type_)
        if raw is None and optional:
            return None
        for one in members(inner) if container is None else ():
            if isinstance(raw, list | dict) and _is_of(one, raw):
                return self._value(one, raw, asked, path)
        if container is list and isinstance(raw, list):
            return [self._value(inner, value, asked, f"{path}[{place}]") for place, value in enumerate(raw)]
        raw = _no_list(raw) if container is dict or is_model(inner) else raw
        if container is dict and isinstance(raw, dict):
            return {key: self._value(inner, value, asked, f"{path}.{key}") for key, value in raw.items()}
        if container is None and not is_model(inner):
            try:
                return of_value(inner).validate_python(raw)
            except ValidationError:
                pass
        elif container is None and isinstance(raw, Mapping):
            return self._slowly(inner, raw, asked, path)
        several = "of one of its types" if members(inner) else ""
        expected = {list: "a list", dict: "a map"}.get(container) or _NAMED.get(inner, several or "an object")
        self._report(path.lstrip("."), raw, f"not {expected}")
        return raw

    def _slowly(
        self, cls: type[Result], raw: Mapping[str, Any], asked: Conditions, path: str, *, whole: bool = True
    ) -> Any:
        """Make an object field by field."""
        known = open_fields(cls, asked)
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for key, value in raw.items():
            name = field_of(cls, key)
            if name is not None and name in known:
                values[name] = self._field(cls, name, raw, known[name], f"{path}.{key}")
            else:
                extra[key] = value
        sent = set(values)
        for name in known:
            if name not in sent and (whole or is_of_every_page(cls, name)):
                self._fill(cls, name, values, path)
        result = _made(cls, {name: values[name] for name in known if name in values}, extra, sent)
        _set(result, "_context", Context(asked, cls.shape.view))
        return result

    def _field(self, cls: type[Result], name: str, raw: Mapping[str, Any], asked: Conditions, path: str) -> Any:
        """Read a field of an object."""
        value = raw[cls.shape.wire(name)]
        if value is not None and nones(cls).get(name) == value:
            return None
        if value == "" and name in cls.shape.flags:
            return True
        type_ = annotation(cls, name)
        if name in cls.shape.numerals:
            with contextlib.suppress(ValidationError):
                return of_value(type_, numeral=True).validate_python(value)
        if name in cls.shape.variants:
            key, classes = kinds(cls, name)
            type_ = classes.get(str(raw.get(key)), type_)
        return self._value(type_, value, asked, path)

    def _fill(self, cls: type[Result], name: str, values: dict[str, Any], path: str) -> None:
        words = cls.shape.absent.get(name, "").split()
        if "none" in words:
            values[name] = None
        elif "false" in words:
            values[name] = False
        elif "empty" in words:
            values[name] = (parts(annotation(cls, name))[0] or list)()
        else:
            self._report(f"{path}.{cls.shape.wire(name)}".lstrip("."), None, "expected, and not sent")


def _is_of(type_: Any, raw: list[Any] | dict[str, Any]) -> bool:
    """Tell whether a value is a list or a map where a type is one, too."""
    container, inner, _ = parts(type_)
    return container is type(raw) or (isinstance(raw, dict) and container is None and is_model(inner))


def _made(cls: Any, values: dict[str, Any], extra: dict[str, Any], sent: set[str]) -> Any:
    """Make an object of a model without checking it."""
    result = cls.__new__(cls)
    _set(result, "__dict__", values)
    _set(result, "__pydantic_fields_set__", sent)
    _set(result, "__pydantic_extra__", extra)
    _set(result, "__pydantic_private__", None)
    return result


def _ignored(path: str, value: Any, problem: str) -> None:
    """Leave a mismatch alone: it has been reported when the reply was read."""


def typed(cls: type[Result], name: str, raw: Any) -> Any:
    """Read a field that came though nobody had asked for it."""
    reader = Reader(cls, frozenset(), _ignored)
    return reader._value(annotation(cls, name), raw, frozenset(), name)
