"""What stands around the child: providers and their inspections, workforce and caseloads, templates, time diaries.

Tables are keyed to the same children, placements and homes as the journeys, but as imperfectly as in life: the
extracts name what their owners would know. Places kept for later modules, not built yet: schools and special needs,
housing, youth justice, finance (the placements ledger), case notes.
"""
