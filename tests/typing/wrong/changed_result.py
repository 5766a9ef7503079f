import mwtyped

site = mwtyped.Site("localhost")
result = site.api.edit(title="A", text="B")
result.newrevid = 5
