"""The environment of a measured process: one thread, and modules that stay compiled from one process to the next.

Installing a package compiles its modules; where an environment forbids Python to keep what it compiles, every process
would pay half a second for it again. The first process of each kind still does: run it once before measuring.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS")


@cache
def environment() -> dict[str, str]:
    """The environment variables; the compiled modules are removed when this process ends."""
    compiled = tempfile.mkdtemp(prefix="academy-compiled-")
    atexit.register(shutil.rmtree, compiled, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | dict.fromkeys(THREADS, "1") | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": compiled}
