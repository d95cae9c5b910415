"""Checking a folder: what is read, what is left out, what is said, and plain words for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from synthetic_data.errors import PlainError
from synthetic_data.rules import check_folder, validate
from synthetic_data.rules.report import summary, write_list

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
REGISTER = "URN,NAME,TYPE,SECTOR,LA_CODE,POSTCODE,REGISTERED,CLOSED\n"
GOOD_CHILD = "SYN1,F,01/02/2012,WBRI,A123456789012,0,\n"
GOOD_EPISODE = "SYN1,01/05/2024,S,C2,N1,U4,PR1,,,,ZZ1 1AB,ZZ2 2AB,SC123456\n"

CENSUS = """<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>{reference}</ReferenceDate>
  </CollectionDetails></Header>
  <Children><Child><ChildIdentifiers><LAchildID>SYN1</LAchildID><PersonBirthDate>2012-02-01</PersonBirthDate><Sex>F</Sex>
  </ChildIdentifiers></Child></Children>
</Message>
"""

RETURN_903 = """<CHILDREN><CHILD>
  <HEADER><CHILDID>SYN1</CHILDID><SEX>F</SEX><DOB>01/02/2012</DOB><ETHNIC>WBRI</ETHNIC><UPN>A123456789012</UPN>
    <MOTHER>0</MOTHER><UASC>0</UASC>
    <AREVIEW><REVIEW>01/09/2025</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
    <AMISSING><MISSING>X</MISSING><MIS_START>01/09/2025</MIS_START><MIS_END>02/09/2025</MIS_END></AMISSING></HEADER>
  <EPISODE><DECOM>01/05/2024</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U4</PL><PLACE_PROVIDER>PR1</PLACE_PROVIDER>
    <HOME_POST>ZZ1 1AB</HOME_POST><PL_POST>ZZ2 2AB</PL_POST><URN>SC123456</URN></EPISODE>
</CHILD></CHILDREN>
"""


def put(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """One good child in one year's header and episodes."""
    put(tmp_path, "ssda903/2025-26/header.csv", HEADER + GOOD_CHILD)
    put(tmp_path, "ssda903/2025-26/episodes.csv", EPISODES + GOOD_EPISODE)
    return tmp_path


@pytest.fixture
def two_years(returns: Path) -> Path:
    """The same child in the year before as well."""
    put(returns, "ssda903/2024-25/header.csv", HEADER + GOOD_CHILD)
    put(returns, "ssda903/2024-25/episodes.csv", EPISODES + GOOD_EPISODE)
    return returns


def rules_found(folder: Path, **options: object) -> list[tuple[str, str]]:
    found = validate(folder, **options)  # type: ignore[arg-type]
    return list(zip(found["year"], found["rule"], strict=True))


def test_a_column_that_was_renamed_is_read_and_named_as_its_year_called_it(tmp_path: Path) -> None:
    old = CENSUS.format(reference="2024-03-31").replace("2026<", "2024<").replace("Sex>", "GenderCurrent>")
    put(tmp_path, "cin_census/2023-24/cin_census.xml", old)
    put(
        tmp_path,
        "cin_census/2022-23/child_identifiers.csv",
        "LAchildID,UPN,FormerUPN,UPNunknown,PersonBirthDate,ExpectedPersonBirthDate,GenderCurrent,PersonDeathDate\n"
        "SYN1,,,UN1,01/02/2020,,M,\n",
    )
    found = validate(tmp_path, returns=("cin_census",)).query("rule == '4180'")
    assert found[["year", "columns", "values"]].to_numpy().tolist() == [
        ["2022-23", "GenderCurrent", "GenderCurrent = M"],
        ["2023-24", "GenderCurrent", "GenderCurrent = F"],
    ]


def test_a_good_return_has_no_findings_and_every_rule_for_its_tables_ran(two_years: Path) -> None:
    result = check_folder(two_years)
    assert result.findings.empty
    assert (result.errors, result.queries) == (0, 0)
    assert [(done.return_, done.year) for done in result.checked] == [("ssda903", "2024-25"), ("ssda903", "2025-26")]
    first, second = result.checked
    assert second.rows == {"Header": 1, "Episodes": 1}
    assert second.rules_run > first.rules_run > 90
    assert "203" in {rule.code for rule in first.rules_left_out}
    assert "203" not in {rule.code for rule in second.rules_left_out}
    assert {"OC2", "Providers", "Postcodes"} <= second.absent


def test_a_finding_names_file_row_child_values_and_what_to_do(returns: Path) -> None:
    put(returns, "ssda903/2025-26/header.csv", HEADER + GOOD_CHILD + "SYN2,1,31/02/2012,WBRI,UN1,,\n")
    found = validate(returns, year="2025-26")
    row = found[found["rule"] == "101"].iloc[0]
    assert (row["return"], row["year"], row["table"], row["file"], row["row"]) == (
        "ssda903",
        "2025-26",
        "Header",
        "header.csv",
        3,
    )
    assert (row["child"], row["values"], row["severity"]) == ("SYN2", "SEX = 1", "error")
    assert row["what_to_do"].endswith(".")
    assert found[found["rule"] == "102"].iloc[0]["values"] == "DOB = 31/02/2012"


