"""A hub that is not running, for tests: its folders, configuration and database, and two learners' work."""

from __future__ import annotations

from pathlib import Path

from jupyterhub import dbutil, orm

from hub import demo
from hub.choices import Choices, read_choices
from hub.keys import ensure_keys
from hub.layout import write_layout
from hub.setup import set_up


def made(folder: Path) -> Choices:
    """The hub in `folder`; its names are relative, so that the folder can be copied."""
    public, *others = demo.free_ports(0)
    (folder / "etc").mkdir()
    path = folder / "etc" / "hub.toml"
    text = demo.demo_choices(public, others, {})
    for name in ("state", "exchange", "course", "homes", "backups"):
        text = text.replace(f'{name} = "{name}"', f'{name} = "../{name}"')
    path.write_text(text)
    (folder / "etc" / "roster.csv").write_text("id,name\nlearner001,Chloé One\nlearner002,Ben Two\n")
    choices = read_choices(path)
    ensure_keys(choices.etc)
    write_layout(choices)
    list(set_up(choices))
    for person in ("learner001", "learner002"):
        (choices.folders.homes / person / "course").mkdir(parents=True)
        (choices.folders.homes / person / "course" / "notes.ipynb").write_text(f"{person} wrote this")
    return choices


def hub_database(path: Path, people: list[str]) -> None:
    """A hub's database, as JupyterHub itself makes it."""
    dbutil.upgrade_if_needed(f"sqlite:///{path}")
    session = orm.new_session_factory(f"sqlite:///{path}")()
    for person in people:
        session.add(orm.User(name=person))
    session.commit()
    session.close()
    session.get_bind().dispose()
