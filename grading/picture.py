"""The distribution of points as bars with their numbers on them, and as a sentence for those who do not see them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BANDS = 5
WIDTH, BASE, TALLEST = 420, 210, 170  # narrow, so that its words can be read on a phone


@dataclass(frozen=True)
class Bars:
    """Counts of learners in bands of points, and the sentences that say what they show."""

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    title: str
    sentence: str

    @property
    def words(self) -> str:
        """All that the picture shows, for those who do not see it."""
        return f"{self.title}. {self.sentence}"

    @property
    def drawn(self) -> list[dict[str, float | str]]:
        """Each bar with its place in a picture `WIDTH` wide whose ground is at `BASE`."""
        most, step = max(self.counts) or 1, WIDTH / len(self.counts)
        return [
            {
                "label": label,
                "number": number,
                "left": round(place * step + step * 0.12, 1),
                "width": round(step * 0.76, 1),
                "centre": round((place + 0.5) * step, 1),
                "height": round(TALLEST * number / most, 1),
            }
            for place, (label, number) in enumerate(zip(self.labels, self.counts, strict=True))
        ]


def distribution(points: Sequence[float], out_of: float) -> Bars | None:
    """Learners by bands of whole points; None when there is nobody, or nothing to earn."""
    if not points or out_of <= 0:
        return None
    lows = sorted({math.ceil(out_of * step / BANDS) for step in range(BANDS)})
    counts = [0] * len(lows)
    for value in points:
        counts[max(place for place, low in enumerate(lows) if value >= low or place == 0)] += 1
    highs = [*(low - 1 for low in lows[1:]), out_of]
    labels = [f"{low} to {high:g}" if low < high else f"{low}" for low, high in zip(lows, highs, strict=True)]
    middle = sorted(points)[len(points) // 2]
    full = sum(value >= out_of for value in points)
    listed = "; ".join(f"{label} points: {number}" for label, number in zip(labels, counts, strict=True))
    title = f"The learner in the middle has {middle:g} of {out_of:g} points"
    sentence = f"{full} of {len(points)} have all of them. Learners by points: {listed}."
    return Bars(tuple(labels), tuple(counts), title, sentence)
