"""Calls that are made up for modules of an unseen wiki: what they ask, how many they are, what is learned from them."""

from collections.abc import Callable, Mapping
from typing import Any

from mwtyped_codegen.capture import Capture, ModuleInfo
from mwtyped_codegen.inquiry import inquire
from mwtyped_codegen.overlay import Overlay
from mwtyped_codegen.placing import said_of

Params = Mapping[str, str]
Reply = Callable[[Params], Any]

NAMESPACES = {"0": {"id": 0, "name": ""}, "120": {"id": 120, "name": "Item", "canonical": "Item"}, "121": {"id": 121}}
PAGES = {"0": ["Apple", "Pear"], "6": ["File:A.png"], "14": ["Category:Fruit"], "120": ["Item:Q7", "Item:Q12"]}


def module(path: str, *parameters: Mapping[str, Any], examples: tuple[str, ...] = (), **more: Any) -> ModuleInfo:
    name = path.rpartition("+")[2]
    group = "list" if "+" in path else "action"
    shown = [{"query": query} for query in examples]
    numbered = [{"index": number, **one} for number, one in enumerate(parameters)]
    made = {"name": name, "path": path, "group": group, "source": "Fruit", "parameters": numbered, "examples": shown}
    return ModuleInfo.model_validate({"templatedparameters": [], **made, **more})


def refused(code: str, text: str = "") -> Any:
    return {"errors": [{"code": code, "text": text}]}


class Fruit:
    """A wiki whose modules answer what they are told to; notes what they were asked."""

    def __init__(self, modules: list[tuple[ModuleInfo, Reply]], overlay: Overlay | None = None) -> None:
        self.asked: dict[str, list[Params]] = {}
        self._replies = {one.path: reply for one, reply in modules}
        wiki = Capture("MediaWiki 1.43.0", "Fruit", "", tuple(one for one, _ in modules))
        _, self.outcomes = inquire(self._read, wiki, overlay or Overlay(), list(self._replies))

    def _read(self, params: Params) -> Any:
        if params.get("list") == "recentchanges":
            return {"query": {"recentchanges": [], "namespaces": NAMESPACES}}
        if params.get("list") == "allpages":
            return {"query": {"allpages": [{"title": title} for title in PAGES[params["apnamespace"]]]}}
        named = f"query+{params['list']}" if params["action"] == "query" else params["action"]
        self.asked.setdefault(named, []).append({name: value for name, value in params.items() if name != "action"})
        return self._replies[named](params)


def test_examples_ask_for_what_this_wiki_has() -> None:
    wiki = Fruit(
        [(module("get", {"name": "ids", "multi": True}, examples=("action=get&ids=Q42|P1",)), lambda _: {"a": 1})]
    )

    assert {"ids": "Q7|P1"} in wiki.asked["get"]


def test_an_example_that_has_nothing_new_is_not_tried() -> None:
    kind = {"name": "kind", "type": ["new", "old"]}
    examples = ("action=get&q=apple", "action=get&q=pear", "action=get&kind=old&q=pear", "action=get&q=Q1")
    wiki = Fruit([(module("get", {"name": "q"}, kind, examples=examples), lambda _: {"a": 1})])

    tried = [asked for asked in wiki.asked["get"] if asked]
    assert tried == [{"q": "pear", "kind": "old"}, {"q": "Q7"}]


def test_the_overlay_gives_examples() -> None:
    known = {"examples": ["action=ask&query=[[A::%2B]]|?B"], "reason": "No other word would do."}
    ask = module("ask", {"name": "query", "required": True})
    wiki = Fruit([(ask, lambda asked: {"query": asked["query"]})], Overlay.model_validate({"modules": {"ask": known}}))

    assert wiki.asked["ask"] == [{"query": "[[A::+]]|?B"}]


def test_what_an_extension_answers_is_what_its_other_modules_take() -> None:
    def fields(asked: Params) -> Any:
        return {"fields": {"Taste": {"type": "text"}}} if asked.get("table") == "fruits" else refused("which", "Which?")

    def rows(asked: Params) -> Any:
        return (
            {"rows": [{"a": 1}]} if (asked.get("table"), asked.get("field")) == ("fruits", "Taste") else refused("no")
        )

    table, field = {"name": "table"}, {"name": "field"}
    wiki = Fruit(
        [
            (module("a-rows", table, field), rows),
            (module("fields", table), fields),
            (module("z-tables"), lambda _: {"tables": ["fruits"]}),
        ]
    )

    assert {path: outcome.shown for path, outcome in wiki.outcomes.items()} == {
        "a-rows": True,
        "fields": True,
        "z-tables": True,
    }


def test_an_empty_answer_is_asked_again_with_something_that_is_there() -> None:
    search = {"name": "search", "required": True}
    example = ("action=find&search=no+such+thing",)
    wiki = Fruit(
        [
            (
                module("find", search, examples=example),
                lambda asked: {"found": [{"id": "Q7"}] * (asked["search"] == "Q7")},
            ),
        ]
    )

    assert [asked["search"] for asked in wiki.asked["find"]][:2] == ["no such thing", "Q7"]


