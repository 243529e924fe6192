"""`autocast`: bf16, where a device computes in it."""

from __future__ import annotations

import torch

_BF16 = ("amx_bf16", "avx512_bf16", "bf16")  # x86, x86 and ARM


def autocast(device: torch.device) -> torch.autocast:
    """bf16 where it is safe; fp32 on a processor without instructions for bf16, which is twice as quick there."""
    able = device.type != "cpu" or any(torch.cpu.get_capabilities().get(name, False) for name in _BF16)
    return torch.autocast(device.type, torch.bfloat16, enabled=able)
