"""RESULTS.md: one section a benchmark, each replaced on its own."""

from __future__ import annotations

from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def keep(section: str) -> None:
    """Put a section (its first line is its `## ` heading) in place of the earlier one, or at the end."""
    heading = section.splitlines()[0]
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Measured\n"
    top, *others = text.split("\n## ")
    sections = [f"## {other.strip()}" for other in others]
    places = [number for number, other in enumerate(sections) if other.splitlines()[0] == heading]
    if places:
        sections[places[0]] = section.strip()
    else:
        sections.append(section.strip())
    RESULTS.write_text("\n\n".join([top.strip(), *sections]) + "\n", encoding="utf-8", newline="\n")
