"""Invented councils, areas and postcodes, laid out on one invented map of England."""
