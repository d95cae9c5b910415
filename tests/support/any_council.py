"""Any council at all, for what has to hold whatever its seed, size and years."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from synthetic_data.council import Council, CouncilSpec


def councils(sizes: Sequence[int], years: Sequence[int]) -> st.SearchStrategy[Council]:
    """Councils of one of the `sizes` (children in care) with one of these numbers of `years` behind them."""
    return st.builds(
        lambda seed, size, last, span: Council(CouncilSpec.named(size=size, seed=seed, year_end=last, years=span)),
        st.integers(0, 1_000_000),
        st.sampled_from(sizes),
        st.sampled_from([2024, 2025, 2026, 2027]),
        st.sampled_from(years),
    )
