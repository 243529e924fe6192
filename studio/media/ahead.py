"""Frames composed on another core while those before them are written."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from av.video.frame import VideoFrame

from studio.media.blend import Size
from studio.media.compose import Composer

_AHEAD = 4


def compose_ahead(composer: Composer, numbers: Iterable[int], size: Size) -> Generator[VideoFrame, None, None]:
    """The frames of these numbers in order. Until it is closed, nobody else may use the composer."""
    waiting: deque[Future[VideoFrame]] = deque()
    worker = ThreadPoolExecutor(1, "compose ahead")
    try:
        for number in numbers:
            waiting.append(worker.submit(composer.frame, number, size))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        worker.shutdown(cancel_futures=True)
