from mwtyped.mediawiki import Pages, Users

Pages(generator=Users(users=["A"]))
