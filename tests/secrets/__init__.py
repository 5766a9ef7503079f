"""A search for every secret that scripts use, through all that they leave: texts, pickles, files, processes."""