def test_last_years_return_is_compared_where_it_is_there(two_years: Path) -> None:
    put(two_years, "ssda903/2025-26/header.csv", HEADER + GOOD_CHILD.replace("WBRI", "WOTH"))
    found = validate(two_years)
    assert list(zip(found["year"], found["rule"], strict=True)) == [("2025-26", "204")]
    assert "last_year_ETHNIC = WBRI" in found.iloc[0]["values"]


def test_drafts_beside_a_return_are_no_part_of_it_and_can_be_checked_on_their_own(returns: Path) -> None:
    put(returns, "extracts/draft_903/2025-26/header.csv", HEADER + GOOD_CHILD.replace("WBRI", "XXXX"))
    put(returns, "drafts/header.csv", HEADER + GOOD_CHILD)
    assert check_folder(returns).findings.empty
    assert not check_folder(returns / "extracts" / "draft_903").findings.empty


def test_a_table_is_known_by_its_columns_whatever_its_file_is_called(returns: Path) -> None:
    (returns / "ssda903/2025-26/header.csv").rename(returns / "ssda903/2025-26/My Header (final).csv")
    assert check_folder(returns).checked[0].rows == {"Header": 1, "Episodes": 1}


def test_a_file_with_a_tables_name_and_other_columns_is_itself_a_finding(returns: Path) -> None:
    put(returns, "ssda903/2025-26/header.csv", HEADER.replace("SEX", "GENDER") + GOOD_CHILD)
    found = validate(returns, year="2025-26")
    row = found[found["rule"] == "FILE"].iloc[0]
    assert row["values"] == "not there: SEX; not expected: GENDER"
    assert row["severity"] == "error"
    assert pd.isna(row["row"])


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(returns: Path) -> None:
    text = (HEADER + GOOD_CHILD).replace("\n", "\r\n")
    put(returns, "ssda903/2025-26/header.csv", "\ufeff" + text)
    assert rules_found(returns) == []


def test_a_table_of_headings_alone_is_an_empty_table(returns: Path) -> None:
    put(returns, "ssda903/2025-26/uasc.csv", "CHILD,SEX,DOB,DUC\n")
    assert check_folder(returns, year="2025-26").checked[0].rows["UASC"] == 0
    put(returns, "ssda903/2025-26/uasc.csv", "CHILD,SEX,DOB,DUC")
    assert rules_found(returns) == []


def test_the_xml_form_is_read_as_the_same_tables(tmp_path: Path) -> None:
    put(tmp_path, "2025-26/return.xml", RETURN_903)
    result = check_folder(tmp_path)
    assert result.checked[0].rows == {
        "Header": 1,
        "Episodes": 1,
        "Reviews": 1,
        "Missing": 1,
        "UASC": 0,
        "OC2": 0,
        "OC3": 0,
        "AD1": 0,
        "PlacedAdoption": 0,
        "PrevPerm": 0,
        "SWEpisodes": 0,
        "DoLo": 0,
    }
    assert {("1006", "MISSING = X"), ("191", "DECOM = 01/05/2024")} <= set(
        zip(result.findings["rule"], result.findings["values"], strict=True)
    )
    assert result.findings["file"].unique().tolist() == ["return.xml"]


def test_the_xml_form_is_left_alone_where_the_csv_form_is_there(returns: Path) -> None:
    put(returns, "ssda903/2025-26/return.xml", RETURN_903)
    assert rules_found(returns) == []


def test_the_census_tells_its_own_year(tmp_path: Path) -> None:
    put(tmp_path, "census.xml", CENSUS.format(reference="2026-03-31"))
    result = check_folder(tmp_path)
    assert [(done.return_, done.year) for done in result.checked] == [("cin_census", "2025-26")]
    assert "100" not in set(result.findings["rule"])
    put(tmp_path, "census.xml", CENSUS.format(reference="2025-03-31"))
    assert "100" in set(validate(tmp_path)["rule"])


def test_postcode_rules_run_only_where_the_folder_says_it_is_synthetic(returns: Path) -> None:
    assert "392c" not in {rule for _, rule in rules_found(returns)}
    put(returns, "manifest.json", json.dumps({"synthetic": True, "council": {"la_code": "501"}}))
    assert {("2025-26", "392c"), ("2025-26", "169")} <= set(rules_found(returns))
    put(returns, "manifest.json", "{ not json")
    assert rules_found(returns) == []


