"""What goes wrong on the way: a proxy before the real wiki that breaks things on purpose, and what comes of it.

`python -m tests.faults` runs each fault with an operation of each kind and prints what became of the writes (`--full`:
with every operation); `python -m tests.faults.soak` is thousands of writes with faults at random;
`python -m tests.faults.peers` puts the same proxy before mwclient and pywikibot.
"""
