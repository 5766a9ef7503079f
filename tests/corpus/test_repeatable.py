"""What two runs of the corpus are compared by."""

from typing import Any

from tests.wiki.probes import differences


def seen(reply: Any, probe: str = "edit/plain", **params: str) -> dict[str, Any]:
    return {"probe": probe, "phase": "write", "version": "1.43", "module": "edit", "params": params, "reply": reply}


def test_what_is_random_makes_no_difference() -> None:
    before = {
        "revid": 7,
        "timestamp": "2026-01-01T00:00:00Z",
        "rows": [{"a": 1}, {"a": 2}],
        "token": "0123456789abcdef0",
    }
    after = {
        "revid": 9,
        "timestamp": "2027-01-01T00:00:00Z",
        "rows": [{"a": 2}, {"a": 1}],
        "token": "fedcba98765432100",
    }

    assert list(differences([seen(before)], [seen(after)])) == []


def test_any_other_is_named_with_its_probe_and_place() -> None:
    found = list(differences([seen({"edit": {"new": True}})], [seen({"edit": {"new": False, "rows": [1]}})]))

    assert found == [
        "edit/plain write 1: .edit.new: 'True' before, 'False' now",
        "edit/plain write 1: .edit.rows: 'None' before, '[1]' now",
    ]


def test_replies_are_compared_with_those_of_their_own_probe() -> None:
    first, second = seen({"a": "x"}), seen({"a": "y"}, "edit/other")

    assert list(differences([first, second], [second, first])) == []
