import mwtyped

site = mwtyped.Site("localhost")
site.api.query.recentchanges(start="2026-01-01")
