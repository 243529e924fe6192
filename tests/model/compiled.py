"""A network that PyTorch's compiler compiles, against the plain one, in a process that it may fill with threads.

Called with a precision, a folder, and the C++ compiler to use where not its own choice. Says how far the two are apart
at most, and how many graphs the folder already had.
"""

import sys
from pathlib import Path
from typing import cast

from torch._dynamo.utils import counters
from torch._inductor import config

from studio.model.forms import Precision
from studio.model.fusion import Compiler, run_plainly
from studio.model.stream import place, read_from
from tests.model.test_fusion import LENGTHS, make_clip, run_with
from tests.model.test_stream import CPU, SMALL, build_plain, make_plan


def main(precision: Precision, folder: Path, *compilers: str) -> None:
    placed = place(read_from(build_plain()), SMALL, make_plan(precision, (1,), 16), CPU)
    compiler = Compiler(folder)
    apart = 0.0
    with config.patch({"cpp.cxx": compilers} if compilers else {}):
        for frames in LENGTHS:
            packed = make_clip(frames)
            pairs = zip(run_with(placed, compiler, packed), run_with(placed, run_plainly, packed), strict=True)
            apart = max(apart, *(float((a - b).abs().max()) for a, b in pairs))
    sys.stdout.write(f"{apart} {counters['aot_autograd']['autograd_cache_hit']}\n")


if __name__ == "__main__":
    main(cast(Precision, sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
