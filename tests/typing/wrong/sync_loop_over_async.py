import mwtyped


async def main(site: mwtyped.AsyncSite) -> None:
    for page in site.api.query.allpages():
        print(page)
