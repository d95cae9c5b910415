"""Clean returns break no DfE rule, within a year and across years, for any seed, size and span; in CSV and in XML."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthetic_data.council import Council, CouncilSpec
from synthetic_data.rules import check_folder
from synthetic_data.write import write

# 186 asks about every missing strengths and difficulties score; in life about one in five is missing, with a reason.
EXPECTED_QUERIES = {"186"}

specs = st.builds(
    lambda seed, size, year_end, years: CouncilSpec.named(seed=seed, size=size, year_end=year_end, years=years),
    st.integers(0, 1_000_000),
    st.sampled_from([30, 120, 400]),
    st.sampled_from([2024, 2025, 2026, 2027]),
    st.sampled_from([1, 2, 4]),
)


def broken_rules(spec: CouncilSpec, folder: Path, form: str) -> set[str]:
    """The rules that the council's SSDA903 breaks in every year it keeps."""
    write(Council(spec), folder, returns=["ssda903"], formats=[form])
    findings = check_folder(folder).findings
    return set(findings["rule"]) - EXPECTED_QUERIES


@given(specs)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_csv_return_breaks_no_rule(tmp_path_factory: pytest.TempPathFactory, spec: CouncilSpec) -> None:
    assert broken_rules(spec, tmp_path_factory.mktemp("csv") / "out", "csv") == set()


def test_the_xml_return_breaks_no_rule(tmp_path: Path) -> None:
    assert broken_rules(CouncilSpec.named(seed=11, size=150, year_end=2027), tmp_path / "out", "xml") == set()


@pytest.mark.prove
@given(specs)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_councils_break_no_rule(tmp_path_factory: pytest.TempPathFactory, spec: CouncilSpec) -> None:
    assert broken_rules(spec, tmp_path_factory.mktemp("many") / "out", "csv") == set()
