import mwtyped

site = mwtyped.Site("localhost")
print(site.api.query.allpages().first()["title"])
