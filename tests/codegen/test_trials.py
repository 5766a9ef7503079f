"""Calls that are made up for modules of an unseen wiki: what they ask, how many they are, what is learned from them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from mwtyped.runtime.errors import HTTPStatusError, WrongPath
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
        self.found = inquire(self._read, wiki, overlay or Overlay(), list(self._replies))
        self.outcomes = self.found.outcomes

    def _read(self, params: Params) -> Any:
        if params.get("meta") == "siteinfo" and "list" not in params:
            return self._replies["siteinfo"](params)
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


def fails(_: Params) -> Any:
    raise HTTPStatusError(503, "https://wiki.example/w/api.php")


def test_a_module_that_brings_no_reply_is_left_alone_and_the_others_are_called() -> None:
    prop = {"name": "prop", "type": ["x", "y", "z"], "multi": True}
    wiki = Fruit([(module("a-broken", prop), fails), (module("good"), lambda _: {"a": 1})])

    assert wiki.outcomes["a-broken"].calls == 2
    assert wiki.outcomes["a-broken"].reasons == "HTTP 503 from https://wiki.example/w/api.php"
    assert not wiki.outcomes["a-broken"].is_closed
    assert wiki.outcomes["good"].shown
    assert wiki.found.ended is None


def test_one_call_that_fails_does_not_end_those_for_its_module() -> None:
    prop = {"name": "prop", "type": ["x", "y", "z"], "multi": True}
    wiki = Fruit([(module("get", prop), lambda asked: fails(asked) if asked.get("prop") == "y" else {"a": 1})])

    assert {"prop": "z"} in wiki.asked["get"]
    assert wiki.outcomes["get"].failed.startswith("HTTP 503")


def test_what_there_is_on_a_wiki_is_looked_for_even_if_a_module_for_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Fruit._read
    monkeypatch.setattr(Fruit, "_read", lambda self, asked: fails(asked) if "rcprop" in asked else read(self, asked))
    wiki = Fruit([(module("get", {"name": "title", "required": True}), lambda _: {"a": 1})])

    assert wiki.asked["get"][0] == {"title": "Apple"}


def test_a_web_page_of_one_module_is_not_taken_for_a_wiki_that_is_elsewhere() -> None:
    def page(_: Params) -> Any:
        raise WrongPath("no API at this address; the wiki's front page names path='/w/'", url="https://wiki.example")

    wiki = Fruit([(module("broken"), page)])

    assert wiki.outcomes["broken"].reasons == "it answers no JSON (HTTP 200)"


def test_a_wiki_that_is_gone_is_given_up_and_what_was_learned_stays() -> None:
    broken = [(module(f"b{number}"), fails) for number in range(7)]
    wiki = Fruit([(module("a"), lambda _: {"a": 1}), *broken, (module("siteinfo", mustbeposted=True), fails)])

    assert wiki.outcomes["a"].shown
    assert isinstance(wiki.found.ended, HTTPStatusError)
    assert wiki.found.unasked == ["b5", "b6"]


def test_modules_that_fail_in_a_row_do_not_end_it_while_the_wiki_is_there() -> None:
    broken = [(module(f"b{number}"), fails) for number in range(7)]
    wiki = Fruit([*broken, (module("c"), lambda _: {"a": 1}), (module("siteinfo", mustbeposted=True), lambda _: {})])

    assert wiki.outcomes["c"].shown
    assert wiki.found.ended is None


def test_what_was_answered_before_an_interrupt_is_kept() -> None:
    def interrupt(_: Params) -> Any:
        raise KeyboardInterrupt

    wiki = Fruit([(module("a"), lambda _: {"a": 1}), (module("b"), interrupt), (module("c"), lambda _: {"a": 1})])

    assert [one["module"] for one in wiki.found.observations] == ["a"]
    assert isinstance(wiki.found.ended, KeyboardInterrupt)
    assert wiki.found.unasked == ["c"]


def test_a_text_called_content_is_looked_at_in_version_1_once() -> None:
    prop = {"name": "prop", "type": ["x", "y"], "multi": True}
    said = {"a": {"content": "text", "more": [{"content": 1}]}}
    wiki = Fruit([(module("a", prop), lambda _: said), (module("b"), lambda _: {"b": {"content": 1}})])

    assert [asked for asked in wiki.asked["a"] if "formatversion" in asked] == [{"formatversion": "1"}]
    assert wiki.outcomes["a"].calls == len(wiki.asked["a"])
    assert not [asked for asked in wiki.asked["b"] if "formatversion" in asked]


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


def view(group: str, reply: Any, plain: Any, path: str = "query+fruit") -> Mapping[str, str]:
    """Say how a result differs from the rules of the dictionary view, from its replies in both format versions."""
    one = {"probe": f"{path}/1", "phase": "read", "version": "1.43", "module": path, "params": {group: "fruit"}}
    wiki = Capture("MediaWiki 1.43.0", "Fruit", "", (module(path, group=group),))
    found = said_of([{**one, "reply": reply, "plain": plain}], wiki, Overlay(), [path]).modules
    return found[path].view if path in found else {}


def test_a_text_that_is_called_content_in_both_versions_is_an_exception_of_the_view() -> None:
    both, one = {"content": "a", "x": {"content": "b"}}, {"*": "a", "x": {"content": "b"}}

    assert view("action", {"fruit": both}, {"fruit": both}, "fruit") == {"content": "plain", "x.content": "plain"}
    assert view("action", {"fruit": both}, {"fruit": one}, "fruit") == {"x.content": "plain"}
    assert view("action", {"fruit": both}, None, "fruit") == {}


def test_such_exceptions_are_told_as_seen_from_an_item_a_page_and_any_key_of_a_map() -> None:
    row = {"content": "a"}
    by_id = {"of": {"Q1": row, "Q2": row}}
    page = {"title": "A", "ripe": [row]}

    assert view("list", {"query": {"fruit": [row]}}, {"query": {"fruit": [row]}}) == {"content": "plain"}
    assert view("list", {"query": {"others": [row]}}, {"query": {"others": [row]}}) == {"content": "plain"}
    assert view("prop", {"query": {"pages": [page]}}, {"query": {"pages": {"1": page}}}) == {"ripe[].content": "plain"}
    assert view("meta", {"query": {"fruit": by_id}}, {"query": {"fruit": by_id}}) == {"of.*.content": "plain"}


def test_a_result_that_is_a_map_is_taken_with_what_stands_around_it() -> None:
    by_id = {"Q1": {"name": "Apple"}}

    assert place("meta", {"query": {"fruit": by_id}}) == ["query"]
    assert place("meta", {"query": {"fruit": {"name": "Apple"}}}) == []
    assert place("action", {"fruit": by_id, "success": 1}, path="fruit") == [""]
    assert place("action", {"fruit": ["Apple"], "success": 1}, path="fruit") == []
