"""Each field of each object that the corpus brings: there, or away in one of the four ways, whatever is done to it."""

import copy
import json
import pickle
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from mwtyped import NotRequested, PageInvalid, PageMissing
from mwtyped.conformance import request_of
from mwtyped.runtime import Page, Pages, Result
from mwtyped.runtime.hints import fields
from mwtyped.runtime.model import Batch
from mwtyped.runtime.reading import Mismatches
from mwtyped.runtime.shape import holds
from mwtyped_codegen.trials import Observation

from .test_corpus import PACKAGE


def results(one: Observation) -> Any:
    """Give what a reply is read as; None where the binding has no model of it, or props of its pages are to come."""
    request = request_of(PACKAGE, one["module"], one["params"])
    if request is None or not request.facts.reply:
        return None
    if isinstance(request, Pages) and "batchcomplete" not in one["reply"]:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return request.read(one["reply"], Mismatches())


def objects(value: Any) -> Iterator[Result]:
    """List all objects in a result, itself among them."""
    if isinstance(value, Result):
        yield value
        for inner in vars(value).values():
            yield from objects(inner)
    elif isinstance(value, Batch | list):
        for inner in value:
            yield from objects(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from objects(inner)


def different(read: list[Any]) -> list[Result]:
    """Give one of the objects that have the same fields, for whom the same was asked."""
    found: dict[Any, Result] = {}
    for result in (one for whole in read for one in objects(whole)):
        asked = result._context.asked if result._context is not None else None
        state = result.state if isinstance(result, Page) else ""
        key = type(result), asked, state, frozenset(vars(result)), frozenset(result.__pydantic_extra__ or ())
        found.setdefault(key, result)
    return list(found.values())


@pytest.fixture(scope="module")
def read(answered: list[Observation]) -> list[Any]:
    made = [results(one) for one in answered]
    return [one for one in made if one is not None]


def looked_up(result: Result, name: str) -> tuple[Any, AttributeError | None]:
    """Read a field; give the error if it is not there, and nothing else then."""
    try:
        return getattr(result, name), None
    except AttributeError as error:
        return None, error


def test_each_field_is_there_or_says_why_it_is_not(read: list[Any]) -> None:
    ways: Counter[str] = Counter()
    for result in different(read):
        asked = result._context.asked if result._context is not None else None
        for name in fields(type(result)):
            value, error = looked_up(result, name)
            assert hasattr(result, name) == (error is None)
            assert getattr(result, name, result) == (value if error is None else result)
            if isinstance(error, NotRequested):
                gates = type(result).shape.gates[name]
                assert asked is None or not holds(gates, asked)
                assert "what brings it" in str(error)
            elif error is not None:
                assert isinstance(result, Page)
                assert not result.exists
                assert isinstance(error, PageInvalid if result.state == "invalid" else PageMissing)
            ways[("none" if value is None else "there") if error is None else type(error).__name__] += 1

    assert ways.keys() == {"there", "none", "NotRequested", "PageMissing", "PageInvalid"}


def test_bytes_are_read_as_what_is_decoded_of_them(answered: list[Observation]) -> None:
    """Of the bytes, lists and complete pages are read in one pass, of what is decoded not."""
    one_pass = 0
    for one in answered:
        request = request_of(PACKAGE, one["module"], one["params"])
        whole = results(one)
        if request is None or not isinstance(whole, Batch):
            continue
        body = json.dumps(one["reply"]).encode()
        one_pass += any(isinstance(row, Result) for row in _rows(request, request.decode(body)))
        same = request.parse(body)
        assert (same, same.cursor, same.beside) == (whole, whole.cursor, whole.beside), one["probe"]
        assert repr(same) == repr(whole)
        assert [getattr(row, "asked", None) for row in same] == [getattr(row, "asked", None) for row in whole]
        assert [dict(row) for row in same] == [dict(row) for row in whole]
        assert [row._context for row in same] == [row._context for row in whole]

    assert one_pass > 1_000


def _rows(request: Any, reply: Any) -> list[Any]:
    found: Any = reply
    for key in ("query", "pages") if isinstance(request, Pages) else request.result_place():
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, list) else []


def pickled(thing: Any) -> Any:
    """Give what comes back from a pickle; what holds a token is refused one, and stays as it is."""
    if "token=..." not in repr(thing):
        return pickle.loads(pickle.dumps(thing))
    with pytest.raises(TypeError, match="token is a secret, which is not pickled"):
        pickle.dumps(thing)
    return thing


def test_nothing_that_is_done_to_an_object_asks_for_what_is_not_there(read: list[Any]) -> None:
    for whole in read:
        for same in (copy.copy(whole), copy.deepcopy(whole), pickled(whole)):
            assert same == whole
        for result in whole if isinstance(whole, Batch) else [whole]:
            assert type(result).__name__ in repr(result)
            assert result.model_dump().keys() == vars(result).keys() | (result.__pydantic_extra__ or {}).keys()
            assert result.model_dump_json().startswith("{")
            assert set(result.to_dict()) == set(result)


def test_a_copy_says_the_same_of_what_is_not_there(read: list[Any]) -> None:
    for result in different(read):
        same = pickled(result)
        for name in fields(type(result)):
            assert type(looked_up(same, name)[1]) is type(looked_up(result, name)[1])
