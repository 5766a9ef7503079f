import mwtyped

site = mwtyped.Site("localhost")
site.with_options(uselnag="de")
