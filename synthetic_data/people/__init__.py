"""Invented people: names weighted by birth year, and identifiers that no real child can hold."""
