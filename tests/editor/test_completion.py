"""What an editor offers on the way to a working call: pyright's language server, and static jedi."""

from collections.abc import Iterator
from pathlib import Path

import jedi  # type: ignore[import-untyped]
import pytest

from .language_server import LanguageServer

ROOT = Path(__file__).parents[2]
SITE = 'import mwtyped\nfrom mwtyped.mediawiki import AllPages\nsite = mwtyped.Site("localhost")\n'
ASYNC_SITE = 'import mwtyped\nsite = mwtyped.AsyncSite("localhost")\n'
PARAMETERS = {"from_", "to", "prefix", "namespace", "filterredir", "minsize", "limit", "dir", "max_items", "extra"}


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    with LanguageServer(ROOT) as running:
        yield running


def jedi_complete(code: str) -> list[str]:
    before, _, after = code.partition("|")
    script = jedi.Script(
        before + after, path=ROOT / "scratch.py", project=jedi.Project(ROOT, added_sys_path=[str(ROOT / "src")])
    )
    return [found.name for found in script.complete(before.count("\n") + 1, len(before.rpartition("\n")[2]))]


def names(offered: list[str]) -> set[str]:
    return {label.removesuffix("=") for label in offered}


@pytest.mark.parametrize("site", [SITE, ASYNC_SITE], ids=["sync", "async"])
class TestBothEditors:
    def test_the_actions_are_offered(self, server: LanguageServer, site: str) -> None:
        code = site + "site.api.|"
        for offered in (names(server.complete(code)), names(jedi_complete(code))):
            assert {"query", "edit", "parse", "upload", "import_", "scribunto_console"} <= offered

    def test_the_query_modules_are_offered(self, server: LanguageServer, site: str) -> None:
        code = site + "site.api.query.|"
        for offered in (names(server.complete(code)), names(jedi_complete(code))):
            assert {"allpages", "siteinfo", "info", "revisions", "pages", "recentchanges"} <= offered

    def test_the_parameters_are_offered(self, server: LanguageServer, site: str) -> None:
        code = site + "site.api.query.allpages(|)"
        for offered in (names(server.complete(code)), names(jedi_complete(code))):
            assert offered >= PARAMETERS


def test_nothing_private_is_in_the_way(server: LanguageServer) -> None:
    offered = server.complete(SITE + "site.api.query.|")
    public = [name for name in offered if not name.startswith("_")]
    assert len(public) == 74, "73 modules and `pages`"


def test_pyright_offers_the_values_of_an_enumeration(server: LanguageServer) -> None:
    offered = server.complete(SITE + 'site.api.query.allpages(filterredir="|")')
    assert {'"all"', '"nonredirects"', '"redirects"'} <= set(offered)


def test_pyright_offers_the_fields_of_a_request(server: LanguageServer) -> None:
    assert names(server.complete(SITE + "AllPages(|)")) >= PARAMETERS - {"max_items"}


def test_jedi_shows_the_values_in_signature_and_docstring() -> None:
    code = SITE + "site.api.query.allpages("
    script = jedi.Script(code, path=ROOT / "scratch.py", project=jedi.Project(ROOT, added_sys_path=[str(ROOT / "src")]))
    (signature,) = script.get_signatures(code.count("\n") + 1, len(code.rpartition("\n")[2]))
    shown = {parameter.name: parameter.description for parameter in signature.params}
    assert "nonredirects" in shown["filterredir"]
    assert "nonredirects" in signature.docstring()


def test_hovering_over_a_method_tells_what_it_does_and_takes(server: LanguageServer) -> None:
    shown = server.hover(SITE + "site.api.query.all|pages")
    assert "filterredir" in shown
    assert "nonredirects" in shown
    assert "Listing" in shown


def test_signature_help_shows_the_parameters(server: LanguageServer) -> None:
    shown = server.signature(SITE + "site.api.edit(|)")
    assert "appendtext" in shown
    assert "Args:" in shown


def test_the_type_of_an_item_is_known(server: LanguageServer) -> None:
    assert "Item" in server.hover(SITE + "for pa|ge in site.api.query.allpages():\n    pass\n")


PAGES = 'for page in site.api.query.revisions(titles="A", prop=["content"], slots=["main"]):\n    '
ASYNC_PAGES = f"async def main() -> None:\n    async {PAGES}    "


@pytest.mark.parametrize("code", [SITE + PAGES, ASYNC_SITE + ASYNC_PAGES], ids=["sync", "async"])
class TestResults:
    def test_a_page_offers_what_its_props_may_bring(self, server: LanguageServer, code: str) -> None:
        for offered in (names(server.complete(code + "page.|")), names(jedi_complete(code + "page.|"))):
            assert {"title", "exists", "state", "touched", "revisions", "fullurl", "imageinfo"} <= offered

    def test_the_way_to_a_text_is_offered(self, server: LanguageServer, code: str) -> None:
        text = code + 'page.revisions[0].slots["main"].|'
        for offered in (names(server.complete(text)), names(jedi_complete(text))):
            assert {"content", "contentmodel", "contentformat"} <= offered

    def test_nothing_of_pydantic_is_in_the_way(self, server: LanguageServer, code: str) -> None:
        for offered in (names(server.complete(code + "page.|")), names(jedi_complete(code + "page.|"))):
            assert not {"model_validate", "model_rebuild", "parse_obj", "construct"} & offered


def test_the_result_of_an_edit_offers_its_fields(server: LanguageServer) -> None:
    code = SITE + 'site.api.edit(title="A", text="B").|'
    for offered in (names(server.complete(code)), names(jedi_complete(code))):
        assert {"newrevid", "nochange", "result"} <= offered


def test_hovering_over_a_field_tells_what_it_means_and_what_brings_it(server: LanguageServer) -> None:
    shown = server.hover(SITE + 'for page in site.api.query.info(titles="A"):\n    page.full|url\n')
    assert "Asked for with `Info(prop=['url'])`." in shown
