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


def test_the_sync_world_does_not_load_the_async_one() -> None:
    modules = loaded("import mwtyped; mwtyped.Site('localhost', do_init=False).api.query.allpages(prefix='A')")
    assert not {name for name in modules if name.startswith("mwtyped.") and "async" in name}


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
