"""`MagiHuman`: picture and sound together, by the open 15B model, on this machine's own card."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from torch import Tensor

from studio.api import Event, Frames, Halt, Made, Preview, Progress, Samples, ShotRequest, Sound, StudioError
from studio.model.fusion import Runner
from studio.model.generate import Network, Request, Sampling, Step, generate
from studio.model.memory import Memory, read_memory, write_memory
from studio.model.placement import Card
from studio.model.refine import enlarge, refine
from studio.model.sampler import MAGIHUMAN_GUIDANCE

from .cards import count_cards, name_cards
from .engine import Engine, Placed
from .frames import find_first, finish, sketch
from .negative import NEGATIVE
from .plan import Stage, stages_of
from .sizes import FRAMES_A_LATENT
from .sound import FRAME_SAMPLES, place_recordings
from .texts import Texts
from .weights import check_request, find_folder, list_parts

DECODING = 0.1
"""Its share of the work, as far as the bar goes."""
PRECISIONS = {"fp32": "float32", "bf16": "bfloat16", "int8": "int8", "fp8": "float8"}
_MARK = b"\n"

Latents = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A request as the networks take it; `first` has the latent of the first frame at the size of each stage."""

    text_BLC: Tensor
    negative_BLC: Tensor | None
    first: Sequence[Tensor]
    voice: Samples | None
    voice_BLC: Tensor | None


