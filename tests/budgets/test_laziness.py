"""What a process loads, counted in `sys.modules`: nothing that isn't used."""

import json
import subprocess
import sys


def loaded(code: str) -> set[str]:
    """Run code in a fresh interpreter and give the modules it has loaded then."""
    report = "\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True)
    modules: list[str] = json.loads(done.stdout.splitlines()[-1])
    return set(modules)


def of_binding(modules: set[str]) -> set[str]:
    return {name for name in modules if name.startswith("mwtyped.mediawiki.requests.")}


def test_importing_the_package_loads_nothing_of_weight() -> None:
    modules = loaded("import mwtyped")
    assert not {name for name in modules if name.split(".")[0] in ("httpx", "httpcore", "pydantic", "pydantic_core")}
    assert not {name for name in modules if name.startswith("mwtyped.mediawiki")}


def test_an_error_can_be_caught_without_loading_anything_of_weight() -> None:
    modules = loaded("import mwtyped; mwtyped.APIError; mwtyped.MwClientError")
    assert "pydantic" not in modules
    assert "httpx" not in modules


def test_making_a_site_loads_no_request() -> None:
    modules = loaded("import mwtyped; site = mwtyped.Site('localhost', do_init=False); site.api.query")
    assert of_binding(modules) == set()


def test_a_call_loads_its_own_request_only() -> None:
    modules = loaded("import mwtyped; mwtyped.Site('localhost', do_init=False).api.query.allpages(prefix='A')")
    assert of_binding(modules) == {"mwtyped.mediawiki.requests.query_allpages"}


def test_a_prop_loads_its_own_request_and_that_of_the_pages() -> None:
    modules = loaded("import mwtyped; mwtyped.Site('localhost', do_init=False).api.query.info(titles=['A'])")
    assert of_binding(modules) == {"mwtyped.mediawiki.requests.pages", "mwtyped.mediawiki.requests.query_info"}


def test_the_generator_is_never_loaded_by_the_runtime() -> None:
    modules = loaded(
        "import mwtyped, mwtyped.mediawiki; mwtyped.mediawiki.AllPages(); mwtyped.Site('a', do_init=False)"
    )
    assert not {name for name in modules if name.split(".")[0] in ("mwtyped_codegen", "jinja2", "ruff")}


LISTED = """
import mwtyped
site = mwtyped.Site("http://127.0.0.1:9", do_init=False, max_retries=0)
try:
    list(site.api.query.allpages(prefix="A"))
except mwtyped.MaximumRetriesExceeded:
    pass
"""


def test_the_sync_world_does_not_load_the_async_one() -> None:
    modules = loaded(LISTED)
    assert not {name for name in modules if name.startswith("mwtyped.") and "async" in name}
    assert "asyncio" not in modules


def test_a_call_loads_nothing_for_what_hardly_anybody_does() -> None:
    modules = loaded(LISTED)
    assert "mwtyped.runtime.transport" in modules
    assert modules.isdisjoint({f"mwtyped.{name}" for name in ("events", "runtime.uploads", "runtime.session_file")})
    assert "difflib" not in modules


def shown_by(request: str, reply: str) -> set[str]:
    """Give the models of replies that reading one loads."""
    code = f"import mwtyped.mediawiki as m; reply = {reply}; m.{request}.parse(reply)"
    return {name.rpartition(".")[2] for name in loaded(code) if name.startswith("mwtyped.mediawiki.responses.")}


def test_of_the_kinds_of_log_entries_those_are_loaded_that_came() -> None:
    reply = """{"query": {"logevents": [
        {"type": "move", "title": "A", "params": {"target_ns": 0, "target_title": "B", "suppressredirect": False}},
        {"type": "create", "title": "B", "params": {}}]}}"""

    found = shown_by('LogEvents(prop=["type", "title", "details"])', reply)

    assert {name for name in found if name.endswith("logparams")} == {"shared_logparams", "shared_movelogparams"}


def test_a_page_loads_the_models_of_what_was_asked_for() -> None:
    page = '{"pageid": 1, "ns": 0, "title": "A", "revisions": [{"slots": {"main": {"content": "x"}}}]}'
    props = 'props=[m.Revisions(prop=["content"], slots=["main"])]'

    found = shown_by(f'Pages(titles=["A"], {props})', f'{{"batchcomplete": True, "query": {{"pages": [{page}]}}}}')

    assert "page" in found
    assert len(found) <= 6, found
    assert "shared_imageinfo" not in found


RACE = """
import threading, mwtyped.mediawiki
barrier, failures = threading.Barrier(8), []
def use():
    barrier.wait()
    try:
        request = mwtyped.mediawiki.RecentChanges(prop=["title"], limit=5)
        assert request.encode()["rcprop"] == "title"
    except Exception as error:
        failures.append(repr(error))
threads = [threading.Thread(target=use) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not failures, failures
"""


def test_eight_threads_may_race_to_the_first_use_of_a_model() -> None:
    loaded(RACE)
