"""The same calls made by mwclient 0.11 and by ours, on the same real wiki: `python -m tests.differential`.

`cases.py` has what is read, `scripts.py` what is written, `normal.py` says what counts as the same, `differences.py`
names each difference that is meant, with its reason. One that is not named there is a bug, of a case or of ours.
"""
