import mwtyped

site = mwtyped.Site("localhost")
site.api.query.allpagse()