def test_a_module_that_shows_nothing_gets_a_second_chance() -> None:
    def near(asked: Params) -> Any:
        return {"query": {"near": [{"title": "Grove"}] if asked.get("coord") == "52.5|13.4" else []}}

    places = module("zplaces", {"name": "one"}, {"name": "two"})
    wiki = Fruit(
        [
            (module("query+near", {"name": "coord"}), near),
            (places, lambda _: {"places": [{"lat": 52.5, "lon": 13.4}]}),
        ]
    )

    assert wiki.outcomes["query+near"].shown
    assert wiki.asked["query+near"][-1]["coord"] == "52.5|13.4"


def test_a_module_that_is_closed_is_asked_no_more_than_it_takes_to_know() -> None:
    kinds = {"name": "kind", "type": ["a", "b", "c"], "required": True}
    wiki = Fruit([(module("secret", kinds, {"name": "user"}), lambda _: refused("permissiondenied"))])

    assert wiki.outcomes["secret"].is_closed
    assert wiki.outcomes["secret"].calls == 1


def test_a_module_that_refuses_time_and_again_is_left_in_peace() -> None:
    many = {"name": "kind", "type": [f"k{number}" for number in range(30)], "required": True}
    wiki = Fruit([(module("odd", many), lambda _: refused("odd"))])

    assert wiki.outcomes["odd"].calls == 10


def test_each_kind_of_answer_is_seen_but_not_in_each_language() -> None:
    kinds = {"name": "kind", "type": ["a", "b", "c"], "required": True}
    languages = {"name": "language", "type": ["de", "en", "fr"], "required": True}
    words = Overlay.model_validate({"open": [{"kind": "language", "reason": "Many.", "names": ["language"]}]})
    wiki = Fruit([(module("say", kinds, languages), lambda asked: {"kind": asked["kind"]})], words)

    assert {asked["kind"] for asked in wiki.asked["say"]} == {"a", "b", "c"}
    assert {asked["language"] for asked in wiki.asked["say"]} == {"de"}


def test_flags_and_wide_ranges_are_tried_with_all_that_can_come() -> None:
    prop = {"name": "prop", "type": ["x", "y"], "multi": True}
    flag, radius = {"name": "exact", "type": "boolean"}, {"name": "radius", "type": "integer", "max": 9000}
    wiki = Fruit([(module("near", prop, flag, radius), lambda _: {"a": 1})])

    assert {"prop": "x|y", "exact": "1"} in wiki.asked["near"]
    assert {"prop": "x|y", "radius": "9000"} in wiki.asked["near"]


def test_nothing_is_asked_twice() -> None:
    prop = {"name": "prop", "type": ["x"], "multi": True, "default": "x"}
    wiki = Fruit([(module("get", prop, examples=("action=get", "action=get&prop=x")), lambda _: {})])

    calls = [tuple(sorted(asked.items())) for asked in wiki.asked["get"]]
    assert len(calls) == len(set(calls))


def place(group: str, *replies: Any, path: str = "query+fruit") -> Any:
    """Say where the result of a module is found to stand, from its replies."""
    one = module(path, group=group)
    observations = [
        {"probe": f"{path}/{number}", "phase": "read", "version": "1.43", "module": path, "params": {group: "fruit"}}
        | {"reply": reply}
        for number, reply in enumerate(replies)
    ]
    wiki = Capture("MediaWiki 1.43.0", "Fruit", "", (one,))
    found = said_of(observations, wiki, Overlay(), [path]).modules
    return found[path].result if path in found else []


def test_rows_stand_where_the_only_list_is() -> None:
    row = {"name": "Apple"}

    assert place("list", {"query": {"fruit": [row]}}) == []
    assert place("list", {"query": {"fruit": {"entries": [row], "count": 1}}}) == ["query", "fruit", "entries"]
    assert place("list", {"query": {"others": [row]}}, {"query": {}}) == ["query", "others"]
    assert place("list", {"query": {"fruit": {"count": 1}}}) == ["query", "fruit"]
    assert place("list", {"query": {"fruit": {"Q1": {"a": 1}}}}) == ["query"]
    assert place("list", {"query": {"fruit": {}, "by": {"Q1": {"a": 1}}}}) == ["query"]


def test_a_result_that_is_a_map_is_taken_with_what_stands_around_it() -> None:
    by_id = {"Q1": {"name": "Apple"}}

    assert place("meta", {"query": {"fruit": by_id}}) == ["query"]
    assert place("meta", {"query": {"fruit": {"name": "Apple"}}}) == []
    assert place("action", {"fruit": by_id, "success": 1}, path="fruit") == [""]
    assert place("action", {"fruit": ["Apple"], "success": 1}, path="fruit") == []
