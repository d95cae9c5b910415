"""Figures about groups of people that point at nobody: which groups stay hidden, and how a number of people is said.

A group of fewer than `FEWEST` people is hidden. What is hidden must not follow from the total and the groups that are
shown: so the hidden ones are always two or more and together at least `FEWEST` people; the smallest of the others are
hidden with them until that is so (secondary suppression: Willenborg and de Waal, Elements of Statistical Disclosure
Control, 2001, chapter 6).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

FEWEST = 5


def hidden_groups(people: Mapping[str, int], fewest: int = FEWEST, already: Collection[str] = ()) -> frozenset[str]:
    """The names of the groups to hide, from the number of people in each; `already` are hidden for another reason.

    A group of nobody needs no hiding and protects nobody. Where nothing else is left, all groups are hidden.
    """
    hidden = {name for name, number in people.items() if number and (number < fewest or name in already)}
    others = sorted((name for name in people if people[name] and name not in hidden), key=lambda each: people[each])
    while hidden and others and (len(hidden) < 2 or sum(people[name] for name in hidden) < fewest):
        hidden.add(others.pop(0))
    return frozenset(hidden)


def how_many(number: int, of: int, fewest: int = FEWEST) -> str:
    """`number` people `of` a known number, in words in which no small number can be read, from either end."""
    if number < fewest:
        return f"fewer than {fewest} of {of}" if of >= fewest else f"some or none of {of}"
    if of - number < fewest:
        return f"all {of}, or all but a few"
    return f"{number} of {of}"


def per_cent(share: float) -> str:
    """A share from 0 to 1 as whole per cent; the ends are left open, because 0 and 100 speak of every single person."""
    rounded = round(100 * share)
    if rounded <= FEWEST:
        return f"{FEWEST}% or less"
    return f"{rounded}%" if rounded < 100 - FEWEST else f"{100 - FEWEST}% or more"
