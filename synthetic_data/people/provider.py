"""A Faker provider for children's services: names by birth year, ids, pupil numbers, postcodes, councils, codes.

For anyone's tests and demonstrations, inside this project or not:

    from faker import Faker
    from synthetic_data.people.provider import ChildrensServicesProvider

    fake = Faker("en_GB")
    fake.add_provider(ChildrensServicesProvider)
    fake.child_first_name(birth_year=2015, sex="F")   # 'Evie'
    fake.synthetic_child_id()                         # 'SYN402117'
    fake.upn()                                        # 'K820161050006'
    fake.seed_instance(7)                             # the same draws again

Everything it makes is invented: no name, number, postcode or council is, or can be, that of a real child or council
(docs/decisions/0010). One value costs a few microseconds; for columns of thousands use `synthetic_data.people.names`
and its neighbours, which are vectorised.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from faker.providers import BaseProvider

from synthetic_data.errors import PlainError
from synthetic_data.people import names
from synthetic_data.people.identifiers import UPN_CAPACITY, WORKER_CAPACITY, upns, worker_ids
from synthetic_data.people.text_matrix import to_arrow
from synthetic_data.places.councils import InventedCouncil, all_councils, council_with_code
from synthetic_data.places.postcodes import PLACES, UNITS, postcode_matrix
from synthetic_data.places.small_areas import areas_for


@cache
def _codes(code_set: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Codes and running weights of one code set in codes_for_faker.csv."""
    with Path(__file__).with_name("codes_for_faker.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code_set"] == code_set]
    return tuple(row["code"] for row in rows), tuple(accumulate(float(row["weight"]) for row in rows))


class ChildrensServicesProvider(BaseProvider):
    """Names, identifiers, places and codes of an invented English children's services department."""

    def child_first_name(self, birth_year: int = 2014, sex: str | None = None, ethnicity: str = "WBRI") -> str:
        """A first name as children born in `birth_year` have. `sex`: "F", "M" or None (either); `ethnicity`: a code."""
        sexes = np.array([names.SEXES.index(self._one_of(sex or "U", names.SEXES, "sex"))])
        traditions = names.draw_traditions(self._rng(), self._ethnic(ethnicity))
        return self._only(names.draw_first_names(self._rng(), np.array([birth_year]), sexes, traditions))

    def child_surname(self, ethnicity: str = "WBRI") -> str:
        """A surname; families of one ethnic group have many surnames in common and never only those."""
        return self._only(names.draw_surnames(self._rng(), names.draw_traditions(self._rng(), self._ethnic(ethnicity))))

    def ethnicity_code(self) -> str:
        """One of the ethnic groups of the returns, about as common as among children in England."""
        return self._code("ethnicity")

    def synthetic_child_id(self) -> str:
        """A child id: "SYN" and six digits."""
        return f"SYN{self.random_int(0, 999_999):06d}"

    def upn(self, la_code: str = "501") -> str:
        """A unique pupil number with a right check letter and a year of allocation that lies decades ahead."""
        serial = self.random_int(0, UPN_CAPACITY - 1)
        return str(to_arrow(upns(la_code, np.array([serial])))[0].as_py())

    def social_worker_id(self, la_code: str = "501") -> str:
        """A social worker's id: "SW", an invented council's code and five digits."""
        serial = self.random_int(0, WORKER_CAPACITY - 1)
        return str(to_arrow(worker_ids(la_code, np.array([serial])))[0].as_py())

    def council(self) -> InventedCouncil:
        """One of the 153 invented councils."""
        councils = all_councils()
        return councils[self.random_int(0, len(councils) - 1)]

    def council_name(self) -> str:
        """The name of an invented council."""
        return self.council().name

    def la_code(self) -> str:
        """The three-digit code of an invented council, 501 to 653."""
        return self.council().la_code

    def synthetic_postcode(self, la_code: str | None = None) -> str:
        """A postcode of the right shape in an area that does not exist; of one council when `la_code` is given."""
        council = council_with_code(la_code) if la_code else self.council()
        within = self.random_int(0, areas_for(council.children_0_17) * UNITS - 1)
        return str(to_arrow(postcode_matrix(np.array([council.position * PLACES + within])))[0].as_py())

    def legal_status(self) -> str:
        """A legal status of the SSDA903 (LS), as common as among children in care on 31 March."""
        return self._code("legal_status")

    def placement_type(self) -> str:
        """A placement type of the SSDA903 (PLACE), as common as among children in care on 31 March."""
        return self._code("placement")

    def primary_need(self) -> str:
        """A category of need (N1 to N8), as common as among children in care on 31 March."""
        return self._code("need")

    def _code(self, code_set: str) -> str:
        codes, running = _codes(code_set)
        return codes[bisect_right(running, self.generator.random.random() * running[-1])]

    def _rng(self) -> np.random.Generator:
        """A stream that follows Faker's own seed, so that `seed_instance` repeats every method."""
        return np.random.default_rng(self.generator.random.getrandbits(64))

    def _ethnic(self, ethnicity: str) -> np.ndarray:
        groups = names.ETHNIC_GROUPS
        return np.array([groups.index(self._one_of(ethnicity, groups, "ethnicity"))])

    @staticmethod
    def _one_of(value: str, allowed: tuple[str, ...], what: str) -> str:
        if value not in allowed:
            raise PlainError(f"There is no {what} {value!r}; choose from: {', '.join(allowed)}.")
        return value

    @staticmethod
    def _only(words: Any) -> str:
        return str(words.to_list()[0])
