"""Who comes into care where."""

from __future__ import annotations

import numpy as np
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.journeys.entries import _unaccompanied_ratio
from synthetic_data.places.councils import all_councils


def test_unaccompanied_children_are_shared_out_by_children_and_come_back_to_englands_number() -> None:
    councils = all_councils()
    ratio = np.array([_unaccompanied_ratio(CouncilSpec("x", c.la_code), Calibration()) for c in councils])
    rate = np.array([c.care_rate_per_10000 for c in councils])
    children = np.array([c.children_0_17 for c in councils])
    assert np.average(ratio, weights=children * rate) == pytest.approx(1)
    assert abs(np.corrcoef(ratio * rate, rate)[0, 1]) < 0.25, "to the child population"
