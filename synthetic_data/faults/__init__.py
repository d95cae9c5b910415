"""Errors planted into a council's extracts, never into the truth, with a key that names every altered cell.

draft.py      the tables as text, cell by cell, and what has been done to them
kinds/        one file a family of faults: dates, identity, codes, episodes, links, text
faults.toml   how often each fault is planted, how hard it is to find, whether it can be repaired
plant.py      chooses the places, plants in order, and writes the key
files.py      faults of whole files: byte-order marks, junk headings, totals rows, merged cells
score.py      marks somebody's findings against the key
"""
