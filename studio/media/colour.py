"""Colour: which matrix and range a frame has, and conversion between RGB and YUV with the right ones.

swscale takes BT.601 for what it is not told, so every conversion of this room goes through here. The film's own
frames are `WORKING_FORMAT` in BT.709 limited range. Matrix and range are converted; primaries and transfer of
BT.601, 709 and sRGB material are taken as one, as editing programs do.
"""

import threading
from typing import Final, cast

import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray

WORKING_FORMAT: Final = "yuv422p10le"
LIMITED, FULL = ColorRange.MPEG, ColorRange.JPEG
BT709, BT601 = Colorspace.ITU709, Colorspace.ITU601

_UNSPECIFIED: Final = 2  # of AVColorSpace, AVColorPrimaries and AVColorTransferCharacteristic
_SCALING_THREADS: Final = 2
_WHOLE_ROWS: Final = 64  # pixels that swscale writes at a time in a row of luma, and twice those of its chroma
_HD_HEIGHT: Final = 720
_MATRICES: Final = {1: BT709, 4: Colorspace.FCC, 5: BT601, 6: BT601, 7: Colorspace.SMPTE240M, 9: Colorspace.BT2020}

_own = threading.local()


def matrix_of(frame: VideoFrame) -> Colorspace:
    """A frame's YUV matrix: as tagged; untagged pictures below 720 lines are BT.601, others BT.709."""
    return _MATRICES.get(frame.colorspace, BT709 if frame.height >= _HD_HEIGHT else BT601)


def range_of(frame: VideoFrame) -> ColorRange:
    """A frame's range: as tagged; untagged RGB and JPEG-like formats are full, other YUV limited."""
    if frame.color_range in (LIMITED, FULL):
        return ColorRange(frame.color_range)
    return FULL if frame.format.is_rgb or frame.format.name.startswith("yuvj") else LIMITED


def tag_709(tagged: VideoFrame | VideoCodecContext) -> None:
    """Mark a frame or a stream as BT.709 limited in matrix, range, primaries and transfer."""
    tagged.colorspace, tagged.color_range = BT709, LIMITED
    tagged.color_primaries, tagged.color_trc = ColorPrimaries.BT709, ColorTrc.BT709


def convert(frame: VideoFrame, pixel_format: str = WORKING_FORMAT, size: tuple[int, int] | None = None) -> VideoFrame:
    """A frame in another format and size; YUV comes out as BT.709 limited. The same frame if nothing changes."""
    width, height = size or (frame.width, frame.height)
    matrix, spread = matrix_of(frame), range_of(frame)
    flags, to_rgb = _scaler(frame, width, height), VideoFormat(pixel_format).is_rgb
    if to_rgb:  # or it interpolates no chroma and is up to 4 levels out
        flags |= Interpolation.FULL_CHR_H_INT | Interpolation.FULL_CHR_H_INP | Interpolation.ACCURATE_RND
    elif not frame.format.is_rgb and (matrix, spread) != (BT709, LIMITED):  # this takes two steps, whose errors add up
        flags |= Interpolation.ACCURATE_RND
    converted = _reformatter().reformat(
        frame,
        width,
        height,
        pixel_format,
        src_colorspace=matrix,
        dst_colorspace=matrix if to_rgb else BT709,
        src_color_range=spread,
        dst_color_range=FULL if to_rgb else LIMITED,
        interpolation=flags,
        # Past the end of other rows it writes into the next one's begin, where another thread may have been already.
        threads=1 if width % _WHOLE_ROWS else _SCALING_THREADS,
    )
    if not to_rgb:
        tag_709(converted)
    return converted


def to_rgb(frame: VideoFrame, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """A frame for display or measuring: full-range uint8 RGB (height, width, 3)."""
    return cast(NDArray[np.uint8], convert(frame, "rgb24", size).to_ndarray())


def from_rgb(picture: NDArray[np.uint8], pixel_format: str = WORKING_FORMAT) -> VideoFrame:
    """Full-range uint8 RGB (height, width, 3) as a frame of the film."""
    return convert(VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), "rgb24"), pixel_format)


def planes_of(frame: VideoFrame) -> list[NDArray[np.uint16]]:
    """The planes of a 10-bit planar frame as views (rows, columns) of its memory."""
    return [
        np.frombuffer(memoryview(plane), np.uint16).reshape(plane.height, plane.line_size // 2)[:, : plane.width]
        for plane in frame.planes
    ]


def _scaler(frame: VideoFrame, width: int, height: int) -> Interpolation:
    if (width, height) == (frame.width, frame.height):
        return Interpolation.BILINEAR  # only chroma is interpolated
    halved = 2 * width <= frame.width and 2 * height <= frame.height
    return Interpolation.AREA if halved else Interpolation.BICUBIC  # for half and less as good, in half the time


def _reformatter() -> VideoReformatter:
    # One for each thread: it is not to be shared, and a new one for each frame would cost a millisecond.
    if not hasattr(_own, "reformatter"):
        _own.reformatter = VideoReformatter()
    return cast(VideoReformatter, _own.reformatter)
