import mwtyped

site = mwtyped.Site("localhost")
site.api.edit(title="A", text="B", minor="false")
