"""Colours as people see them who lack one kind of cone, how far two colours lie apart, and contrast.

Simulation: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency,
IEEE Transactions on Visualization and Computer Graphics 15(6), 2009: the published matrices for severity 1.0, on
linear RGB. Libraries that carry them (colorspacious 1.1.2, daltonlens 0.1.5) have had no release for years; these
figures agree with colorspacious's to a thousandth. Difference: CIE 1976, in CIELAB under D65; 2.3 is just noticeable.
"""

from __future__ import annotations

import numpy as np

SEEN = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.119192, 0.9503041]]
)
WHITE = TO_XYZ.sum(axis=1)  # D65


def linear(colour: str) -> np.ndarray:
    """`#12436d` as linear RGB, 0 to 1."""
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def apart(one: str, other: str, kind: str) -> float:
    """The difference of two colours as somebody of this kind sees them, in units of CIELAB."""
    return float(np.linalg.norm(_lab(one, kind) - _lab(other, kind)))


def least_apart(one: str, other: str) -> float:
    """The difference for whoever sees it least."""
    return min(apart(one, other, kind) for kind in SEEN)


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG reckons it, 1 to 21."""
    light = sorted(float(TO_XYZ[1] @ linear(colour)) + 0.05 for colour in (one, other))
    return light[1] / light[0]


def _lab(colour: str, kind: str) -> np.ndarray:
    share = TO_XYZ @ np.clip(SEEN[kind] @ linear(colour), 0, 1) / WHITE
    root = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])
