"""MagiHuman on a machine whose memory runs out at the second forward."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import torch

from studio.api import Event, Setting, ShotRequest
from tests.plugins.loading import load_module

HERE = Path(__file__).parent


def lighten(request: ShotRequest) -> tuple[Setting, ...]:
    """As MagiHuman does."""
    return load_module("magihuman", "plan").lighten(request)


class Starving:
    """The real backend with tiny weights; a hook raises what torch raises."""

    def __init__(self) -> None:
        self._real = load_module("magihuman", "backend").MagiHuman(Path((HERE / "weights.txt").read_text("utf-8")))

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        """As the real one does, as long as there is memory."""
        starves = request.setting("memory") == "auto" or (HERE / "always").exists()
        forwards = 0

        def starve(module: torch.nn.Module, _args: object) -> None:
            nonlocal forwards
            forwards += type(module).__name__ == "Transformer"
            if starves and forwards > 1:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")

        handle = torch.nn.modules.module.register_module_forward_pre_hook(starve)
        try:
            yield from self._real.generate(request, folder)
        finally:
            handle.remove()

    def close(self) -> None:
        """Give back all memory."""
        self._real.close()
