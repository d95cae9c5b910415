"""How close a run is to the published figures: what is compared stands in measures.toml, the figures in
published.csv.
"""
