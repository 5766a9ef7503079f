import mwtyped

site = mwtyped.Site("localhost")
site.api.query.allpages(prefx="Berlin")
