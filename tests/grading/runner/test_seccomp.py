"""The filter's decisions, taken by running its program on calls as the kernel would hand them to it."""

from __future__ import annotations

import csv
import errno
import struct
from pathlib import Path

import pytest

from grading.runner import seccomp

PID = 4242
ALLOW, KILL = seccomp._ALLOW, seccomp._KILL
REFUSE, ABSENT, PRETEND, NO_TERMINAL = (0x00050000 | code for code in (errno.EPERM, errno.ENOSYS, 0, errno.ENOTTY))
TABLE = list(csv.DictReader(Path(seccomp.__file__).with_name("syscalls.csv").open(encoding="utf-8")))
MACHINES = list(seccomp._AUDIT_ARCH)


def decide(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter returns for one system call: a small interpreter of the instructions it uses."""
    facts = struct.pack("<IIQ6Q", number, arch or seccomp._AUDIT_ARCH[machine], 0, *[*arguments, 0, 0, 0, 0, 0, 0][:6])
    program = seccomp.instructions(machine, PID)
    held, line = 0, 0
    while True:
        code, if_true, if_false, constant = program[line]
        line += 1
        if code == seccomp._LOAD:
            held = struct.unpack_from("<I", facts, constant)[0]
        elif code == seccomp._RETURN:
            return constant
        else:
            tests = {
                seccomp._EQUAL: held == constant,
                seccomp._AT_LEAST: held >= constant,
                seccomp._ANY_BIT: bool(held & constant),
            }
            line += if_true if tests[code] else if_false


def number_of(name: str, machine: str) -> int:
    return next(int(row[machine]) for row in TABLE if row["name"] == name)


@pytest.mark.parametrize("machine", MACHINES)
def test_each_call_in_the_table_is_decided_as_the_table_says(machine: str) -> None:
    expected = {"refuse": REFUSE, "absent": ABSENT, "pretend": PRETEND}
    rows = [row for row in TABLE if row[machine] and row["action"] in expected]
    assert len(rows) > 100
    for row in rows:
        assert decide(machine, int(row[machine])) == expected[row["action"]], row["name"]


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_that_are_not_in_the_table_are_allowed(machine: str) -> None:
    listed = {int(row[machine]) for row in TABLE if row[machine]}
    assert {decide(machine, number) for number in range(seccomp.NEWEST + 1) if number not in listed} == {ALLOW}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("number", [seccomp.NEWEST + 1, 469, 600, 0x3FFFFFFF])
def test_calls_that_nobody_has_thought_about_yet_are_absent(machine: str, number: int) -> None:
    assert decide(machine, number) == ABSENT


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "decision"),
    [
        ("clone", (0x3D0F00,), ALLOW),  # a thread, as pthread_create asks for it
        ("clone", (0x01200011,), REFUSE),  # a process, as fork asks for it
        ("clone", (0x4111,), REFUSE),  # a process, as vfork asks for it
        ("kill", (PID, 9), ALLOW),
        ("kill", (1, 9), REFUSE),
        ("kill", (0, 9), REFUSE),
        ("kill", (2**64 - 1, 9), REFUSE),
        ("kill", (2**64 - PID, 9), REFUSE),
        ("tgkill", (PID, PID, 6), ALLOW),
        ("tgkill", (1, 1, 6), REFUSE),
        ("prlimit64", (0, 7), ALLOW),
        ("prlimit64", (PID, 7), ALLOW),
        ("prlimit64", (1, 7), REFUSE),
        ("sched_setaffinity", (0,), ALLOW),
        ("sched_setaffinity", (1,), REFUSE),
        ("fcntl", (3, 4), ALLOW),
        ("fcntl", (3, 8), REFUSE),
        ("fcntl", (3, 10), REFUSE),
        ("fcntl", (3, 15), REFUSE),
        ("fcntl", (3, 8 + 2**32), REFUSE),  # the kernel looks at 32 bits only
        ("fcntl", (3, 1024), REFUSE),  # a lease: whoever opens the file next waits
        ("ioctl", (0, 0x5401), ALLOW),
        ("ioctl", (0, 0x5450), ALLOW),
        ("ioctl", (0, 0x5412), NO_TERMINAL),
        ("ioctl", (0, 0x8901), NO_TERMINAL),
        ("ioctl", (0, 0x40086602), NO_TERMINAL),  # attributes of a file
        ("prctl", (1, 0), REFUSE),
        ("prctl", (15, 0), ALLOW),
    ],
)
def test_calls_that_depend_on_an_argument(machine: str, name: str, arguments: tuple[int, ...], decision: int) -> None:
    assert decide(machine, number_of(name, machine), *arguments) == decision


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_in_another_processors_numbering_end_the_process(machine: str) -> None:
    assert decide(machine, 0, arch=0x40000003) == KILL
    assert decide(machine, 0x40000000 + 57) == KILL


def test_no_call_is_listed_twice() -> None:
    names = [row["name"] for row in TABLE]
    assert len(set(names)) == len(names)
    for machine in MACHINES:
        numbers = [row[machine] for row in TABLE if row[machine]]
        assert len(set(numbers)) == len(numbers)
