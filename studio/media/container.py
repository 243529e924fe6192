"""Media files opened for reading: of known kinds, bounded before they are decoded, with errors as sentences."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Discard, Stream

from studio.errors import StudioError

MOST_PIXELS = 8192 * 8192
MOST_SIDE = 16384
MOST_TAG_LETTERS = 1 << 20
# A file can name others to be read with it (playlists, streams, devices): none of those kinds, and only plain files.
_KINDS = "mov,matroska,wav,aiff,flac,mp3,ogg"


@contextmanager
def told(path: Path) -> Generator[None, None, None]:
    """Whatever the libraries find wrong with a file becomes one sentence with its name."""
    try:
        yield
    except FileNotFoundError:
        raise StudioError(f"{path.name} isn't there any more; put it back or render the shot again.") from None
    except PermissionError:
        raise StudioError(f"{path.name} may not be read; change its permissions and try again.") from None
    except FFmpegError as error:
        raise StudioError(f"{path.name} is damaged and can't be read; put back a good copy or render again.") from error


def open_media(path: Path) -> InputContainer:
    """A file with pictures or sound. Raises `StudioError`."""
    with told(path):
        container = av.open(
            path,
            options={"max_pixels": str(MOST_PIXELS)},
            metadata_errors="replace",
            container_options={"protocol_whitelist": "file", "format_whitelist": _KINDS},
        )
    for stream in container.streams.video:
        if max(stream.width, stream.height) > MOST_SIDE or stream.width * stream.height > MOST_PIXELS:
            container.close()
            raise StudioError(f"{path.name} is {stream.width} × {stream.height} pixels large; make it smaller first.")
    return container


def read_tag(path: Path, name: str) -> str:
    """The text that a file says of itself under a name, empty where there is none. Raises `StudioError`."""
    with told(path), open_media(path) as container:
        text = container.metadata.get(name, "")
    if len(text) > MOST_TAG_LETTERS:
        raise StudioError(f"{path.name} says more of itself than any take does; it was not made by Storyreel.")
    return text


def keep_only(container: InputContainer, kept: Stream) -> None:
    """Let the demuxer pass over the data of all other streams."""
    for stream in container.streams:
        stream.discard = Discard.default if stream.index == kept.index else Discard.all
