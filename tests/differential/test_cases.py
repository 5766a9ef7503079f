"""No method of the reference is left out, and none of its parameters."""

import inspect
from collections import defaultdict

from ..classic.test_signatures import ABSENT, CLASSES, public
from .cases import CASES
from .scripts import SCRIPTS

WHOSE = {"Site": "site", "PageList": "list"}
"""By class of the reference, how the cases call it; the others are pages."""

NOT_COMPARED = {
    "list.get(info)": "what is known of the page: theirs takes what a reply says, ours what a request gives",
}

VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def called() -> dict[str, set[str]]:
    """Give the parameters that cases and scripts give, by method."""
    given = defaultdict[str, set[str]](set)
    for case in CASES:
        given[case.key].update(case.arguments)
    for script in SCRIPTS:
        for step in script.steps:
            given[f"{'site' if step.page is None else 'page'}.{step.method}"].update(step.arguments)
    return given


def left_out() -> set[str]:
    given, found = called(), set[str]()
    for cls, (reference, _, _) in CLASSES.items():
        absent = {name.partition(".")[2] for name in ABSENT if name.partition(".")[0] in (cls, "Page", "Category")}
        for name in set(public(reference)) - absent - {"__init__"}:
            if not callable(method := getattr(reference, name)):
                continue
            key = f"{WHOSE.get(cls, 'page')}.{name}"
            parameters = inspect.signature(method).parameters.values()
            names = {one.name for one in parameters if one.name != "self" and one.kind not in VARIABLE}
            found |= {f"{key}({one})" for one in names - given[key]} if key in given else {key}
    return found


def test_every_method_of_the_reference_is_called_with_each_of_its_parameters() -> None:
    assert left_out() == set(NOT_COMPARED)
