"""The order in which a council's lives are simulated: one list of parts, and the lazy store of what they make.

The contract of a part (the thing to read before adding one)
------------------------------------------------------------
A *part* is one stretch of life (children, care, front door, ...). It is a function

    def simulate(spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]) -> dict[str,
    pl.DataFrame]

registered once in `PARTS` with the names of the tables it `needs` and the names of the tables it `makes`.

* `earlier` holds exactly the tables named in `needs`; a part sees nothing else and changes none of them.
* Random numbers come only from `synthetic_data.streams.stream(spec.seed, spec.la_code, "<part>.<decision>")`.
  One stream a decision, so that a new decision moves no other.
* Rates, shares and durations come from `calibration["<table>"]`, CSV files with a source column; never from literals.
* Rows are events or spells with whole-day dates (polars `Date`); an end that has not happened by `spec.horizon` is
  null. A date after `spec.horizon` never appears. Start days are inclusive, end days exclusive: a spell [start, end)
  does not cover `end`.
* Codes are the return's own codes as polars Categorical/Enum or String (cheap: Enum), in their latest collection
  year's form; views translate to an earlier year's codes.
* The key of a child is `person`, an integer from 0, the same in every table; a family is `family`, an integer from 0.
  The text id that returns show is `children.child_id` ('SYN004217'): one id a child in all years and all returns.
* Parts run only when one of their tables is asked for, so a return of children in care never pays for the front door.

Tables that exist now
---------------------
The `makes` of each part below, and their columns in the docstring of the module that makes them.

Where the front door hooks in
-----------------------------
`entrants` are the children who come into care; `pool` adds their brothers and sisters and the much larger number of
children in families that are referred now and then and never enter care; `children` is both. `care_periods` says who
came into care, when and why, and `legal_spells` by which route; the front door part first lays the referral, assessment
and section 47 that led to each entry *before* its date, then simulates the pool.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from synthetic_data.calibration import Calibration, published
from synthetic_data.memory import give_back

if TYPE_CHECKING:
    import polars as pl

    from synthetic_data.council import CouncilSpec


@dataclass(frozen=True)
class Part:
    """One stretch of life: where its function lives ("module:function"), the tables it needs and those it makes."""

    name: str
    function: str
    needs: tuple[str, ...]
    makes: tuple[str, ...]

    def run(
        self, spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
    ) -> dict[str, pl.DataFrame]:
        """Call the part's function and hold it to its word: exactly the tables it said it makes."""
        module, _, function = self.function.partition(":")
        made: dict[str, pl.DataFrame] = getattr(import_module(module), function)(spec, calibration, earlier)
        if set(made) != set(self.makes):
            raise ValueError(f"part {self.name} promised {sorted(self.makes)} and made {sorted(made)}")
        return made


