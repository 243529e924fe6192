"""The mezzanine: what every take is written in. Chosen by measurement.

1080p24, two cores, PyAV 18.1 (FFmpeg 8.1), `resources/scripts/measure_mezzanine.py`: a drawn cartoon under a slow
sub-pixel move, and the same with film grain. A seek is from a frame number to its RGB picture, in random order.

content | codec, 4:2:2    | bits | seek ms median / p95 | decode fps | encode fps | MB/s | PSNR dB
(see the script)
"""

from typing import Final

from studio.media.encoding import Encoding

MEZZANINE: Final = Encoding(
    container="mov",
    video_codec="prores",
    pixel_format="yuv422p10le",
    video_options={"profile": "2"},
    sound_codec="pcm_s24le",
)
