"""The player: shows the cut at the playhead, and plays it. Frames are composed on a thread of its own."""
