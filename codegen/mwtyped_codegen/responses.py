"""From reviewed schemas of replies to the models of a binding: which class is whose result, what each file holds."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import naming
from .annotations import annotations
from .capture import Capture, ParameterInfo
from .derived import Deriver, Field, Model, Property, classes_in, properties_of
from .ir import Module, Reply, ReplyField, ReplyFile, ReplyModel
from .merged import page_fields
from .overlay import Overlay
from .reviewed import SHARED, Schema, Schemas, conditions, texts
from .wording import Wording

__all__ = ["Replies", "with_replies"]

_PAGE = ""
"""Whose file is the page's own."""

_SHARED = f"{SHARED}."

_PAGE_FILE = "page"

_MODELLED = ("action", "list", "meta")


@dataclass(frozen=True, slots=True)
class Replies:
    """The modules of a binding, now with their results, and the files of these."""

    modules: tuple[Module, ...]
    files: tuple[ReplyFile, ...]
    diagnostics: tuple[str, ...]


def with_replies(modules: Sequence[Module], schemas: Schemas, capture: Capture, overlay: Overlay) -> Replies:
    """Give modules the classes of their results, as far as there are schemas of them."""
    made = _Replies(modules, schemas, capture, overlay)
    return Replies(tuple(made.modules()), tuple(made.files()), tuple(made.deriver.diagnostics))


class _Replies:
    def __init__(self, modules: Sequence[Module], schemas: Schemas, capture: Capture, overlay: Overlay) -> None:
        self._by_path = {module.path: module for module in modules}
        self._schemas = schemas
        self._infos = {info.path: info for info in capture.modules if info.path in self._by_path}
        self._views = {path: overlay.module(path).view for path in (*self._by_path, SHARED)}
        classes = {path: module.class_name for path, module in self._by_path.items()}
        self.deriver = Deriver(schemas, self._views, classes)
        self.deriver.reserve(name for module in modules for name in (module.class_name, *module.aliases))
        self._props = sorted(module.path for module in modules if module.kind == "prop" and module.path in schemas)
        pages = next((module.path for module in modules if module.kind == "pages"), "")
        self._pages = pages if pages and (self._props or pages in schemas) else ""
        self._results = {path: one for path in self._by_path if (one := self._result(path)) is not None}
        self._derive()
        self._annotations = annotations(self.deriver.models)
        shared = schemas.get(SHARED, {}).get("$defs", {})
        versions = {**schemas, **{_SHARED + title: schema for title, schema in shared.items()}}
        self._wording = Wording(self._infos, classes, {path: _versions(one) for path, one in versions.items()})

    def _result(self, path: str) -> Reply | None:
        """Name the class of a module's result."""
        module = self._by_path[path]
        if path == self._pages:
            return Reply("Page", _PAGE_FILE)
        schema = self._schemas.get(path, {})
        if module.kind not in _MODELLED or not (schema.get("properties") or schema.get("x-base")):
            return None
        ending = "Item" if module.kind == "list" else "Result"
        return Reply(self.deriver.name(f"{module.class_name}{ending}"), self._file_name(path))

    def _derive(self) -> None:
        """Make all classes; the page's first, for the names of what stands in it."""
        if self._pages:
            self._derive_page()
        for path, result in self._results.items():
            if path != self._pages:
                self._derive_result(self._by_path[path], result.class_name)

    def _derive_page(self) -> None:
        doc = "One page, with what its props brought."
        page = Model("Page", self._pages, _PAGE, "PageBase", doc, dict(sorted(self._page_view().items())))
        fields = page_fields(self._pages, self._props, self._schemas)
        self.deriver.model(
            page,
            [
                Property(
                    wire=one.wire,
                    schema=one.schema,
                    module=one.modules[0],
                    gates=one.gates,
                    absent=_on_page(texts(one.schema, "x-absent"), empty_list="x-empty-list" in one.schema),
                    notes=(f"Its form depends on which of {_names(one.modules)} brings it.",) if one.differs else (),
                )
                for one in fields
            ],
        )

    def _page_view(self) -> dict[str, str]:
        """Give the rules of all props: what one brings is shown, although no field may be known of it."""
        props = (path for path, module in self._by_path.items() if module.kind == "prop")
        return {rule: what for path in (self._pages, *props) for rule, what in self._views[path].items()}

    def _derive_result(self, module: Module, name: str) -> None:
        doc, base = f"What `{module.called}` answers.", "Result"
        if module.kind == "list":
            doc, base = f"One item of `{module.called}`.", "Item"
        elif module.writes:
            base = "WriteResult"
        model = Model(name, module.path, module.path, base, doc, dict(sorted(self._views[module.path].items())))
        model.parent = self.deriver.extended(self._schemas[module.path], module.path)
        self.deriver.model(model, properties_of(self._schemas[module.path], module.path))

    def modules(self) -> Iterable[Module]:
        """Give the modules with their results and with what their requests must know of these."""
        for path, module in self._by_path.items():
            reply = self._results.get(path)
            gates = conditions(self._schemas, path) if reply or path in self._props else ()
            facts: dict[str, object] = {}
            if reply is not None:
                facts |= {"reply": reply.class_name, "reply_file": f"..responses.{reply.file_name}"}
            if gates:
                facts |= {"gates": gates, "defaults": self._defaults(path, gates)}
            added = {name: repr(value) for name, value in facts.items() if value}
            yield replace(module, reply=reply, facts={**module.facts, **added})

    def _defaults(self, path: str, gates: Iterable[str]) -> dict[str, tuple[str, ...]]:
        named = {gate.partition("=")[0] for gate in gates}
        known = {one.name: default_values(one) for one in self._infos[path].parameters if one.name in named}
        return {name: values for name, values in sorted(known.items()) if values}

    def files(self) -> Iterable[ReplyFile]:
        """Give the files, each with its classes in the order in which they were made."""
        by_file: dict[str, list[Model]] = {}
        places: dict[str, str] = {}
        for model in self.deriver.models:
            by_file.setdefault(model.file, []).append(model)
            places[model.name] = model.file
        for file, several in sorted(by_file.items()):
            models = tuple(self._model(one, places, several[:number]) for number, one in enumerate(several))
            yield ReplyFile(path=file, file_name=self._file_name(file), models=models, hash=self._hash(file))

    def _file_name(self, file: str) -> str:
        if file == _PAGE:
            return _PAGE_FILE
        if file.startswith(_SHARED):
            return naming.file_name(file.replace(".", "_"))
        name = self._by_path[file].file_name
        return f"{name}_" if name == _PAGE_FILE or name.startswith(f"{SHARED}_") else name

    def _model(self, model: Model, places: Mapping[str, str], before: Sequence[Model]) -> ReplyModel:
        """Give a class as it is written, behind those `before` it in its file."""
        parent = model.parent
        known = {one.name for one in (*before, *((parent,) if parent is not None else ()))}
        fields = tuple(
            ReplyField(
                name=one.name,
                annotation=self._annotation(model, one, known),
                doc=tuple(self._wording.of(model, one)),
            )
            for one in model.fields
        )
        used = {name for one in model.fields for name in classes_in(one.type)}
        kinds = {name for one in model.fields for name in one.kinds.values()}
        files = {name: self._file_name(places[name]) for name in sorted(used | kinds) if places[name] != model.file}
        return ReplyModel(
            name=model.name,
            bases=_bases(model),
            doc=model.doc,
            fields=fields,
            shape=_shape(model, files, self._wording.single(model, model.fields)),
            classes={name: file for name, file in files.items() if name in used - known},
            parent=self._file_name(parent.file) if parent is not None and parent.file != model.file else "",
        )

    def _annotation(self, model: Model, field: Field, known: Collection[str]) -> str:
        """Write the type of a field: as text where a class in it is not there yet, or is in another file."""
        code = self._annotations[model.name, field.name]
        return code if all(name in known for name in classes_in(field.type)) else f'"{code}"'

    def _hash(self, file: str) -> str:
        if file.startswith(_SHARED):
            schemas = [self._schemas[SHARED]["$defs"][file.removeprefix(_SHARED)]]
        else:
            schemas = [self._schemas.get(path) for path in ((self._pages, *self._props) if file == _PAGE else (file,))]
        said: list[object] = [_without_evidence(schema) for schema in schemas]
        said.append(self._page_view() if file == _PAGE else self._views.get(file, {}))
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]


