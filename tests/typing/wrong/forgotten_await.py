import mwtyped


async def main(site: mwtyped.AsyncSite) -> None:
    print(site.api.edit(title="A", text="B")["newrevid"])