class MagiHuman:
    """Loads its weights with the first shot and keeps what fits.

    `look` tells how much memory there is, where that shall not be found out; `texts` where read prompts are kept;
    `runner` works for the layers after the first step, where that shall not be PyTorch's compiler; `name` names the
    cards that can make a take together.
    """

    def __init__(
        self,
        folder: Path | None = None,
        look: Callable[[], Card] | None = None,
        texts: Texts | None = None,
        runner: Runner | None = None,
        name: Callable[[], Sequence[str]] = name_cards,
    ) -> None:
        self._folder = folder or find_folder()
        self._engine = Engine(self._folder, look, texts, runner, name)

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        """Make a take: denoise it small, refine it where a larger size is asked for, decode it window by window."""
        return self._play(request, folder, "", Memory())

    def resume(self, request: ShotRequest, folder: Path, state: bytes) -> Generator[Event, None, None]:
        """Go on from a halt, in the same precision. Raises `ValueError` where there is no room for it, or no halt."""
        precision, _, memory = state.partition(_MARK)
        return self._play(request, folder, precision.decode("ascii", "replace"), read_memory(memory))

    def close(self) -> None:
        """Forget the weights."""
        self._engine.close()

    def _play(self, request: ShotRequest, folder: Path, precision: str, memory: Memory) -> Generator[Event, None, None]:
        check_request(self._folder, request)
        if not request.prompt.strip():
            raise StudioError(f"{request.shot_name} has no action; write what happens in it.")
        whole = False
        try:
            yield from self._make(request, folder, precision, memory)
            whole = True
        except (StudioError, GeneratorExit):
            whole = True  # nothing is wrong with what is loaded
            raise
        finally:
            if not whole:
                self._engine.close()

    def _make(self, request: ShotRequest, folder: Path, precision: str, memory: Memory) -> Generator[Event, None, None]:
        stages = stages_of(request, self._folder)
        yield Progress(done=0.0, text="Reading the prompt")
        reading = self._read(request, folder, stages)
        made = list(memory.made)
        work = [stage.steps * stage.passes * stage.tokens.total for stage in stages]
        for number in range(len(made), len(stages)):
            before, share = sum(work[:number]) / sum(work), work[number] / sum(work)
            halt = Memory(made=made, halt=memory.halt if number == len(memory.made) else None)
            latents = yield from self._run(request, reading, stages, halt, precision, (before, share))
            made.append(latents)
        yield from self._show(request, reading, made[-1])

    def _read(self, request: ShotRequest, folder: Path, stages: Sequence[Stage]) -> Reading:
        """All that has to be read and encoded, before the networks take the memory."""
        picture, voice = find_first(request, folder), place_recordings(request, folder)
        text_BLC = self._engine.read_text(request.prompt)
        guided = stages[0].passes > 1
        return Reading(
            text_BLC=text_BLC,
            negative_BLC=self._engine.read_text(NEGATIVE) if guided else None,
            first=() if picture is None else self._engine.read_picture(picture, [stage.size for stage in stages]),
            voice=voice,
            voice_BLC=None if voice is None else self._engine.read_sound(voice),
        )

    def _run(
        self,
        request: ShotRequest,
        reading: Reading,
        stages: Sequence[Stage],
        memory: Memory,
        precision: str,
        span: tuple[float, float],
    ) -> Generator[Event, None, Latents]:
        """One stage, with what the user sees of it. `span`: where its share of the bar begins, how long it is."""
        number = len(memory.made)
        stage = stages[number]
        yield Progress(done=span[0] * (1 - DECODING), text=f"Loading {stage.part}")
        placed = self._engine.place(stage, str(request.setting("memory")), count_cards(request))
        kept = placed.placement.precision
        if precision and precision != kept:
            raise ValueError(f"the halt is of a network in {precision}, and there is only room for one in {kept}")
        yield Made(
            weights=self._engine.list_weights(list_parts(request)),
            device=self._engine.device_name,
            precision=PRECISIONS[kept],
        )
        # By the number of the step, so that a take is the same in every process, and when it went on from a halt.
        previews_first = not number and memory.halt is None
        if previews_first:
            self._engine.run_plainly(placed)
        else:
            yield from self._fuse(placed, span[0] * (1 - DECODING))
        steps = start(placed.network, stage, request, reading, memory)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return end.value
            done = (span[0] + span[1] * step.done / step.steps) * (1 - DECODING)
            yield Progress(done=done, text=f"{stage.part}, step {step.done} of {step.steps}")
            yield self._preview(step, stages[0])
            state = write_memory(Memory(made=memory.made, halt=step.halt))
            yield Halt(state=kept.encode() + _MARK + state)
            if previews_first and step.done == 1:
                yield from self._fuse(placed, done)

    def _fuse(self, placed: Placed, done: float) -> Generator[Event, None, None]:
        if self._engine.fuse(placed):
            yield Progress(done=done, text="Fitting the steps to this card; the first time that takes a while")

    def _preview(self, step: Step, small: Stage) -> Preview:
        """A frame from the middle, as the network sees it through the noise, at the small size."""
        middle = small.latent[0] // 2
        latent = enlarge(step.video_BCTHW[:, :, middle : middle + 1], (1, *small.latent[1:]))
        return Preview(frame=middle * FRAMES_A_LATENT, picture=sketch(self._engine.turbo().sketch(latent[:, :, 0])))

    def _show(self, request: ShotRequest, reading: Reading, latents: Latents) -> Generator[Event, None, None]:
        """Frames and their sound, window by window."""
        video_BCTHW, audio_BLC = latents
        device = self._engine.device
        wave = self._engine.write_sound(audio_BLC.to(device)) if reading.voice is None else reading.voice
        shown = 0
        for window in self._engine.decode(video_BCTHW.to(device)):
            begin = shown
            for picture in islice(finish(window, request.width, request.height), request.frames - shown):
                yield Frames(pictures=picture[None])
                shown += 1
            yield Sound(samples=wave[begin * FRAME_SAMPLES : shown * FRAME_SAMPLES])
            share = shown / request.frames
            yield Progress(done=1 - DECODING * (1 - share), text=f"Decoded {shown} of {request.frames} frames")


def start(
    network: Network, stage: Stage, request: ShotRequest, reading: Reading, memory: Memory
) -> Generator[Step, None, Latents]:
    """The steps of a stage: from noise, or for a second one from what the first has made."""
    number, guided = len(memory.made), stage.passes > 1
    device = reading.text_BLC.device
    asked = Request(
        size=stage.latent,
        audio_length=stage.frames,
        text_BLC=reading.text_BLC,
        seeds=[request.seed],
        negative_BLC=reading.negative_BLC if guided else None,
        given_frames={0: reading.first[number]} if reading.first else {},
        given_audio_BLC=reading.voice_BLC,
    )
    guidance = MAGIHUMAN_GUIDANCE if guided else None
    renoises = not number and not guided
    sampling = Sampling(steps=stage.steps, sampler="renoise" if renoises else "unipc", guidance=guidance)
    if not number:
        return generate(network, asked, sampling, memory.halt)
    video_BCTHW, audio_BLC = memory.made[-1]
    return refine(network, asked, (video_BCTHW.to(device), audio_BLC.to(device)), sampling, memory.halt)
