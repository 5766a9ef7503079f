from mwtyped.mediawiki import AllPages, Pages

Pages(titles=["A"], props=[AllPages()])
