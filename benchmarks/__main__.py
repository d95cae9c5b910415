"""Run every benchmark, or those named (data, england, marking, hub), each into its section of RESULTS.md."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.results import RESULTS

BENCHMARKS = ("data", "england", "marking", "hub")


def main() -> None:
    """Run them one after the other, each in a process of its own, so that none warms the other up."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    if unknown := [name for name in wanted if name not in BENCHMARKS]:
        raise SystemExit(f"There is no benchmark {unknown[0]!r}; choose from: {', '.join(BENCHMARKS)}.")
    for name in wanted:
        script = str(RESULTS.with_name(f"{name}.py"))
        if subprocess.run([sys.executable, script, "--write"], check=False).returncode:
            raise SystemExit(f"The benchmark {name} did not end well; see above.")


if __name__ == "__main__":
    main()
