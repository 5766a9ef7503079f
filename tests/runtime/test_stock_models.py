"""The models of the stock binding."""

import importlib
import pkgutil

from mwtyped.mediawiki import responses
from mwtyped.runtime import Result
from mwtyped.runtime.hints import annotation, fields


def test_each_field_has_a_type_whatever_python_makes_of_annotations() -> None:
    modules = [
        importlib.import_module(f"{responses.__name__}.{one.name}") for one in pkgutil.iter_modules(responses.__path__)
    ]
    models = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Result) and value.__module__ == module.__name__
    ]

    assert len(models) > 200
    for model in models:
        for name in fields(model):
            assert annotation(model, name) is not None
