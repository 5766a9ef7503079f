"""Six mistakes, on purpose: `make demo` shows what mypy says of them. Not part of the other checks."""

from demowiki import AsyncSite, Info, Site


def mistakes(site: Site) -> None:
    """Make five mistakes that a dictionary of parameters would send to the wiki."""
    site.api.query.allpages(prefx="Berlin")
    site.api.query.allpages(filterredir="nonredirect")
    site.api.query.allpages(minsize="100")
    site.api.move(from_="A")
    site.iterate(Info())


async def forgotten_await(site: AsyncSite) -> None:
    """Forget that the call has not been made yet."""
    print(site.api.edit(title="A", text="B")["newrevid"])
