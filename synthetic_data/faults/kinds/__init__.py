"""Every kind of fault, in the order in which they are planted.

Duplicates come first: a row copied after it was made dirty would carry an error under a key that does not name it.
"""

from __future__ import annotations

from synthetic_data.faults.fault import Fault
from synthetic_data.faults.kinds import codes, dates, episodes, identity, links, text

KINDS: tuple[Fault, ...] = (
    *identity.DUPLICATES,
    *episodes.KINDS,
    *links.KINDS,
    *identity.KINDS,
    *codes.KINDS,
    *dates.KINDS,
    *text.KINDS,
)
