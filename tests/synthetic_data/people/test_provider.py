"""The Faker provider: everything it makes is well formed, invented, and repeats with Faker's own seed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from faker import Faker

from synthetic_data.errors import PlainError
from synthetic_data.people.identifiers import upn_is_right
from synthetic_data.people.provider import ChildrensServicesProvider
from synthetic_data.places.councils import all_councils


def new(seed: int) -> Faker:
    fake = Faker("en_GB")
    fake.add_provider(ChildrensServicesProvider)
    fake.seed_instance(seed)
    return fake


def one_of_each(fake: Faker) -> list[str]:
    return [
        fake.child_first_name(birth_year=2015, sex="F"),
        fake.child_first_name(birth_year=2009, ethnicity="APKN"),
        fake.child_surname("BAFR"),
        fake.ethnicity_code(),
        fake.synthetic_child_id(),
        fake.upn(),
        fake.social_worker_id(),
        fake.council_name(),
        fake.la_code(),
        fake.synthetic_postcode(),
        fake.legal_status(),
        fake.placement_type(),
        fake.primary_need(),
    ]


def test_the_same_faker_seed_repeats_every_method_and_another_does_not() -> None:
    assert one_of_each(new(7)) == one_of_each(new(7)) != one_of_each(new(8))


def test_identifiers_are_well_formed_and_of_invented_councils() -> None:
    fake = new(1)
    codes = {council.la_code for council in all_councils()}
    areas = {council.postcode_area for council in all_councils()}
    for _ in range(200):
        assert re.fullmatch(r"SYN\d{6}", fake.synthetic_child_id())
        assert upn_is_right(fake.upn())
        assert fake.la_code() in codes
        assert fake.synthetic_postcode()[:2] in areas
        assert re.fullmatch(r"SW612\d{5}", fake.social_worker_id("612"))
    chosen = fake.council()
    assert fake.synthetic_postcode(chosen.la_code)[:2] == chosen.postcode_area


def test_common_codes_come_up_most() -> None:
    fake = new(2)
    drawn = [fake.legal_status() for _ in range(2_000)]
    assert max(set(drawn), key=drawn.count) == "C2"  # full care order
    assert {fake.primary_need() for _ in range(500)} <= {f"N{number}" for number in range(1, 9)}


def test_an_unknown_sex_or_ethnic_group_is_refused_in_plain_words() -> None:
    with pytest.raises(PlainError, match="no sex 'X'"):
        new(3).child_first_name(sex="X")
    with pytest.raises(PlainError, match="no ethnicity 'BRIT'"):
        new(3).child_surname("BRIT")


def test_the_examples_in_the_guide_run() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "faker-provider.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", guide, flags=re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        exec(compile(example, "faker-provider.md", "exec"), {})
