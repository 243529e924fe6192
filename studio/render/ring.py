"""`Ring`: memory that the editor and the process of a backend share, in slots."""

from __future__ import annotations

import mmap
import os
import secrets
import sys
import tempfile

import numpy as np
from numpy.typing import NDArray

SLOTS = 4
SLOT_BYTES = 8 * 1024 * 1024
_BYTES = SLOTS * SLOT_BYTES


class Ring:
    """Lives as long as a process that has it open: it lies under no name that a killed one could leave behind.

    On Windows `key` is the name of a mapping, which ends with its last handle; elsewhere it is a file descriptor.
    """

    def __init__(self, key: int | str) -> None:
        self.key = key
        if sys.platform == "win32":
            self._memory = mmap.mmap(-1, _BYTES, tagname=str(key))  # pyright: ignore[reportCallIssue]: Windows' own
        else:
            self._memory = mmap.mmap(int(key), _BYTES)

    @classmethod
    def make(cls) -> Ring:
        """A new one; memory is taken as slots are first filled."""
        if sys.platform == "win32":
            return cls(f"storyreel-{secrets.token_hex(16)}")
        if sys.platform == "linux":
            descriptor = os.memfd_create("storyreel")
        else:
            with tempfile.TemporaryFile() as file:
                descriptor = os.dup(file.fileno())
        os.ftruncate(descriptor, _BYTES)
        return cls(descriptor)

    def slot(self, number: int, size: int) -> NDArray[np.uint8]:
        """The first bytes of a slot."""
        return np.frombuffer(self._memory, np.uint8, size, number * SLOT_BYTES)

    def close(self) -> None:
        """Let go of it."""
        self._memory.close()
        if isinstance(self.key, int):
            os.close(self.key)
