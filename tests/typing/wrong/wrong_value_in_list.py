import mwtyped

site = mwtyped.Site("localhost")
site.api.query.recentchanges(prop=["title", "usr"])
