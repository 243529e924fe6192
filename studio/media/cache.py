"""`FrameCache`: the frames used last, bounded in bytes, shared by readers and threads."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from av.video.frame import VideoFrame


class FrameCache:
    """Decoded frames by key; when they take more than `most_bytes`, those not used for longest go."""

    def __init__(self, most_bytes: int = 384 << 20) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._frames: OrderedDict[Hashable, VideoFrame] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> VideoFrame | None:
        """The frame, or nothing."""
        with self._lock:
            frame = self._frames.get(key)
            if frame is not None:
                self._frames.move_to_end(key)
            return frame

    def put(self, key: Hashable, frame: VideoFrame) -> None:
        """Keep a frame. It must not be written to any more."""
        with self._lock:
            old = self._frames.pop(key, None)
            self._bytes += _size(frame) - (_size(old) if old else 0)
            self._frames[key] = frame
            while self._bytes > self._most_bytes:
                self._bytes -= _size(self._frames.popitem(last=False)[1])

    @property
    def bytes(self) -> int:
        """What the frames kept take in memory."""
        return self._bytes

    def clear(self) -> None:
        """Let go of all frames."""
        with self._lock:
            self._frames.clear()
            self._bytes = 0


def _size(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
