import mwtyped
from mwtyped.mediawiki import MoveLogParams

site = mwtyped.Site("localhost")
for entry in site.api.query.logevents(prop=["type", "details"]):
    print(entry.params.target_title)
    if isinstance(entry.params, MoveLogParams):
        print(entry.params.duration)
