"""The package under the reference's name: `import mwtyped as mwclient`."""

import subprocess
import sys
import types

import mwtyped as mwclient
from mwtyped import classic
from mwtyped.runtime import errors

HEAVY = "assert not {name.split('.')[0] for name in sys.modules} & {'httpx', 'pydantic', 'pydantic_core'}"
ASYNC = "assert not [name for name in sys.modules if name.startswith('mwtyped.') and 'async' in name]"


def run(code: str) -> None:
    subprocess.run([sys.executable, "-c", f"import sys\n{code}"], check=True)


def test_each_module_of_the_reference_is_there_when_it_is_used() -> None:
    for name in ("client", "errors", "image", "listing", "page", "util"):
        module = getattr(mwclient, name)
        assert isinstance(module, types.ModuleType)
        assert module.__name__ == f"mwtyped.{name}"
        assert name in dir(mwclient)
        assert all(hasattr(module, one) for one in module.__all__)


def test_the_modules_have_the_same_classes() -> None:
    assert mwclient.client.Site is mwclient.Site
    assert mwclient.client.__version__ == mwclient.__version__
    assert mwclient.page.Page is classic.Page
    assert mwclient.image.Image is classic.Image
    assert mwclient.listing.Category is classic.Category
    assert issubclass(classic.List, mwclient.listing.GeneratorList)
    assert mwclient.listing.PageProperty is mwclient.listing.List
    assert mwclient.util.parse_timestamp("2026-01-31T23:59:59Z").tm_year == 2026


def test_all_errors_are_names_of_the_module_and_of_the_package() -> None:
    assert set(mwclient.errors.__all__) == set(errors.__all__)
    for name in errors.__all__:
        assert getattr(mwclient.errors, name) is getattr(mwclient, name) is getattr(errors, name)
    assert mwclient.errors.NoSpecifiedEmail is mwclient.NoSpecifiedEmailError


def test_the_errors_are_light() -> None:
    run(
        f"import mwtyped as mwclient\n{HEAVY}\nmwclient.errors.APIError\nfrom mwtyped.errors import LoginError\n{HEAVY}"
    )


def test_the_modules_load_no_async_world() -> None:
    run(f"from mwtyped import client, page, image, listing, util\n{ASYNC}")
