"""Places of carers: on the wanted side of the boundary, and about as far from home as wanted."""

from __future__ import annotations

import numpy as np
import pytest

from synthetic_data.around.placement_places import places_near, random_homes
from synthetic_data.council import CouncilSpec
from synthetic_data.places.postcodes import council_position, miles


@pytest.mark.parametrize("name", ["Ashmarch", "Larkgate", "Aldfen", "Glovers Green"])
def test_places_are_about_as_far_as_wanted_and_on_the_right_side(name: str) -> None:
    spec = CouncilSpec.named(name, size="medium")
    rng = np.random.default_rng(3)
    homes = random_homes(rng, spec, 3_000)
    inside = rng.random(3_000) < 0.5
    wanted = np.where(inside, rng.random(3_000) * 3, 5 + rng.random(3_000) ** 2 * 90)
    places = places_near(rng, spec, homes, wanted, inside)
    own = int(spec.la_code) - 501
    assert ((council_position(places) == own) == inside).all()
    missed = np.abs(miles(homes, places) - wanted)
    assert np.median(missed[inside]) < 1.0
    assert np.median(missed[~inside]) < 2.5
    far, wanted_far = miles(homes, places)[~inside] > 20, wanted[~inside] > 20
    assert far.mean() == pytest.approx(wanted_far.mean(), abs=0.05)


def test_no_rows_give_no_places() -> None:
    spec = CouncilSpec.named("Ashmarch")
    none = np.array([], np.int64)
    assert len(places_near(np.random.default_rng(1), spec, none, none.astype(float), none.astype(bool))) == 0
