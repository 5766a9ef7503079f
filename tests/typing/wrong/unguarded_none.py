import mwtyped

site = mwtyped.Site("localhost")
print(site.api.edit(title="A", text="B").newrevid + 1)
for change in site.api.query.recentchanges(prop=["user", "comment"]):
    print(change.user.upper(), len(change.comment))
