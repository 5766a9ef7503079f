import mwtyped

site = mwtyped.Site("localhost")
for page in site.api.query.allpages():
    print(page.titel)
