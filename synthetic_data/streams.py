"""Named streams of random numbers, so that adding a decision in one place moves no draw in another.

A stream is keyed by the run's seed, the council's code and the stream's own name. Nothing depends on the order in which
streams are opened, on the number of workers, or on which councils are simulated beside this one.
"""

from __future__ import annotations

import hashlib

import numpy as np


def seed_from_text(text: str) -> int:
    """A 63-bit seed from any text (a learner id, a council's name): the first 8 bytes of its SHA-256, top bit
    cleared.
    """
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big") >> 1


def stream(seed: int, la_code: str, name: str) -> np.random.Generator:
    """The random generator of stream `name` for one council. Same three arguments, same draws."""
    key = (int.from_bytes(hashlib.sha256(la_code.encode()).digest()[:4], "big"), seed_from_text(name) & 0xFFFFFFFF)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
