"""The ways to write a movie: H.264 for everyone, ProRes for other editors, FFV1 for archives."""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from studio.api import ExportRequest, Progress
from studio.media.encoding import Encoding

from .exporter import sound_bytes_per_second, write_movie

AAC_BITS: Final = 192_000
# Bytes that a pixel of a frame takes at least, measured on drawn pictures; film grain takes several times as much.
H264_BYTES, PRORES_BYTES, FFV1_BYTES = 0.004, 0.25, 0.15
CRF_HALVES: Final = 6.0  # steps of CRF that halve the size


class Mp4:
    """H.264 and AAC in MP4, 8 bits 4:2:0, BT.709."""

    def export(self, request: ExportRequest) -> Generator[Progress, None, None]:
        """Write the file. Closing the generator cancels. Raises `StudioError` for what the user can mend."""
        options = {each.name: each.value for each in request.options}
        crf, megabits = float(options["crf"]), float(options["megabits"])
        quality = {} if megabits else {"crf": f"{crf:g}"}
        encoding = Encoding(
            container="mp4",
            video_codec="libx264",
            pixel_format="yuv420p",
            video_options={"preset": str(options["preset"]), **quality},
            video_bit_rate=round(megabits * 1e6),
            sound_codec="aac",
            sound_bit_rate=AAC_BITS,
            faststart=True,
        )
        guess = _pixels(request) * H264_BYTES * 2 ** ((18 - crf) / CRF_HALVES)
        return write_movie(request, encoding, (megabits * 1e6 / 8 or guess) + AAC_BITS / 8)


class ProRes:
    """ProRes 422 HQ in QuickTime, 10 bits 4:2:2, BT.709."""

    def export(self, request: ExportRequest) -> Generator[Progress, None, None]:
        """Write the file. Closing the generator cancels. Raises `StudioError` for what the user can mend."""
        encoding = Encoding(
            container="mov",
            video_codec="prores",
            pixel_format="yuv422p10le",
            video_options={"profile": "3"},
            sound_codec="pcm_s24le",
        )
        return write_movie(request, encoding, _pixels(request) * PRORES_BYTES + sound_bytes_per_second(24))


class Lossless:
    """FFV1 in Matroska: each frame bit for bit as it was composed."""

    def export(self, request: ExportRequest) -> Generator[Progress, None, None]:
        """Write the file. Closing the generator cancels. Raises `StudioError` for what the user can mend."""
        encoding = Encoding(
            container="matroska",
            video_codec="ffv1",
            pixel_format="yuv422p10le",
            video_options={"level": "3", "slices": "16", "slicecrc": "1", "g": "1"},
            sound_codec="pcm_s24le",
        )
        return write_movie(request, encoding, _pixels(request) * FFV1_BYTES + sound_bytes_per_second(24))


def _pixels(request: ExportRequest) -> float:
    """Pixels a second."""
    return float(request.width * request.height * request.project.frame_rate)
