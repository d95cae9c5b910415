"""Which team and worker has, or last had, each child: one answer for every view that names a team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from synthetic_data.around.case_stages import FAMILY_SUPPORT


def workers_in_teams(journeys: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every worker with the team: worker, worker_id (text), code and service of the team, manager, start, end."""
    posts = journeys["posts"].select("post", "team").join(journeys["teams"], on="team", maintain_order="left")
    return (
        journeys["workers"]
        .join(posts.select("post", "code", "service"), on="post", maintain_order="left")
        .select("worker", pl.col("worker_id").cast(pl.String), "code", "service", "manager", "start", "end")
    )


def social_workers(journeys: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`workers_in_teams` without family support, whose managers have no child as social workers either."""
    return workers_in_teams(journeys).filter(pl.col("service") != FAMILY_SUPPORT)


def last_holders(journeys: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    """person, code (of the team) and worker_id of whoever had each child last, as known on `day`.

    A child whom no worker was ever given is not in it: the `duty` team answers for those.
    """
    spells = journeys["worker_spells"].filter(pl.col("start") <= day)
    last = spells.sort("person", "start").group_by("person", maintain_order=True).agg(pl.col("worker").last())
    return last.join(workers_in_teams(journeys), on="worker", maintain_order="left").select(
        "person", "code", "worker_id"
    )


def duty(journeys: Mapping[str, pl.DataFrame]) -> tuple[str, str]:
    """The team and manager on duty at the front door, who answer for children that nobody was given."""
    team = journeys["teams"].row(0, named=True)
    managers = journeys["workers"].filter(pl.col("post") == team["manager_post"]).sort("start")
    return str(team["code"]), str(managers["worker_id"][-1])
