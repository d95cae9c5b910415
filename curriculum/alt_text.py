"""Words for a chart: enough to carry its message to somebody who does not see it."""

from __future__ import annotations

import re

from synthetic_data.errors import PlainError

SHORTEST, LONGEST = 30, 600  # characters: less cannot hold a message, more belongs in the text
FILE_NAME = re.compile(r"^\S+\.(png|jpe?g|svg|gif|pdf)$", re.IGNORECASE)
NO_MESSAGE = re.compile(
    r"^(an? |the )?(image|picture|figure|plot|graph|chart|bar chart|line chart)( (of|showing))?\b[^.,;:]{0,25}\.?$",
    re.I,
)


def check_alt(alt: object, title: str = "") -> str:
    """The alt text with its spaces tidied; raises PlainError, in words to act on, when it would help nobody."""
    words = " ".join(alt.split()) if isinstance(alt, str) else ""
    advice = 'say what the chart shows in a sentence, for example alt="Most children in care are aged 10 or over."'
    if not words:
        raise PlainError(f"This chart has no words for people who cannot see it: {advice}")
    if FILE_NAME.match(words) or "\\" in words:
        raise PlainError(f"The alt text is the name of a file: {advice}")
    if NO_MESSAGE.match(words):
        raise PlainError(f'The alt text "{words}" says that there is a chart, not what it says: {advice}')
    if len(words) < SHORTEST:
        raise PlainError(f'The alt text "{words}" is too short to carry the message: {advice}')
    if len(words) > LONGEST:
        raise PlainError(
            f"The alt text has {len(words)} characters; keep it under {LONGEST} and put the rest in the text below."
        )
    if title and words.rstrip(".").casefold() == title.rstrip(".").casefold():
        raise PlainError(f"The alt text only repeats the title: add the figures that make it true, and {advice}")
    return words
