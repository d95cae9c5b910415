"""The truth behind a year's return: every episode that touches the year, as it is known when the year closes."""

import pandas as pd
import pytest

from curriculum.truth import episodes_in, journey, people_in
from synthetic_data import simulate
from synthetic_data.council import CouncilSpec

YEARS = ("2023-24", "2024-25", "2025-26")


@pytest.fixture(scope="module")
def council():
    return simulate(CouncilSpec.for_learner("truth.test", size=40))


@pytest.mark.parametrize("year", YEARS)
def test_every_episode_of_the_return_is_in_the_truth_and_no_other(council, year):
    truth = episodes_in(council, year)[["child", "start", "end", "legal_status", "placement"]]
    returned = council.table("ssda903.episodes", year=year)[["CHILD", "DECOM", "DEC", "LS", "PLACE"]]
    returned.columns = truth.columns
    by = ["child", "start"]
    truth, returned = (each.sort_values(by, ignore_index=True) for each in (truth, returned))
    told = [*by, "end", "legal_status"]  # placements are told in the codes of the year
    assert truth[told].equals(returned[told])


@pytest.mark.parametrize("year", YEARS)
def test_nothing_is_known_that_happens_after_the_year(council, year):
    truth, closes = episodes_in(council, year), pd.Timestamp(f"20{year[-2:]}-03-31")
    assert (truth["start"] <= closes).all()
    assert not (truth["end"] > closes).any()


def test_an_episode_that_ended_before_the_year_is_not_in_it(council):
    assert not (episodes_in(council, "2025-26")["end"] < "2025-04-01").any()


def test_the_last_year_is_meant_when_none_is_named(council):
    assert episodes_in(council).equals(episodes_in(council, "2025-26"))


@pytest.mark.parametrize("year", YEARS)
def test_everybody_in_the_return_is_in_the_truth_once(council, year):
    people, header = people_in(council, year), council.table("ssda903.header", year=year)
    assert sorted(people["child"]) == sorted(header["CHILD"])
    born = dict(zip(header["CHILD"], header["DOB"], strict=True))
    assert [born[child] for child in people["child"]] == list(people["dob"])


def test_care_leavers_are_in_the_return_without_an_episode(council):
    assert set(people_in(council)["child"]) > set(episodes_in(council)["child"])


def test_a_journey_keeps_every_row_and_says_which_child_it_is_about(council):
    referrals = journey(council, "referrals")
    assert len(referrals) == council.journeys["referrals"].height
    received = referrals[referrals["date"].between("2025-04-01", "2026-03-31")]
    census = council.table("cin_census.cin_details")
    census = census[census["CINreferralDate"].between("2025-04-01", "2026-03-31")]
    assert sorted(zip(received["child"], received["date"], strict=True)) == sorted(
        zip(census["LAchildID"], census["CINreferralDate"], strict=True)
    )
