"""What identifies a council, what it refuses, and that equal specs give equal councils."""

import pandas as pd
import pytest

from synthetic_data.council import Council, CouncilSpec
from synthetic_data.errors import PlainError


def test_a_learner_always_has_the_same_council() -> None:
    assert CouncilSpec.for_learner("amina.khan") == CouncilSpec.for_learner("amina.khan")
    assert CouncilSpec.for_learner("amina.khan") != CouncilSpec.for_learner("ben.okafor")


def test_a_seed_text_never_gives_a_learners_council() -> None:
    assert CouncilSpec.from_seed("amina.khan").seed != CouncilSpec.for_learner("amina.khan").seed


@pytest.mark.parametrize("learner", ["", "Amina", "a b", "-x", "x" * 65, "é"])
def test_a_malformed_learner_id_is_refused_in_plain_words(learner: str) -> None:
    with pytest.raises(PlainError, match="learner id"):
        CouncilSpec.for_learner(learner)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"size": "huge"}, "council size 'huge'"),
        ({"size": 0}, "cannot be made"),
        ({"size": 5_000_000}, "cannot be made"),
        ({"seed": -1}, "seed -1"),
        ({"year_end": 2019}, "2019"),
        ({"year_end": 2040}, "2040"),
        ({"years": 0}, "0 years"),
        ({"years": 40}, "40 years"),
    ],
)
def test_a_spec_out_of_range_is_refused_in_plain_words(wrong: dict, words: str) -> None:
    with pytest.raises(PlainError, match=words):
        CouncilSpec.named(**wrong)


def test_an_unknown_council_name_is_refused() -> None:
    with pytest.raises(PlainError, match="Atlantis"):
        CouncilSpec.named("Atlantis")


def test_a_year_the_council_does_not_keep_is_refused() -> None:
    council = Council(CouncilSpec.named(size="small", years=2))
    with pytest.raises(PlainError, match="2024-25, 2025-26"):
        council.table("ssda903.header", "2022-23")


def test_an_unknown_return_or_table_is_refused() -> None:
    council = Council(CouncilSpec.named(size="small"))
    with pytest.raises(PlainError, match="no return called 'ssda904'"):
        council.table("ssda904.header")
    with pytest.raises(PlainError, match="no table 'ssda903"):
        council.table("ssda903.heads")


def test_the_journeys_of_care_are_equal_for_equal_specs_and_differ_between_seeds() -> None:
    def bytes_of(seed: int) -> str:
        journeys = Council(CouncilSpec.named(size="small", seed=seed, name="Larkmere")).journeys
        return journeys["care_episodes"].write_csv() + journeys["entrants"].write_csv()

    assert bytes_of(1) == bytes_of(1)
    assert bytes_of(1) != bytes_of(2)


def test_a_learners_table_has_text_codes_and_real_dates() -> None:
    episodes = Council(CouncilSpec.for_learner("amina.khan")).table("ssda903.episodes")
    assert str(episodes["CHILD"].dtype) == "str"
    assert str(episodes["LS"].dtype) == "str"
    assert episodes["DECOM"].dtype.kind == "M"
    assert episodes["DEC"].isna().any()
    assert episodes["CHILD"].str.fullmatch(r"SYN\d{6}").all()


def test_what_is_changed_in_one_copy_of_a_table_is_not_changed_in_the_next() -> None:
    council = Council(CouncilSpec.for_learner("amina.khan"))
    whole = council.table("ssda903.header").copy(deep=True)
    changed = council.table("ssda903.header")
    changed["CHILD"] = "SYN000000"
    changed.loc[0, "SEX"] = "9"
    changed.sort_values("DOB", inplace=True)
    changed.index.name = changed.columns.name = "mine"
    pd.testing.assert_frame_equal(council.table("ssda903.header"), whole)


def test_a_table_is_cut_without_the_lives_that_only_other_tables_of_its_return_need() -> None:
    council = Council(CouncilSpec.for_learner("amina.khan"))
    assert len(council.table("ssda903.episodes"))
    assert "referrals" not in council.journeys.made
    assert list(council.view_tables("ssda903"))[:2] == ["header", "episodes"]
    assert "referrals" not in council.journeys.made
    assert len(council.view_tables("ssda903")["sw_episodes"])
    assert "referrals" in council.journeys.made