def test_provider_rules_run_where_there_is_a_list_of_providers(returns: Path) -> None:
    put(
        returns,
        "providers/providers.csv",
        REGISTER + "SC123456,A,Fostering Service,Own provision,501,ZZ2 2AB,,\n",
    )
    assert rules_found(returns) == []
    put(
        returns,
        "providers/providers.csv",
        REGISTER + "SC123456,A,Children's Home,Private,501,ZZ2 2AB,,01/05/2025\n",
    )
    assert {rule for year, rule in rules_found(returns) if year == "2025-26"} == {"219", "224", "228"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("ssda903/2025-26/header.csv", (HEADER + "SYN1,F,01/02/2012,Café,,,\n").encode("cp1252"), "not UTF-8"),
        ("ssda903/2025-26/header.csv", (HEADER + "SYN1,F\n").encode(), "cannot be read"),
        ("ssda903/2025-26/extra.csv", (HEADER + GOOD_CHILD).encode(), "both the Header table"),
        ("ssda903/2025-26/reviews.csv", b"CHILD,DOB,DOB,REVIEW,REVIEW_CODE\n", "two columns of the same name"),
        ("ssda903/2025-26/broken.xml", b"<CHILDREN><CHILD>", "not well-formed XML"),
        ("loose.csv", (HEADER + GOOD_CHILD).encode(), "--year"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_in_one_plain_sentence(
    returns: Path, name: str, content: bytes, words: str
) -> None:
    (returns / name).write_bytes(content)
    with pytest.raises(PlainError, match=words) as problem:
        check_folder(returns)
    assert "\n" not in str(problem.value)
    assert Path(name).stem in str(problem.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"year": "2025"}, "not a collection year"),
        ({"year": "2025-27"}, "not a collection year"),
        ({"returns": ("annex_a",)}, "not a return"),
        ({"year": "2022-23"}, "No return for 2022-23"),
    ],
)
def test_an_option_that_cannot_be_meant_is_named_in_one_plain_sentence(
    returns: Path, options: dict, words: str
) -> None:
    with pytest.raises(PlainError, match=words):
        check_folder(returns, **options)


def test_a_folder_that_is_not_there_or_holds_no_return_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="not a folder"):
        check_folder(tmp_path / "nowhere")
    with pytest.raises(PlainError, match="No return was found"):
        check_folder(tmp_path)


def test_an_entity_in_xml_is_never_followed(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.txt", "WBRI")
    text = RETURN_903.replace("<ETHNIC>WBRI<", "<ETHNIC>&x;<")
    put(tmp_path, "in/2025-26/return.xml", f'<!DOCTYPE CHILDREN [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n{text}')
    found = validate(tmp_path / "in")
    assert "103" in set(found["rule"])
    assert not found["values"].str.contains("WBRI").any()


def test_a_folder_of_many_councils_is_checked_council_by_council(tmp_path: Path) -> None:
    england = tmp_path / "england"
    for council, ethnicity in (("la=501", "WBRI"), ("la=502", "WXYZ")):
        year = f"{council}/ssda903/2025-26"
        put(england, f"{year}/header.csv", HEADER + GOOD_CHILD.replace("WBRI", ethnicity))
        put(england, f"{year}/episodes.csv", EPISODES + GOOD_EPISODE)
    result = check_folder(england)
    assert [(done.council, done.year) for done in result.checked] == [("la=501", "2025-26"), ("la=502", "2025-26")]
    assert result.findings[["rule", "file"]].values.tolist() == [["103", "la=502/header.csv"]]


def test_a_query_alone_is_not_an_error(returns: Path) -> None:
    put(returns, "ssda903/2025-26/header.csv", HEADER + GOOD_CHILD.replace(",F,", ",U,"))
    result = check_folder(returns)
    assert (result.errors, result.queries) == (0, 1)


def test_the_list_is_csv_or_excel_and_the_summary_counts_children(returns: Path, tmp_path: Path) -> None:
    put(
        returns,
        "ssda903/2025-26/header.csv",
        HEADER + GOOD_CHILD + "SYN2,1,01/02/2012,WBRI,UN1,,\nSYN2,2,01/02/2012,WBRI,UN1,,\n",
    )
    result = check_folder(returns, year="2025-26")
    counted = summary(result).set_index("rule")
    assert counted.loc["101", ["findings", "children"]].tolist() == [2, 1]
    write_list(result, tmp_path / "errors.csv")
    listed = pd.read_csv(tmp_path / "errors.csv", dtype=str)
    assert len(listed) == len(result.findings)
    assert {path.name for path in tmp_path.iterdir()} == {"ssda903", "errors.csv"}
    with pytest.raises(PlainError, match=r"\.csv or \.xlsx"):
        write_list(result, tmp_path / "errors.pdf")
    with pytest.raises(PlainError, match="cannot be written"):
        write_list(result, tmp_path / "nowhere" / "errors.csv")
