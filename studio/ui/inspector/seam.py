"""`SeamSection`: how the shot joins the one before it in the cut, and what brings them together."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from studio.core.edits.match import set_grade, set_match, set_strength
from studio.core.match import Grade, Match
from studio.core.project import Project, find_shot
from studio.core.timeline import shot_of
from studio.render.seams import Link, Survey
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.inspector.grade_form import GradeForm
from studio.ui.inspector.seam_figures import SeamFigures
from studio.ui.inspector.seam_plot import DriftPlot
from studio.ui.inspector.seam_work import SeamWork, Sight
from studio.ui.session import Session
from studio.ui.theme import M, S
from studio.ui.widgets.button import Button, IconButton
from studio.ui.widgets.label import Label


class SeamSection(QWidget):
    """Empty where the shot's clip meets no other at its beginning. Measures only while it is in sight."""

    def __init__(
        self,
        document: Document,
        session: Session,
        background: Background,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._work = SeamWork(folder, background, self)
        self._sight: Sight | None = None
        self._survey: Survey | None = None
        self._surveyed_match: Match | None = None
        self._links: tuple[Link, ...] = ()
        self._coming: tuple[Link, ...] = ()
        self._slide = object()
        self.title = Label(tone="second")
        self.figures = SeamFigures()
        self.problem = Label(tone="warn")
        self.match_button = Button(self.tr("Match to the clip before"), icon_name="palette")
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.share = Label(tone="second")
        self.values_button = IconButton("settings", self.tr("Show the match’s values"), checkable=True)
        self.eye = IconButton("eye", self.tr("Hold to see the cut without matches"))
        self.remove_button = IconButton("x", self.tr("Remove the match"))
        self.grade = GradeForm()
        self.plot = DriftPlot()
        self.drift = Label(tone="second")
        self.chain_button = Button(self.tr("Match the chain"), icon_name="link")
        self._build()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        self._work.rest()
        self._session.matched.set(True)  # a button that goes away is not let go
        super().hideEvent(event)

    def _build(self) -> None:
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, M, 0, 0)
        body.setSpacing(S)
        self.problem.setWordWrap(True)
        self.drift.setWordWrap(True)
        self.strength.setRange(0, 100)
        self.strength.setAccessibleName(self.tr("Strength of the match"))
        self.share.setMinimumWidth(self.share.fontMetrics().horizontalAdvance(self.tr("{0} %").format(100)))
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(Label(self.tr("Strength"), tone="second"))
        row.addWidget(self.strength, 1)
        row.addWidget(self.share)
        row.addWidget(self.eye)
        row.addWidget(self.values_button)
        row.addWidget(self.remove_button)
        for widget in (self.title, self.figures, self.problem, self._row, self.grade):
            body.addWidget(widget)
        body.addWidget(self.match_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self._chain = QWidget()
        chain = QVBoxLayout(self._chain)
        chain.setContentsMargins(0, 0, 0, 0)
        chain.setSpacing(S)
        chain.addWidget(Label(self.tr("Drift along the chain, ΔE from its first shot"), tone="second"))
        chain.addWidget(self.plot)
        chain.addWidget(self.drift)
        chain.addWidget(self.chain_button, alignment=Qt.AlignmentFlag.AlignLeft)
        body.addWidget(self._chain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._body)
        self._show_sight(None)

    def _connect(self) -> None:
        self._work.seen.connect(self._on_seen)
        self._work.surveyed.connect(self._on_surveyed)
        self._work.linked.connect(self._on_linked)
        self._work.failed.connect(self._on_failed)
        self._document.changed.connect(self._on_changed)
        self._session.shot.changed.connect(self._watch)
        self._session.clips.changed.connect(self._watch)
        self.match_button.clicked.connect(self._match)
        self.remove_button.clicked.connect(self._remove)
        self.chain_button.clicked.connect(self._match_chain)
        self.eye.pressed.connect(partial(self._session.matched.set, False))
        self.eye.released.connect(partial(self._session.matched.set, True))
        self.values_button.toggled.connect(self._show_match)
        self.grade.changed.connect(self._set_grade)
        self.strength.sliderPressed.connect(self._begin_slide)
        self.strength.valueChanged.connect(self._set_strength)

    def _watch(self) -> None:
        shot = self._session.shot.value
        if shot is None or not self.isVisible() or not self._document.project.timeline.tracks:
            self._work.rest()
            self._show_sight(None)
        else:
            if self._sight is not None and self._sight.clip.shot != shot:
                self._work.rest()  # what is in sight is never another shot's
                self._show_sight(None)
            self._work.watch(self._document.project, shot, self._session.clips.value)

    def _on_changed(self, before: Project, after: Project) -> None:
        parts = ("timeline", "scenes", "width", "height")
        if any(getattr(before, part) is not getattr(after, part) for part in parts):
            self._watch()

    def _on_seen(self, sight: Sight | None) -> None:
        if sight is not None and sight == self._sight:
            self._show_match()  # what was set here may have been taken back
        else:
            self._show_sight(sight)

    def _show_sight(self, sight: Sight | None) -> None:
        if not _are_same_pictures(sight, self._sight):
            self._survey, self._links = None, ()
        self._sight, self._coming = sight, ()
        self._body.setVisible(sight is not None)
        self.problem.hide()
        if sight is None:
            self.match_button.setEnabled(False)
            return
        self.figures.setVisible(sight.seam is not None)
        self.match_button.setVisible(sight.seam is not None)
        if sight.seam is None:
            self.title.setText(self.tr("A match to a clip that is no longer before this one"))
        else:
            before = find_shot(self._document.project, shot_of(sight.seam.before)).name
            self.title.setText(self.tr("Seam with {name}").format(name=before))
        self._chain.setVisible(bool(sight.chain))
        self._show_match()
        self._show_figures()
        self._show_chain()

    def _show_match(self) -> None:
        """The match as the film has it."""
        match = self._sight.clip.match if self._sight else None
        self._row.setVisible(match is not None)
        self.grade.setVisible(match is not None and self.values_button.isChecked())
        self.match_button.setText(self.tr("Match again") if match else self.tr("Match to the clip before"))
        if match is None:
            self._session.matched.set(True)
        else:
            with QSignalBlocker(self.strength):
                self.strength.setValue(round(match.strength * 100))
            self.share.setText(self.tr("{0} %").format(round(match.strength * 100)))
            self.grade.show_grade(match.grade)

    def _show_figures(self) -> None:
        """What has been measured so far."""
        match = self._sight.clip.match if self._sight else None
        survey = self._survey
        self.match_button.setEnabled(survey is not None)
        now = survey.now if survey and self._surveyed_match == match else None
        other = (survey.plain if match else survey.matched) if survey else None
        self.figures.show_differences(now, other, self.tr("Unmatched") if match else self.tr("If matched"))
        if match is None or survey is None:
            return
        if match.take != survey.match.take:
            self._tell(self.tr("This match was made for another take and is not applied; match again."))
        elif match.before != survey.match.before:
            self._tell(self.tr("This match was made to another take of the shot before; match again."))

    def _show_chain(self) -> None:
        if self._sight is None:
            return
        self.plot.show_links(self._links, len(self._sight.chain))
        is_whole = bool(self._links) and len(self._links) == len(self._sight.chain)
        self.drift.setText(self.plot.describe() if is_whole else self.tr("Measuring…"))
        self.chain_button.setEnabled(is_whole and bool(self._list_lacking()))

    def _tell(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _on_surveyed(self, survey: Survey) -> None:
        self._survey = survey
        self._surveyed_match = self._sight.clip.match if self._sight else None
        self._show_figures()

    def _on_linked(self, link: Link) -> None:
        self._coming = (*self._coming, link)
        if len(self._coming) >= len(self._links):  # what was measured before stays until the new is whole
            self._links = self._coming
            self._show_chain()

    def _on_failed(self, sentence: str) -> None:
        self._tell(sentence)
        self._chain.setVisible(bool(self._links))

    def _match(self) -> None:
        if self._sight is not None and self._survey is not None:
            clip, match = self._sight.clip.id, self._survey.match
            self._document.apply(self.tr("Match to the clip before"), lambda film: set_match(film, clip, match))

    def _remove(self) -> None:
        if self._sight is not None:
            clip = self._sight.clip.id
            self._document.apply(self.tr("Remove the match"), lambda film: set_match(film, clip, None))

    def _begin_slide(self) -> None:
        self._slide = object()

    def _set_strength(self, value: int) -> None:
        self.share.setText(self.tr("{0} %").format(value))
        if self._sight is not None:
            clip = self._sight.clip.id
            self._document.apply(
                self.tr("Strength of the match"),
                lambda film: set_strength(film, clip, value / 100),
                merge=(clip, self._slide),
            )

    def _set_grade(self, grade: Grade) -> None:
        if self._sight is not None:
            clip = self._sight.clip.id
            self._document.apply(self.tr("Values of the match"), lambda film: set_grade(film, clip, grade))

    def _match_chain(self) -> None:
        lacking = self._list_lacking()

        def change(film: Project) -> Project:
            for link, match in lacking:
                film = set_match(film, link.clip, match)
            return film

        self._document.apply(self.tr("Match the chain"), change)

    def _list_lacking(self) -> list[tuple[Link, Match]]:
        """The clips of the chain that a match would help and that have none for their take."""
        own = {clip.id: clip.match for clip in self._sight.chain} if self._sight else {}
        return [
            (link, link.match) for link in self._links if link.match is not None and own.get(link.clip) != link.match
        ]


def _are_same_pictures(one: Sight | None, other: Sight | None) -> bool:
    """Whether what was measured of one is so of the other but for its matches."""
    return one is not None and other is not None and _list_pictures(one) == _list_pictures(other)


def _list_pictures(sight: Sight) -> tuple[object, ...]:
    clips = (*((sight.seam.before,) if sight.seam else ()), sight.clip, *sight.chain)
    return (sight.takes, sight.size, *((clip.shot, clip.start, clip.frames) for clip in clips))
