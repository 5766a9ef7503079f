import mwtyped
from mwtyped.mediawiki import Info

site = mwtyped.Site("localhost")
site.api.query(lists=[Info()])
