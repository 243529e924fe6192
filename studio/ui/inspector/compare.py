"""`CompareDialog`: two takes of a shot side by side, and in words what made them different."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from studio.core.difference import describe_difference
from studio.core.edits.takes import choose_take
from studio.core.ids import ShotId, TakeId
from studio.core.project import Project, Shot, Take
from studio.core.recipe import compare_recipes
from studio.core.timecode import format_timecode
from studio.ui.document import Document
from studio.ui.pictures import Thumbnails, paint_fitted, paint_no_picture
from studio.ui.theme import XL, XS, M, S, current_theme
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import ElidedLabel, Label

_PICTURE = QSize(400, 225)


class TakePicture(QWidget):
    """A frame of a take, as large as it fits; the one before stays until it has been read."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._path, self.frame = "", 0
        self._latest: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        thumbnails.loaded.connect(self._on_loaded)

    def show_frame(self, path: str, frame: int) -> None:
        """Another frame, of this take or another."""
        if path != self._path:
            self._latest = None
        self._path, self.frame = path, frame
        self.update()

    def sizeHint(self) -> QSize:
        return _PICTURE

    def minimumSizeHint(self) -> QSize:
        return _PICTURE / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(QPointF(0, 0), self.size())
        ratio = self.devicePixelRatioF()
        found = self._thumbnails.pixmap(self._path, self.width(), self.height(), ratio, frame=self.frame)
        self._latest = found or self._latest
        if self._latest is None:
            paint_no_picture(painter, place, broken=bool(self._thumbnails.problem(self._path)))
        else:
            painter.fillRect(place, QColor(current_theme().picture_ground))
            paint_fitted(painter, place, self._latest)

    def _on_loaded(self, path: str) -> None:
        if path == self._path:
            self.update()


class TakeSide(QWidget):
    """One of the two: which take, its picture, what it is, and a button that chooses it for the film."""

    picked = Signal()
    chosen = Signal(object)

    def __init__(self, name: str, shot: Shot, take: TakeId, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        options = [
            (each.id, self.tr("Take {number} · seed {seed}").format(number=number, seed=each.request.seed))
            for number, each in enumerate(shot.takes, 1)
        ]
        self.choice: Choice[TakeId] = Choice(name, options[::-1], take)
        self.picture = TakePicture(thumbnails)
        self._facts = ElidedLabel(tone="second")
        self.button = Button(self.tr("Choose this take"))
        self._build()

    @property
    def take(self) -> TakeId:
        """Which take it shows."""
        return self.choice.value

    def show_take(self, shot: Shot, take: Take, backend: str, at: float) -> None:
        """The take as it is now, at a part of its length."""
        self.picture.show_frame(take.path, round(at * (take.frames - 1)))
        facts = [
            backend,
            f"{take.request.width} × {take.request.height}",
            self.tr("{seconds:.1f} s to make").format(seconds=take.seconds_taken),
        ]
        if take.memory_bytes is not None:
            facts.append(self.tr("{size:.1f} GB of memory").format(size=take.memory_bytes / 1e9))
        if take.rating:
            facts.append(self.tr("{rating} of 5 stars").format(rating=take.rating))
        self._facts.setText(" · ".join(facts))
        is_chosen = take.id == shot.chosen
        self.button.setEnabled(not is_chosen)
        self.button.setText(self.tr("Chosen") if is_chosen else self.tr("Choose this take"))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.choice)
        column.addWidget(self.picture, 1)
        column.addWidget(self._facts)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignRight)
        self.choice.activated.connect(self._on_activated)
        self.button.clicked.connect(self._on_clicked)

    def _on_activated(self, _index: int) -> None:
        self.picked.emit()

    def _on_clicked(self) -> None:
        self.chosen.emit(self.take)


class CompareDialog(QDialog):
    """`labels` are the names of backends and options as the user knows them."""

    def __init__(
        self,
        document: Document,
        shot: ShotId,
        takes: tuple[TakeId, TakeId],
        labels: Mapping[str, str],
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._shot, self._labels = document, shot, labels
        found = next(each for each in document.project.shots if each.id == shot)
        self.setWindowTitle(self.tr("Compare takes of {shot}").format(shot=found.name))
        self.left = TakeSide(self.tr("Left take"), found, takes[0], thumbnails, self)
        self.right = TakeSide(self.tr("Right take"), found, takes[1], thumbnails, self)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self._timecode = Label(role="label", tone="second")
        self.words = Label()
        self._build()
        self._refresh()
        self.resize(self.sizeHint())  # Qt alone would keep it within two thirds of the screen

    def _build(self) -> None:
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.slider.setAccessibleName(self.tr("Frame"))
        close = Button(self.tr("Close"), kind="primary")
        close.clicked.connect(self.accept)
        scrub = QHBoxLayout()
        scrub.setSpacing(S)
        scrub.addWidget(self.slider, 1)
        scrub.addWidget(self._timecode)
        said = QVBoxLayout()
        said.setSpacing(XS)
        said.addWidget(Label(self.tr("What differs, left then right"), tone="second"))
        said.addWidget(self.words, 1)
        foot = QHBoxLayout()
        foot.setSpacing(M)
        foot.addLayout(said, 1)
        foot.addWidget(close, alignment=Qt.AlignmentFlag.AlignBottom)
        grid = QGridLayout(self)
        grid.setContentsMargins(XL, XL, XL, XL)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(M)
        grid.addWidget(self.left, 0, 0)
        grid.addWidget(self.right, 0, 1)
        grid.addLayout(scrub, 1, 0, 1, 2)
        grid.addLayout(foot, 2, 0, 1, 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for side in (self.left, self.right):
            side.picked.connect(self._refresh)
            side.chosen.connect(self._choose)
        self.slider.valueChanged.connect(self._refresh)
        self._document.changed.connect(self._on_changed)

    def _refresh(self) -> None:
        """Both takes as they are now; when one of them is gone there is nothing to compare."""
        shot = next((each for each in self._document.project.shots if each.id == self._shot), None)
        pair = [
            take for side in (self.left, self.right) for take in (shot.takes if shot else ()) if take.id == side.take
        ]
        if shot is None or len(pair) < 2:
            self.reject()
            return
        longest = max(pair, key=lambda take: take.frames)
        self.slider.setMaximum(max(1, longest.frames - 1))
        at = self.slider.value() / self.slider.maximum()
        for side, take in zip((self.left, self.right), pair, strict=True):
            side.show_take(shot, take, self._labels.get(take.request.backend, take.request.backend), at)
        self._timecode.setText(format_timecode(self.slider.value(), longest.request.frame_rate))
        self.words.setText("\n".join(self._describe(*pair)))

    def _describe(self, left: Take, right: Take) -> tuple[str, ...]:
        if left.id == right.id:
            return (self.tr("This is one and the same take."),)
        asked = describe_difference(left.request, right.request, self._labels)
        made = compare_recipes(left.recipe, right.recipe)
        if asked or made:
            return asked + made
        if left.sha256 == right.sha256:
            return (self.tr("Asked for and made alike; both files are the same to the bit."),)
        if left.recipe.is_known and right.recipe.is_known:
            return (self.tr("Asked for and made alike, and yet not the same to the bit."),)
        return (self.tr("Asked for alike; what one of them was made with is not known."),)

    def _choose(self, take: TakeId) -> None:
        self._document.apply(self.tr("Choose take"), lambda film: choose_take(film, self._shot, take))

    def _on_changed(self, _before: Project, _after: Project) -> None:
        self._refresh()
