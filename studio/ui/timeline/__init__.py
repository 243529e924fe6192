"""The timeline: tracks, ruler and playhead, painted; every gesture and key ends in one edit of the document.

Pure: layout, places, snap, gestures, choice. Painting: paint, clips, columns, ruler, overlay. Widgets: panel, view.
"""
