import mwtyped

site = mwtyped.Site("localhost")
result = site.api.edit(title="A", text="B")
print(result.newrevId, site.api.query.siteinfo().general.sitenam)
for page in site.api.query.revisions(titles="A", prop=["content"], slots=["main"]):
    print(page.revisions[0].slots["main"].contents, page.touchd)