PARTS: tuple[Part, ...] = (
    Part(
        name="care periods",
        function="synthetic_data.journeys.periods:simulate",
        needs=(),
        makes=("entrants", "care_periods", "care_plans"),
    ),
    Part(
        name="pool",
        function="synthetic_data.journeys.front_door_pool:simulate",
        needs=("entrants",),
        makes=("pool",),
    ),
    Part(
        name="children",
        function="synthetic_data.journeys.children:simulate",
        needs=("entrants", "pool", "care_periods", "last_stretches"),
        makes=("families", "children"),
    ),
    Part(
        name="adoption",
        function="synthetic_data.journeys.adoption:simulate",
        needs=("entrants", "care_periods", "care_plans"),
        makes=("adoption_plans",),
    ),
    Part(
        name="legal status",
        function="synthetic_data.journeys.legal:simulate",
        needs=("entrants", "care_periods", "care_plans", "adoption_plans"),
        makes=("legal_spells",),
    ),
    Part(
        name="endings",
        function="synthetic_data.journeys.endings:simulate",
        needs=("entrants", "care_periods", "care_plans", "legal_spells", "adoption_plans"),
        makes=("last_stretches",),
    ),
    Part(
        name="placements",
        function="synthetic_data.journeys.placements:simulate",
        needs=("entrants", "care_periods", "care_plans", "legal_spells", "last_stretches", "adoption_plans"),
        makes=("placement_moves",),
    ),
    Part(
        name="placement details",
        function="synthetic_data.journeys.placement_details:simulate",
        needs=("entrants", "care_periods", "placement_moves", "adoption_plans"),
        makes=("care_placements",),
    ),
    Part(
        name="episodes",
        function="synthetic_data.journeys.episodes:simulate",
        needs=("care_periods", "legal_spells", "last_stretches", "care_placements"),
        makes=("care_episodes", "care_endings"),
    ),
    Part(
        name="reviews",
        function="synthetic_data.journeys.reviews:simulate",
        needs=("entrants", "care_periods"),
        makes=("reviews",),
    ),
    Part(
        name="health",
        function="synthetic_data.journeys.health:simulate",
        needs=("entrants", "care_periods", "care_placements"),
        makes=("health_years",),
    ),
    Part(
        name="leaving care",
        function="synthetic_data.journeys.leaving_care:simulate",
        needs=("entrants", "care_periods", "care_placements", "care_endings"),
        makes=("leaver_birthdays", "later_support"),
    ),
    Part(
        name="missing",
        function="synthetic_data.journeys.missing:simulate",
        needs=("entrants", "care_periods", "care_placements", "care_episodes"),
        makes=("missing_episodes",),
    ),
    Part(
        name="mothers",
        function="synthetic_data.journeys.circumstances:mothers",
        needs=("entrants", "care_periods"),
        makes=("mothers",),
    ),
    Part(
        name="previous permanence",
        function="synthetic_data.journeys.circumstances:previous_permanence",
        needs=("entrants", "care_periods", "care_endings"),
        makes=("previous_permanence",),
    ),
    Part(
        name="liberty orders",
        function="synthetic_data.journeys.circumstances:liberty_orders",
        needs=("entrants", "care_periods", "care_placements"),
        makes=("liberty_orders",),
    ),
    Part(
        name="adopters",
        function="synthetic_data.journeys.circumstances:adopters",
        needs=("entrants", "care_periods", "adoption_plans"),
        makes=("adopters",),
    ),
    Part(
        name="planted effects",
        function="synthetic_data.journeys.front_door_planted:simulate",
        needs=(),
        makes=("planted_effects",),
    ),
    Part(
        name="front door",
        function="synthetic_data.journeys.front_door:simulate",
        needs=("children", "pool", "care_periods", "legal_spells", "care_endings", "planted_effects"),
        makes=(
            "referrals",
            "assessments",
            "assessment_factors",
            "enquiries",
            "conferences",
            "need_plans",
            "protection_plans",
            "protection_reviews",
            "disabilities",
            "unborn",
            "deaths",
        ),
    ),
    Part(
        name="pre-proceedings",
        function="synthetic_data.journeys.pre_proceedings:simulate",
        needs=("referrals", "protection_plans", "care_periods", "legal_spells"),
        makes=("pre_proceedings",),
    ),
    Part(
        name="contacts",
        function="synthetic_data.journeys.front_door_contacts:simulate",
        needs=("children", "pool", "planted_effects", "referrals"),
        makes=("contacts", "early_help"),
    ),
    Part(
        name="visits",
        function="synthetic_data.journeys.visits:simulate",
        needs=("children", "protection_plans", "need_plans", "care_periods"),
        makes=("visits",),
    ),
    Part(
        name="return interviews",
        function="synthetic_data.journeys.return_interviews:simulate",
        needs=("missing_episodes",),
        makes=("return_interviews",),
    ),
    Part(
        name="prospective adopters",
        function="synthetic_data.journeys.prospective_adopters:simulate",
        needs=("children", "care_periods", "adoption_plans", "adopters"),
        makes=("prospective_adopters", "adopting_families"),
    ),
    Part(
        name="care homes",
        function="synthetic_data.places.homes:simulate_care",
        needs=("children",),
        makes=("care_homes",),
    ),
    Part(
        name="homes",
        function="synthetic_data.places.homes:simulate",
        needs=("children", "referrals", "protection_plans", "care_homes"),
        makes=("homes",),
    ),
    Part(
        name="providers",
        function="synthetic_data.around.providers:simulate",
        needs=("care_placements", "children", "care_homes"),
        makes=("providers", "placement_addresses"),
    ),
    Part(
        name="provider records",
        function="synthetic_data.around.provider_records:simulate",
        needs=("care_placements", "providers", "placement_addresses"),
        makes=("inspections", "provider_months", "notifications", "planted_providers"),
    ),
    Part(
        name="case stages",
        function="synthetic_data.around.case_stages:simulate",
        needs=("children", "care_periods", "referrals", "protection_plans"),
        makes=("case_stages",),
    ),
    Part(
        name="workforce",
        function="synthetic_data.around.workforce:simulate",
        needs=("case_stages",),
        makes=("workforce_rates", "teams", "posts", "post_holders", "workers"),
    ),
    Part(
        name="caseloads",
        function="synthetic_data.around.caseloads:simulate",
        needs=("case_stages", "teams", "posts", "post_holders"),
        makes=("worker_spells", "workforce_months", "planted_counting"),
    ),
    Part(
        name="population",
        function="synthetic_data.places.population:simulate",
        needs=(),
        makes=("areas", "area_postcodes", "children_by_area", "children_by_year"),
    ),
    Part(
        name="benchmarks",
        function="synthetic_data.around.benchmarks:simulate",
        needs=("care_periods", "referrals", "protection_plans"),
        makes=("benchmarks", "neighbours"),
    ),
    Part(
        name="risk scores",
        function="synthetic_data.around.risk_scores:simulate",
        needs=("referrals", "enquiries", "care_periods"),
        makes=("risk_scores",),
    ),
    Part(
        name="time diary",
        function="synthetic_data.around.time_diary:simulate",
        needs=(),
        makes=("diary", "paired_timings"),
    ),
    Part(
        name="identities",
        function="synthetic_data.people.identities:simulate",
        needs=("children",),
        makes=("identities",),
    ),
)


class Journeys(Mapping[str, "pl.DataFrame"]):
    """The tables of one council's lives, each simulated when first asked for and then kept.

    Asking for a table that no part makes raises KeyError naming the tables there are.
    """

    def __init__(
        self, spec: CouncilSpec, calibration: Calibration | None = None, parts: tuple[Part, ...] = PARTS
    ) -> None:
        self._spec = spec
        self._calibration = calibration or published()
        self._maker = {table: part for part in parts for table in part.makes}
        self._made: dict[str, pl.DataFrame] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in self._maker:
            raise KeyError(f"no part makes {table!r}; the tables are {', '.join(sorted(self._maker))}")
        if table not in self._made:
            part = self._maker[table]
            self._made.update(part.run(self._spec, self._calibration, {need: self[need] for need in part.needs}))
            give_back()
        return self._made[table]

    @property
    def made(self) -> frozenset[str]:
        """The tables that have been simulated so far."""
        return frozenset(self._made)

    def __iter__(self) -> Iterator[str]:
        return iter(self._maker)

    def __len__(self) -> int:
        return len(self._maker)
