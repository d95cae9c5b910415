"""Text made from the TOML files: a notebook's opening facts, the take-away card, the module index, the data files."""

from __future__ import annotations

from curriculum.model import Course, Lesson, Module, Part
from curriculum.parts import Assignment

NOT_RUN = "not run here"


def about(course: Course, part: Part) -> str:
    """What stands under the title: for whom, what for, how long, which files."""
    lines = []
    if isinstance(part, Assignment):
        who = part.commissioner
        lines += [f"**For:** {who.role}, deciding {who.decision}.", ""]
    if isinstance(part, Lesson):
        lines += ["**You will be able to:**", "", *(f"- {aim}" for aim in part.aims), ""]
    lines.append(f"**Time:** {part.minutes}.")
    needs = [_title(course, need) for need in part.needs] if isinstance(part, Lesson) else []
    if needs:
        lines.append(f"**Before this:** {', '.join(needs)}.")
    if part.files:
        lines.append(f"**Your files:** {', '.join(f'`data/{name}`' for name in part.files)}.")
    if isinstance(part, Assignment):
        lines += ["", _marking(part)]
    return _paragraphs(lines)


def closing(course: Course, lesson: Lesson) -> str:
    """The last cell of a lesson: the take-away card, the Monday task, and where to go from here."""
    card = [card_section(lesson, level=2), ""] if lesson.card else []
    task = ["## On Monday", "", lesson.monday, "", "*Nothing is uploaded: what you do at work stays at work.*"]
    return "\n".join([*card, *task, *_next(course.module_of(lesson.id), lesson)])


def _next(module: Module, lesson: Lesson) -> list[str]:
    """A link to what follows in the module: the next lesson, after the last one the assignment."""
    later = module.lessons[module.lessons.index(lesson) + 1 :]
    if later:
        return ["", f"**Next:** [{later[0].title}]({later[0].folder}.ipynb)"]
    if module.assignment:
        return ["", f"**Next:** the assignment, [{module.assignment.title}](assignment.ipynb)"]
    return []


def card_section(lesson: Lesson, level: int) -> str:
    """The take-away card: one measure in pandas, SQL, Excel and DAX; the last two say that they are not run here."""
    card = lesson.card
    if card is None:
        return ""
    heading = f"{'#' * level} Take-away card: {card.title or lesson.title}"
    forms = [
        ("pandas", "python", card.pandas),
        ("SQL", "sql", card.sql),
        (f"Excel ({NOT_RUN})", "text", card.excel),
        (f"DAX ({NOT_RUN})", "text", card.dax),
    ]
    blocks = [f"**{name}**\n\n```{language}\n{code}\n```" for name, language, code in forms]
    return "\n\n".join([heading, *blocks])


def card_page(lesson: Lesson) -> str:
    """The card as a page to print."""
    return f"{card_section(lesson, level=1)}\n\n{lesson.title} ({lesson.id}) · Children's Data Academy · CC BY 4.0\n"


def module_page(module: Module) -> str:
    """The index of a module: who wants it, what it teaches, its parts in order, and who has reviewed it."""
    who = module.commissioner
    rows = [f"| [{lesson.title}]({lesson.folder}.ipynb) | {lesson.minutes} |" for lesson in module.lessons]
    if module.assignment:
        rows.append(f"| [Assignment: {module.assignment.title}](assignment.ipynb) | {module.assignment.minutes} |")
    if module.quiz:
        rows.append(f"| [Quiz](quiz.ipynb) | about {len(module.quiz.items)} minutes (an estimate) |")
    lines = [
        f"# {module.title}: {module.subtitle}" if module.subtitle else f"# {module.title}",
        "",
        f"For the {who.role[:1].lower()}{who.role[1:]}, deciding {who.decision}.",
        "",
        f"**When you have finished you can:** {module.outcome[:1].lower()}{module.outcome[1:]}",
        "",
        f"**Time:** about {module.hours} hours in all, an estimate, with reading, practice at work and the assignment.",
        "",
        f"**Review:** {module.review_note}",
        "",
        "| Part | Time |",
        "| --- | --- |",
        *rows,
    ]
    return "\n".join(lines) + "\n"


def data_files_page(course: Course) -> str:
    """Every data file the course reads, and where."""
    rows = [f"| `{name}` | {', '.join(users)} |" for name, users in course.data_files.items()]
    heading = ["# Data files the course reads", "", "| File in your data folder | Read in |", "| --- | --- |"]
    return "\n".join([*heading, *rows]) + "\n"


def lesson_facts(part: Part) -> dict[str, str]:
    """What an author may set in prose with {{ name }}: texts of lesson.toml."""
    facts = {"title": part.title, "minutes": str(part.minutes), "files": ", ".join(f"`{name}`" for name in part.files)}
    if isinstance(part, Lesson):
        facts |= {"excel": part.excel, "ethics": part.ethics, "monday": part.monday}
    if isinstance(part, Assignment):
        facts |= {"commissioner": part.commissioner.role, "decision": part.commissioner.decision}
    return facts


def _marking(assignment: Assignment) -> str:
    automatic = sum(assignment.load(name).points for name in assignment.exercise_ids)
    by_coach = sum(task.points for task in assignment.rubric.tasks)
    return (
        f"**Marks:** {automatic} points are worked out from your answers, also on a council you have not seen; "
        f"{by_coach} are given by your coach. Neither alone passes. Checks here say only whether an answer has the "
        "form that was asked: marks come with your feedback."
    )


def _title(course: Course, part_id: str) -> str:
    part = course.parts.get(part_id)
    return f"{part.title} ({part_id})" if part else part_id


def _paragraphs(lines: list[str]) -> str:
    """Lines as text in which each line that is followed by another plain one ends its own paragraph."""
    text: list[str] = []
    for line in lines:
        if text and text[-1] and line and not line.startswith("- "):
            text.append("")
        text.append(line)
    return "\n".join(text).strip()
