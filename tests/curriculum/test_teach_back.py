"""A teach-back pack says what its lesson says, in Word and in Markdown, for every lesson there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from academy.main import academy
from curriculum.model import load_course
from curriculum.teach_back import as_markdown, pack_of, write_pack
from synthetic_data.errors import PlainError

COURSE = load_course()


@pytest.mark.parametrize("lesson", [lesson.id for lesson in COURSE.lessons])
def test_every_lesson_has_a_pack_with_nothing_left_to_fill_in(lesson: str) -> None:
    pack = pack_of(COURSE, lesson)
    text = as_markdown(pack)
    assert "{{" not in text and "}}" not in text
    assert pack.opening and pack.shown[1], f"{lesson}: nothing to show"
    assert text.startswith("# Thirty minutes")
    assert all(aim in text for aim in pack.lesson.aims)
    assert pack.lesson.monday in text
    for question in pack.questions:
        assert question.right in dict(question.options)
        assert {question.right, *dict(question.said)} == set(dict(question.options))


def test_word_and_markdown_hold_the_same_words(tmp_path: Path) -> None:
    pack = pack_of(COURSE, "m01-l03")
    write_pack(pack, tmp_path / "pack.docx")
    write_pack(pack, tmp_path / "pack.md")
    document = Document(str(tmp_path / "pack.docx"))
    words = "\n".join(each.text for each in document.paragraphs)
    assert pack.shown[1].splitlines()[0] in words
    assert "**" not in words and "```" not in words
    assert [each.text for each in document.paragraphs if each.style.name == "Title"] == [
        "Thirty minutes: Dates, ages and types"
    ]


def test_an_unknown_lesson_and_another_ending_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="m01-l01"):
        pack_of(COURSE, "m01-a01")
    with pytest.raises(PlainError, match=r"\.docx or \.md"):
        write_pack(pack_of(COURSE, "m01-l01"), tmp_path / "pack.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_where_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(academy, ["teach-back", "m01-l03"])
    assert ended.exit_code == 0, ended.output
    assert (tmp_path / "teach-back-m01-l03.docx").is_file()
