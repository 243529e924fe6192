"""States of prompts, kept on disk: the encoder is large and a film has few prompts."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

MOST_KEPT = 400  # a megabyte or two each
_STATES = "states"


class Texts:
    """Knows the states of prompts that were read before, by the text and the encoder's revision."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_cache_path("storyreel", appauthor=False) / "magihuman"

    def find(self, text: str, revision: str) -> Tensor | None:
        """States (L, C) in fp32, where they are kept; a file that is damaged is none."""
        path = self._locate(text, revision)
        try:
            states_LC = load_file(path)[_STATES].float()
        except (OSError, SafetensorError, KeyError):
            return None
        with suppress(OSError):
            path.touch()
        return states_LC

    def keep(self, text: str, revision: str, states_LC: Tensor) -> None:
        """In fp16, to which they are rounded anyway. A full disk costs the keeping alone."""
        data = save({_STATES: states_LC.to("cpu", torch.float16).contiguous()})
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(name).replace(self._locate(text, revision))
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        kept = sorted(self._folder.glob("*.safetensors"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MOST_KEPT]:
            path.unlink(missing_ok=True)

    def _locate(self, text: str, revision: str) -> Path:
        key = hashlib.sha256("\n".join((revision, text)).encode()).hexdigest()
        return self._folder / f"{key}.safetensors"
