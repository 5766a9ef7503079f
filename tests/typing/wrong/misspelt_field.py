from mwtyped.mediawiki import AllPages

AllPages(prefx="Berlin")
