"""From the curriculum's sources to everything a learner opens: notebooks, cards, lists."""
