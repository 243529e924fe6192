"""Edits of the film as a whole."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TypedDict, Unpack

from studio.core.project import Project
from studio.core.request import Setting
from studio.errors import StudioError


class FilmFields(TypedDict, total=False):
    """What can be set for the whole film."""

    name: str
    frame_rate: Fraction
    width: int
    height: int
    backend: str
    settings: tuple[Setting, ...]


def set_film(project: Project, **fields: Unpack[FilmFields]) -> Project:
    """Another name, size, backend. A frame rate is fixed once there is a shot: raises `StudioError`."""
    if fields.get("frame_rate", project.frame_rate) != project.frame_rate and any(project.shots):
        raise StudioError("The frame rate is fixed once the film has a shot; start a new film for another rate.")
    after = replace(project, **fields)
    return project if after == project else after
