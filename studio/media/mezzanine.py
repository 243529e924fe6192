"""The mezzanine: what every take is written in. Chosen by measurement.

1080p24 at 4:2:2 on two cores, PyAV 18.1 (FFmpeg 8.1), by `resources/scripts/measure_mezzanine.py`: a drawn cartoon
under a slow sub-pixel move, then the same with heavy film grain. A seek is from a frame number to its RGB picture, in
random order. Best of three runs, as the machine was shared; PSNR is that of luma.

codec            | bits | seek ms median / p95      | decode fps | encode fps | MB/s        | PSNR dB
prores_ks HQ     | 10   |  8.3 / 10.2   19.4 / 20.0 | 192     75 |  15      6 | 12.7   23.3 | 58.7   45.0
prores HQ        | 10   |  8.6 / 10.4   18.7 / 24.2 | 209     57 |  64     34 | 12.7   33.5 | 65.7   51.0
prores standard  | 10   | 11.2 / 11.9   28.3 / 29.7 | 234     83 |  77     40 |  8.3   22.1 | 58.6   44.2
DNxHR HQ         |  8   |  9.7 / 11.4   17.8 / 18.6 | 239     82 |  88     43 | 22.0   22.0 | 54.8   44.8
DNxHR HQX        | 10   |  8.6 / 11.6   23.1 / 36.8 | 207     68 |  41     14 | 22.0   22.0 | 75.5   45.3
FFV1, 16 slices  | 10   | 77.0 / 129    193  / 228  |  32     13 |  32     14 |  3.8   44.6 | lossless
H.264 veryfast   | 10   | 12.3 / 17.5   27.5 / 36.2 | 403    101 |  48     33 |  2.2   18.9 | 57.4   45.2
H.264 ultrafast  | 10   | 12.3 / 12.9   32.2 / 37.1 | 397     80 |  94     71 |  3.0   19.4 | 59.3   46.0

FFV1 is too slow to scrub, one H.264 picture can't be decoded by two cores, 8 bits show bands in drawn skies, and
prores_ks writes four to seven times slower than `prores`, which reads the same everywhere. Of that, HQ costs half as
much again on disk, and two grainy layers of a dissolve decode at 28 frames a second, with nothing left for the rest.
"""

from typing import Final

from studio.media.encoding import Encoding

MEZZANINE: Final = Encoding(
    container="mov",
    video_codec="prores",
    pixel_format="yuv422p10le",
    video_options={"profile": "2"},
    sound_codec="pcm_s24le",
    tagged=True,
)
