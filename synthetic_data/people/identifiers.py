"""Identifiers that pass the rules of the returns and that no real child, pupil, worker or home can hold.

Why each cannot be real: docs/decisions/0010-identifiers-that-cannot-be-real.md. Each function takes serial numbers,
unique within a council, and returns a byte matrix (synthetic_data.people.text_matrix), one row a serial. The same
serial always gives the same identifier; serials are stirred so that neighbours do not look like neighbours.
"""

from __future__ import annotations

import numpy as np

from synthetic_data.errors import PlainError
from synthetic_data.people.text_matrix import ZERO, from_strings, put_digits, put_text
from synthetic_data.places.councils import council_with_code

# A = 0 to Z = 22, without I, O and S (Government Data Standards Catalogue, Unique Pupil Number 2.0).
CHECK_LETTERS = np.frombuffer(b"ABCDEFGHJKLMNPQRTUVWXYZ", np.uint8)
UPN_WEIGHTS = np.arange(2, 14)
# Bedfordshire, abolished in April 2009: a number rule CIN 1530 knows that no council of today holds.
UPN_LA_NUMBER = "820"
# UPNs carry the year they were allocated in and began in 1999/2000: years 50 to 89 are decades away.
UPN_FIRST_YEAR, UPN_YEARS = 50, 40
ESTABLISHMENTS = 65  # four-digit school numbers set aside for each of the 153 councils
UPN_CAPACITY = ESTABLISHMENTS * UPN_YEARS * 1000
WORKER_CAPACITY = 100_000


def _stirred(serials: np.ndarray, capacity: int, multiplier: int, what: str) -> np.ndarray:
    """Serials 0..capacity-1 in another order, one to one. Raises PlainError when a serial does not fit."""
    serials = np.asarray(serials, np.int64)
    if len(serials) and (serials.min() < 0 or serials.max() >= capacity):
        raise PlainError(f"A council has room for {capacity:,} {what}; number them from 0 to {capacity - 1:,}.")
    return serials * multiplier % capacity


def check_letters(digits: np.ndarray) -> np.ndarray:
    """Check letters (uint8) of UPNs whose twelve digits are the rows of a byte matrix: weights 2 to 13, modulo 23."""
    return CHECK_LETTERS[((digits.astype(np.int64) - ZERO) @ UPN_WEIGHTS) % 23]


def upns(la_code: str, serials: np.ndarray) -> np.ndarray:
    """Unique pupil numbers with the right check letter, unique in all England. Serials 0 to 2,599,999."""
    numbers = _stirred(serials, UPN_CAPACITY, 1_606_873, "pupil numbers")
    establishment, rest = np.divmod(numbers, UPN_YEARS * 1000)
    year, serial = np.divmod(rest, 1000)
    matrix = np.empty((len(numbers), 13), np.uint8)
    put_text(matrix, 1, UPN_LA_NUMBER)
    put_digits(matrix, 4, council_with_code(la_code).position * ESTABLISHMENTS + establishment, 4)
    put_digits(matrix, 8, UPN_FIRST_YEAR + year, 2)
    put_digits(matrix, 10, serial, 3)
    matrix[:, 0] = check_letters(matrix[:, 1:])
    return matrix


def upn_is_right(upn: str) -> bool:
    """Whether a permanent UPN has the right shape and check letter (rules 1510 to 1550)."""
    if len(upn) != 13 or not upn[1:].isascii() or not upn[1:].isdigit() or not upn[0].isascii():
        return False
    return bool(check_letters(from_strings([upn[1:]]))[0] == ord(upn[0]))


def worker_ids(la_code: str, serials: np.ndarray) -> np.ndarray:
    """Social workers' ids: "SW", the council's code and five digits, 10 characters. Serials 0 to 99,999.

    A registration number with Social Work England is "SW" and digits without a council's code, so the two differ in
    length.
    """
    matrix = np.empty((len(serials), 10), np.uint8)
    put_text(matrix, 0, "SW" + council_with_code(la_code).la_code)
    put_digits(matrix, 5, _stirred(serials, WORKER_CAPACITY, 61_803, "social workers"), 5)
    return matrix
