"""The prompt as the backend will get it, until it is taken over by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.capabilities import Capabilities
from studio.core.plan import plan
from studio.core.project import Project, Shot
from studio.core.request import RequestCharacter
from studio.ui.inspector.fields import WritingField
from studio.ui.inspector.writer import ShotWriter
from studio.ui.theme import XS
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label


class PromptSection(QWidget):
    """Read only while it is written automatically; by hand it stays as it is, whatever the other fields say."""

    def __init__(self, writer: ShotWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._by_hand = False
        self.text = WritingField(self.tr("Prompt"), lines=2, most_lines=16)
        self.text.written.connect(self._on_written)
        self.switch = Button("", kind="quiet", icon_name="pencil")
        self.switch.clicked.connect(self._switch)
        self.images = Label(tone="second", role="label")
        self.images.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.switch)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addWidget(self.text)
        column.addWidget(self.images)
        column.addLayout(row)

    def show_shot(self, project: Project, shot: Shot, capabilities: Capabilities) -> None:
        """The prompt of a shot for a backend."""
        self._by_hand = shot.prompt is not None
        self.text.setReadOnly(not self._by_hand)
        request = plan(project, shot, "", capabilities, 0)
        self.text.show_text(request.prompt)
        self.switch.setText(self.tr("Back to automatic") if self._by_hand else self.tr("Take over by hand"))
        self.images.setText(self._describe(request.cast))

    def _describe(self, cast: Sequence[RequestCharacter]) -> str:
        with_images = [f"{member.name} {len(member.images)}" for member in cast if member.images]
        if not with_images:
            return self.tr("No reference images go with it.")
        return self.tr("Reference images that go with it: {list}").format(list=" · ".join(with_images))

    def _on_written(self, text: str, merge: object) -> None:
        if self._by_hand:
            self._writer.write(self.tr("Prompt"), merge, prompt=text)

    def _switch(self) -> None:
        if self._by_hand:
            self._writer.write(self.tr("Prompt back to automatic"), prompt=None)
        else:
            self._writer.write(self.tr("Take over the prompt"), prompt=self.text.toPlainText())
            self.text.setFocus()
