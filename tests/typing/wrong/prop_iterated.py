import mwtyped
from mwtyped.mediawiki import Info

site = mwtyped.Site("localhost")
site.iterate(Info())
