"""Results read as mwclient's dictionaries do: each reading of the corpus against the wiki's own format version 1."""

from collections import Counter
from typing import Any

from mwtyped.conformance import request_of
from mwtyped.runtime.reading import Mismatches
from mwtyped_codegen.trials import Observation
from tests.wiki.scrub import scrubbed

from .reference import as_the_reference, differences, ours, theirs
from .test_corpus import PACKAGE

CHANGING = {
    "query+random": "another one each time",
    "discussiontoolspreview .parse.text": "the parser tells how long it took",
    "query+revisions [].revisions[].diff": "a diff that is kept says so",
    "visualeditor .etag": "another one each time",
}
"""What two calls in a row do not answer alike."""

OTHERWISE = {
    "query+users [].cancreateerror[]": "mwclient gets messages as keys with parameters, we as text",
}
"""Where format version 1 is another."""


def differing(one: Observation) -> list[str]:
    """List where the dictionary view of a reply is not what version 1 has."""
    request: Any = request_of(PACKAGE, one["module"], one["params"])
    if request is None or not request.facts.reply:
        return []
    reply, plain = scrubbed(one["reply"]), scrubbed(one["plain"])
    true = as_the_reference(theirs(request, plain))
    return [f"{one['module']} {path}" for path in differences(true, ours(request, request.read(reply, Mismatches())))]


def test_each_reading_is_as_in_version_1(answered: list[Observation]) -> None:
    both = [one for one in answered if "plain" in one]
    found = Counter(path for one in both for path in differing(one))
    known = (*CHANGING, *OTHERWISE)

    assert {path: count for path, count in found.items() if not path.startswith(known)} == {}
    assert len(both) > 2_000


def test_what_is_known_to_differ_does(answered: list[Observation]) -> None:
    found = {path for one in answered if "plain" in one for path in differing(one)}

    assert {start for start in OTHERWISE if any(path.startswith(start) for path in found)} == set(OTHERWISE)
