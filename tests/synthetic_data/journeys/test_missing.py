"""Times missing: a long stay has each age's rate for as long as the child is of that age."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.dates import day_number
from synthetic_data.draws import birthdays, whole_ages
from synthetic_data.journeys.missing import _at_one_age


def test_a_stay_is_cut_where_another_rate_begins_and_no_day_is_lost() -> None:
    born = np.array([day_number(day) for day in (date(2008, 2, 29), date(2015, 6, 1), date(2012, 1, 1))])
    begin, stop = (np.array([day_number(day)] * 3) for day in (date(2016, 5, 1), date(2025, 3, 31)))
    stop[2] = begin[2]  # an empty stay
    stays = pl.DataFrame({"stay": [0, 1, 2]})
    cut, begins, stops, who = _at_one_age(Calibration(), stays, begin, stop, born)
    ages = Calibration()["missing_rates"]["age_from"].unique().to_list()
    assert (stops > begins).all()
    assert 2 not in cut["stay"]
    for stay in (0, 1):
        mine = (cut["stay"] == stay).to_numpy()
        assert (stops - begins)[mine].sum() == stop[stay] - begin[stay]
        assert set(who[mine]) == {born[stay]}
        first, last = whole_ages(who[mine], begins[mine]), whole_ages(who[mine], stops[mine] - 1)
        for since, until in zip(first, last, strict=True):
            assert not any(since < age <= until for age in ages)
    assert (begins[1:][cut["stay"].to_numpy()[1:] == 0] <= birthdays(born[:1], 16)[0]).all()
