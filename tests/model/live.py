"""The bytes of all tensors that live at once, counted as they come and go: the same on every machine."""

import weakref
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class LiveBytes(TorchDispatchMode):
    """Counts what is made while it is entered."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.peak = 0
        self._known: dict[int, Any] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        given = {_name(leaf) for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)}
        for leaf in tree_leaves(out):
            if isinstance(leaf, Tensor) and not leaf.is_meta and _name(leaf) not in given | self._known.keys():
                self._meet(leaf.untyped_storage(), _name(leaf))
        return out

    def _meet(self, storage: torch.UntypedStorage, name: int) -> None:
        self._known[name] = weakref.finalize(storage, self._lose, name, storage.nbytes())
        self.now += storage.nbytes()
        self.peak = max(self.peak, self.now)

    def _lose(self, name: int, size: int) -> None:
        self.now -= size
        del self._known[name]


class LeanAttention(TorchFunctionMode):
    """Attention takes what the kernels of a card take, and computes nothing: no table of all pairs."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is not torch.nn.functional.scaled_dot_product_attention:
            return func(*args, **(kwargs or {}))
        sums = args[0].new_zeros(args[0].shape[:3], dtype=torch.float32)
        out = args[0].transpose(1, 2).new_zeros(args[0].transpose(1, 2).shape).transpose(1, 2)
        del sums
        return out


class Stumble(TorchFunctionMode):
    """Fails at the n-th attention."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._left = count

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is torch.nn.functional.scaled_dot_product_attention:
            self._left -= 1
            if not self._left:
                raise RuntimeError("out of memory")
        return func(*args, **(kwargs or {}))


def _name(tensor: Tensor) -> int:
    return tensor.untyped_storage()._cdata  # pyright: ignore[reportPrivateUsage]  (it has no other name)
