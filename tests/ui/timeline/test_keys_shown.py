"""Keys of clips, drawn on their film-strips."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from studio.core.curve import Curve, Key
from studio.core.edits.cut import set_clip
from studio.core.ids import ClipId
from studio.core.timeline import Look
from studio.ui.document import Document
from studio.ui.timeline.ink import current_ink
from studio.ui.timeline.panel import TimelinePanel

pytestmark = pytest.mark.usefixtures("dark")


def test_keys_are_diamonds_on_the_film_where_they_are_seen(panel: TimelinePanel, document: Document) -> None:
    lanes, layout = current_ink().lanes, panel.view.view_layout
    depth = layout.y(layout.rows[-1]) + lanes.title + lanes.film - 6

    def colour(frame: float) -> QColor:
        at = QPoint(round(frame * layout.scale - layout.left), depth)
        return panel.view.viewport().grab().toImage().pixelColor(at)

    keys = Curve(keys=(Key(frame=10, value=1), Key(frame=30, value=0), Key(frame=60, value=1)))
    assert colour(10) != current_ink().accent
    document.apply("Keys", lambda film: set_clip(film, ClipId("c-a"), look=Look(x=keys)))
    assert colour(10) == colour(30) == current_ink().accent
    assert colour(20) != current_ink().accent
    assert colour(60) != current_ink().accent  # beyond the clip, over its neighbour
