import mwtyped

site = mwtyped.Site("localhost")
site.api.query.allpages(minsize="100")
