import mwtyped

site = mwtyped.Site("localhost")
site.api.move(from_="A")
