"""Draws of the front door: no wait outlasts the calendar, whatever the chance."""

from __future__ import annotations

import numpy as np

from synthetic_data.calibration import Calibration
from synthetic_data.journeys.front_door import mechanism_of
from synthetic_data.journeys.front_door_draws import CENTURY, waiting


def test_the_rarest_chance_waits_no_longer_than_a_century() -> None:
    """A child who stayed open for 170 years once stopped a council: its closure lay beyond the calendar."""
    mean = mechanism_of(Calibration())["stays_open_days"]
    rarest = np.array([np.nextafter(1.0, 0.0)])
    assert waiting(rarest, mean) == [CENTURY]
    assert waiting(np.array([0.0, 0.5]), 100.0).tolist() == [0, 69]
