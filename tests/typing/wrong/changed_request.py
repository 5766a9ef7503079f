from mwtyped.mediawiki import AllPages

request = AllPages(prefix="A")
request.prefix = "B"
