"""Pixels and sound: reading, writing, thumbnails, waveforms and `compose`, the one renderer. No Qt."""
