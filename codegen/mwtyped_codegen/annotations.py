"""From schemas of types to the annotations of fields, through datamodel-code-generator."""

import ast
import json
from collections.abc import Mapping, Sequence

from .derived import Model, Type

__all__ = ["annotations"]

Annotations = Mapping[tuple[str, str], str]
"""By class and field."""


def annotations(models: Sequence[Model]) -> Annotations:
    """Give the annotation of each field, as code."""
    if not models:
        return {}
    numbered = {model.name: f"C{number}" for number, model in enumerate(models)}
    named = {number: name for name, number in numbered.items()}
    classes = _classes(_generated(_document(models, numbered)))
    return {
        (model.name, field.name): _named(classes[numbered[model.name]][f"f{number}"], named)
        for model in models
        for number, field in enumerate(model.fields)
    }


def _document(models: Sequence[Model], numbered: Mapping[str, str]) -> Type:
    """Write one schema of all classes.

    Classes and fields go by numbers there: so no word of a wiki reaches another generator, and none of its own rules
    for names that it dislikes applies. Everything is required, for no field has a default.
    """
    definitions = {}
    for model in models:
        properties = {f"f{number}": _referring(one.type, numbered) for number, one in enumerate(model.fields)}
        definitions[numbered[model.name]] = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
        }
    return {"title": "All", "type": "object", "properties": {}, "$defs": definitions}


def _referring(kind: Type, numbered: Mapping[str, str]) -> Type:
    result = dict(kind)
    if "$ref" in kind:
        result["$ref"] = f"#/$defs/{numbered[kind['$ref']]}"
    for keyword in ("items", "additionalProperties"):
        if keyword in kind:
            result[keyword] = _referring(kind[keyword], numbered)
    if "anyOf" in kind:
        result["anyOf"] = [_referring(inner, numbered) for inner in kind["anyOf"]]
    return result


def _generated(document: Type) -> str:
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import DatetimeClassType, PythonVersion
    from datamodel_code_generator.parser import LiteralType

    code = generate(
        json.dumps(document),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        output_datetime_class=DatetimeClassType.Datetime,
        target_python_version=PythonVersion.PY_311,
        base_class="mwtyped.runtime.Result",
        use_standard_collections=True,
        use_union_operator=True,
        use_annotated=True,
        field_constraints=True,
        enum_field_as_literal=LiteralType.All,
        collapse_root_models=True,
        disable_timestamp=True,
        formatters=[],
    )
    if not isinstance(code, str):
        raise TypeError(f"datamodel-code-generator gave {type(code).__name__}, not one module")
    return code


def _classes(code: str) -> dict[str, dict[str, ast.expr]]:
    """Take generated code apart: by class and field, the annotation."""
    return {
        node.name: {
            inner.target.id: inner.annotation
            for inner in node.body
            if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name)
        }
        for node in ast.parse(code).body
        if isinstance(node, ast.ClassDef)
    }


def _named(annotation: ast.expr, named: Mapping[str, str]) -> str:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            node.id = named.get(node.id, node.id)
    return ast.unparse(annotation)