def _shape(model: Model, classes: Mapping[str, str], single: tuple[str, ...]) -> str:
    """Give the shape, as code: what differs from the defaults, or from that of what the class extends."""
    fields = model.fields
    facts: dict[str, object] = {
        "module": model.module,
        "gates": {one.name: one.source.gates for one in fields if one.source.gates},
        "single": single,
        "absent": {one.name: " ".join(one.source.absent) for one in fields if one.source.absent},
        "nones": {one.name: one.source.none for one in fields if one.source.none is not None or one.source.is_null},
        "flags": tuple(one.name for one in fields if one.source.is_flag),
        "numerals": tuple(one.name for one in fields if one.source.is_numeral),
        "variants": {one.name: (one.key, one.kinds) for one in fields if one.kinds},
        "whole": tuple(one.name for one in fields if one.source.schema.get("x-whole")),
        "wires": {one.name: one.source.wire for one in fields if one.source.wire != one.name},
        "classes": {name: f".{file}" for name, file in classes.items()},
        "view": model.view,
    }
    made = "Shape" if model.parent is None else f"{model.parent.name}.shape.extended"
    return f"{made}({', '.join(f'{name}={value!r}' for name, value in facts.items() if value)})"


def _bases(model: Model) -> tuple[str, ...]:
    """Name the bases of a class: what it extends has the one that all results have."""
    if model.parent is None:
        return (model.base,)
    return (model.parent.name,) if model.base == "Result" else (model.parent.name, model.base)


def _without_evidence(schema: Any) -> Any:
    """Leave out what changes with each observation and nothing depends on."""
    if isinstance(schema, list):
        return [_without_evidence(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _without_evidence(inner) for key, inner in schema.items() if key != "x-probes"}


def _on_page(words: Sequence[str], *, empty_list: bool) -> tuple[str, ...]:
    """Say of a field of a page what its absence means; most belong to pages that are there."""
    where = () if "page" in words else ("anywhere",)
    return (*where, *(word for word in words if word != "page"), *(("list",) if empty_list else ()))


def _versions(schema: Schema) -> set[str]:
    """Give the versions on which a module's reply was seen."""
    return {version for inner in schema.get("properties", {}).values() for version in texts(inner, "x-versions")}


def _names(paths: Iterable[str]) -> str:
    return " and ".join(f"`{path.rpartition('+')[2]}`" for path in paths)


def default_values(parameter: ParameterInfo) -> tuple[str, ...]:
    """Give a parameter's values where it is not sent."""
    value = parameter.default
    if value in (None, "", False):
        return ()
    if isinstance(value, list):
        return tuple(map(str, value))
    return tuple(str(value).split("|")) if parameter.multi else (str(value),)
