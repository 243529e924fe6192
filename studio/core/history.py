"""Undo as a list of whole films that share their unchanged parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from studio.core.project import Project

MOST_STEPS = 500

Edit = Callable[[Project], Project]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The film after one of the user's steps. Steps with the same merge key in a row become one."""

    label: str
    project: Project
    merge: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Steps, oldest first; `steps[at]` is the film as it is now."""

    steps: tuple[Step, ...]
    at: int = 0

    @property
    def project(self) -> Project:
        """The film as it is now."""
        return self.steps[self.at].project

    @property
    def undo_label(self) -> str:
        """What undo would take back; empty when there is nothing."""
        return self.steps[self.at].label if self.at else ""

    @property
    def redo_label(self) -> str:
        """What redo would bring again; empty when there is nothing."""
        return self.steps[self.at + 1].label if self.at + 1 < len(self.steps) else ""


def begin(project: Project) -> History:
    """A history that starts with this film."""
    return History(steps=(Step(label="", project=project),))


def apply(history: History, label: str, edit: Edit, *, merge: object = None) -> History:
    """The history with one more of the user's steps. An edit that changes nothing adds none."""
    after = edit(history.project)
    if after is history.project:
        return history
    kept = history.steps[: history.at + 1]
    step = Step(label=label, project=after, merge=merge)
    if merge is not None and history.at and kept[-1].merge == merge:
        kept = kept[:-1]
    steps = (*kept, step)[-MOST_STEPS:]
    return History(steps=steps, at=len(steps) - 1)


def amend(history: History, change: Edit) -> History:
    """The history with `change` made in every step: for what is not the user's doing, such as a finished take."""
    return replace(
        history, steps=tuple(replace(step, project=change(step.project), merge=None) for step in history.steps)
    )


def undo(history: History) -> History:
    """One step back, or the same history at its beginning."""
    return replace(history, at=max(0, history.at - 1))


def redo(history: History) -> History:
    """One step forward, or the same history at its end."""
    return replace(history, at=min(len(history.steps) - 1, history.at + 1))
