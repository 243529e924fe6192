"""From latents and text states to one sequence of tokens with positions, and back.

The order of a sequence is: video (frames, rows, columns), the references' pictures, sound, text, the references' tags.
So the tokens of each expert are one slice. Every sample of a batch has the same layout; what a sample lacks is masked:
its tokens are there, but no token sees them, which leaves the others as if it had been removed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate, pairwise

import torch
from torch import Tensor

from .config import TransformerConfig

REFERENCE_GAP = 2
"""Reference k lies this much and k more after the last frame's time: never mistaken for the frame that follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference image: its clean latent, and the mean of the text states over the words that cite it."""

    latent_BCHW: Tensor
    tag_BC: Tensor | None = None
    cited_B: Tensor | None = None
    """False for the samples whose prompt doesn't cite it: they take the learned tag, as all do without `tag_BC`."""
    number: int | None = None
    """Its k in `[Image k]`; by default its place in the list, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The stretch of a sequence that is worked on here, while the rest is worked on elsewhere."""

    begin: int
    end: int
    gather: Callable[[Tensor], Tensor]
    """From [B, tokens of the stretch, …] to [B, all tokens, …]; to be called everywhere alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A batch of sequences as the transformer takes it."""

    video_BRP: Tensor
    """Patches of the clip, then those of the references."""
    audio_BLC: Tensor
    text_BSC: Tensor
    """States of the text, then the references' tags."""
    grid: tuple[int, int, int]
    """Frames, rows and columns of the clip in patches."""
    coords_BNX: Tensor
    """t, h, w of every token in fp32; B is 1 where all samples have the same."""
    uncited_BS: Tensor | None = None
    """True for the tags that take the learned vector."""
    time_BN: Tensor | None = None
    """Noise level of every token, 0 … 1; 0 for what is clean: text, references, given frames and given sound."""
    mask_BN: Tensor | None = None
    """True for the tokens that the others may see; None for all."""
    part: Part | None = None
    """None where all tokens are worked on here."""

    @property
    def span(self) -> tuple[int, int]:
        """Where the tokens that are worked on here begin and end."""
        return (0, self.coords_BNX.shape[1]) if self.part is None else (self.part.begin, self.part.end)

    @property
    def groups(self) -> list[int]:
        """How many tokens the video, audio and text experts have here, in the order of the sequence."""
        begin, end = self.span
        ends = accumulate((self.video_BRP.shape[1], self.audio_BLC.shape[1], self.text_BSC.shape[1]), initial=0)
        return [max(min(end, b) - max(begin, a), 0) for a, b in pairwise(ends)]

    @property
    def video_tokens(self) -> int:
        """How many tokens are the clip's."""
        return self.grid[0] * self.grid[1] * self.grid[2]


def pack(
    config: TransformerConfig,
    *,
    video_BCTHW: Tensor,
    audio_BLC: Tensor,
    text_BLC: Tensor,
    time_B: Tensor | None = None,
    text_mask_BL: Tensor | None = None,
    references: Sequence[Reference] = (),
    reference_mask_BK: Tensor | None = None,
    clean_frames_BT: Tensor | None = None,
    clean_audio_BL: Tensor | None = None,
) -> Packed:
    """Lays out a batch. Masks and `clean_…` are boolean; `time_B` is the noise level 0 … 1 of what isn't clean.

    Raises ValueError if something doesn't fit the config.
    """
    _check(config, video_BCTHW, audio_BLC, text_BLC, time_B, references)
    video_BNP = patchify(video_BCTHW, config.patch)
    pictures = [patchify(reference.latent_BCHW[:, :, None], config.patch) for reference in references]
    tags_BKC, uncited_BK = _tags(references, text_BLC)
    grid = _grid(config, video_BCTHW)
    mask_BN = None
    if text_mask_BL is not None or reference_mask_BK is not None:
        mask_BN = _mask(video_BNP, pictures, audio_BLC, text_BLC, text_mask_BL, reference_mask_BK)
    time_BN = None
    if time_B is not None:
        seen = sum(picture.shape[1] for picture in pictures), text_BLC.shape[1] + len(references)
        time_BN = _times(time_B, grid, audio_BLC.shape[1], seen, clean_frames_BT, clean_audio_BL)
    uncited_BS = None
    if uncited_BK is not None:
        uncited_BS = torch.cat([uncited_BK.new_zeros(text_BLC.shape[:2]), uncited_BK], dim=1)
    return Packed(
        video_BRP=torch.cat([video_BNP, *pictures], dim=1),
        audio_BLC=audio_BLC,
        text_BSC=torch.cat([text_BLC, tags_BKC], dim=1),
        grid=grid,
        coords_BNX=_coords(config, grid, audio_BLC, text_BLC, text_mask_BL, references),
        uncited_BS=uncited_BS,
        time_BN=time_BN,
        mask_BN=mask_BN,
    )


def list_tensors(packed: Packed) -> dict[str, Tensor]:
    """Those that a packed batch has, by name."""
    values = {each.name: getattr(packed, each.name) for each in fields(packed)}
    return {name: value for name, value in values.items() if isinstance(value, Tensor)}


def patchify(latent_BCTHW: Tensor, patch: tuple[int, int, int]) -> Tensor:
    """[B, tokens, C * patch], the numbers of a token ordered channel first (the network's input)."""
    batch, channels, frames, height, width = latent_BCTHW.shape
    t, h, w = patch
    x = latent_BCTHW.reshape(batch, channels, frames // t, t, height // h, h, width // w, w)
    return x.permute(0, 2, 4, 6, 1, 3, 5, 7).flatten(4).flatten(1, 3)


def unpatchify(tokens_BNP: Tensor, grid: tuple[int, int, int], patch: tuple[int, int, int]) -> Tensor:
    """[B, C, T, H, W] from tokens whose numbers are ordered channel last (the network's output)."""
    (frames, rows, columns), (t, h, w) = grid, patch
    x = tokens_BNP.unflatten(2, (t, h, w, -1)).unflatten(1, (frames, rows, columns))
    return x.permute(0, 7, 1, 4, 2, 5, 3, 6).flatten(6).flatten(4, 5).flatten(2, 3)


def _check(
    config: TransformerConfig,
    video_BCTHW: Tensor,
    audio_BLC: Tensor,
    text_BLC: Tensor,
    time_B: Tensor | None,
    references: Sequence[Reference],
) -> None:
    wanted = (config.video_channels, config.audio_in, config.text_in)
    given = (video_BCTHW.shape[1], audio_BLC.shape[2], text_BLC.shape[2])
    if given != wanted:
        raise ValueError(f"Video, sound and text have {given} channels, the transformer takes {wanted}")
    if time_B is None and config.time_mode != "none":
        raise ValueError("This transformer is told the noise level, but none was given")
    if references and not config.references:
        raise ValueError("This transformer takes no reference images")
    _check_patches("The clip's latent", video_BCTHW.shape[2:], config.patch)
    for reference in references:
        _check_patches("A reference's latent", reference.latent_BCHW.shape[2:], config.patch[1:])


def _check_patches(name: str, size: Sequence[int], patch: Sequence[int]) -> None:
    if any(length % step for length, step in zip(size, patch, strict=True)):
        raise ValueError(f"{name} of {tuple(size)} doesn't divide into patches of {tuple(patch)}")


def _grid(config: TransformerConfig, video_BCTHW: Tensor) -> tuple[int, int, int]:
    frames, height, width = (size // step for size, step in zip(video_BCTHW.shape[2:], config.patch, strict=True))
    return frames, height, width


def _tags(references: Sequence[Reference], text_BLC: Tensor) -> tuple[Tensor, Tensor | None]:
    """One row per reference, and which of them to replace by the learned tag."""
    batch, _, channels = text_BLC.shape
    empty_BC = text_BLC.new_zeros(batch, channels)
    tags = [empty_BC if reference.tag_BC is None else reference.tag_BC for reference in references]
    if not references:
        return text_BLC[:, :0], None
    if all(reference.tag_BC is not None and reference.cited_B is None for reference in references):
        return torch.stack(tags, dim=1), None
    uncited = [
        torch.full((batch,), reference.tag_BC is None, device=text_BLC.device)
        if reference.tag_BC is None or reference.cited_B is None
        else ~reference.cited_B
        for reference in references
    ]
    return torch.stack(tags, dim=1), torch.stack(uncited, dim=1)


def _mask(
    video_BNP: Tensor,
    pictures: Sequence[Tensor],
    audio_BLC: Tensor,
    text_BLC: Tensor,
    text_mask_BL: Tensor | None,
    reference_mask_BK: Tensor | None,
) -> Tensor:
    batch, device = video_BNP.shape[0], video_BNP.device

    def every(count: int) -> Tensor:
        return torch.ones(batch, count, dtype=torch.bool, device=device)

    tags_BK = every(len(pictures)) if reference_mask_BK is None else reference_mask_BK
    parts = [every(video_BNP.shape[1])]
    parts += [tags_BK[:, k, None].expand(-1, picture.shape[1]) for k, picture in enumerate(pictures)]
    parts.append(every(audio_BLC.shape[1]))
    parts.append(every(text_BLC.shape[1]) if text_mask_BL is None else text_mask_BL)
    return torch.cat([*parts, tags_BK], dim=1)


def _times(
    time_B: Tensor,
    grid: tuple[int, int, int],
    audio_tokens: int,
    seen: tuple[int, int],
    clean_frames_BT: Tensor | None,
    clean_audio_BL: Tensor | None,
) -> Tensor:
    """`seen` counts the tokens that are always clean: of the references' pictures, and of text and tags."""
    frames, rows, columns = grid
    video_BT = time_B.float()[:, None].expand(-1, frames)
    if clean_frames_BT is not None:
        video_BT = video_BT.masked_fill(clean_frames_BT.unflatten(1, (frames, -1)).any(2), 0.0)
    audio_BL = time_B.float()[:, None].expand(-1, audio_tokens)
    if clean_audio_BL is not None:
        audio_BL = audio_BL.masked_fill(clean_audio_BL, 0.0)
    pictures_BR, words_BS = (torch.zeros_like(audio_BL[:, :1]).expand(-1, count) for count in seen)
    return torch.cat([video_BT.repeat_interleave(rows * columns, dim=1), pictures_BR, audio_BL, words_BS], dim=1)


def _coords(
    config: TransformerConfig,
    grid: tuple[int, int, int],
    audio_BLC: Tensor,
    text_BLC: Tensor,
    text_mask_BL: Tensor | None,
    references: Sequence[Reference],
) -> Tensor:
    device = audio_BLC.device
    frames, rows, columns = grid
    numbers = [reference.number or place for place, reference in enumerate(references, start=1)]
    times = [float(frames + REFERENCE_GAP + number) for number in numbers]
    video = [_lattice(torch.arange(frames, device=device).float(), rows, columns)]
    for time, reference in zip(times, references, strict=True):
        height, width = reference.latent_BCHW.shape[2:]
        at = torch.full((1,), time, device=device)
        video.append(_lattice(at, height // config.patch[1], width // config.patch[2], config.reference_shift))
    audio = _on_axis(_audio_times(config, audio_BLC.shape[1], frames, device))
    text_BLX = _on_axis(_text_times(config, text_BLC, text_mask_BL))
    tags = torch.full((len(times), 3), -1.0, device=device)
    for place, time in enumerate(times):  # one by one: a list of them would have to be brought to the card
        tags[place, 0] = time
    batch = text_BLX.shape[0]
    before, after = torch.cat([*video, audio]), tags
    return torch.cat([before.expand(batch, -1, -1), text_BLX, after.expand(batch, -1, -1)], dim=1)


def _lattice(times_T: Tensor, rows: int, columns: int, shift: float = 0.0) -> Tensor:
    """[T * rows * columns, 3], rows and columns counted from the middle of the picture."""
    h = torch.arange(rows, device=times_T.device) - (rows - 1) / 2 + shift
    w = torch.arange(columns, device=times_T.device) - (columns - 1) / 2 + shift
    return torch.stack(torch.meshgrid(times_T, h, w, indexing="ij"), dim=-1).flatten(0, 2)


def _on_axis(times: Tensor) -> Tensor:
    """Points with a time alone, at the middle of the picture."""
    nothing = torch.zeros_like(times)
    return torch.stack([times, nothing, nothing], dim=-1)


def _audio_times(config: TransformerConfig, length: int, frames: int, device: torch.device) -> Tensor:
    """v2: four sounds a frame, whole frames only. v1: from the first frame to the last."""
    last = (length - 1) // 4 if config.coords == "v2" else frames - 1
    return torch.arange(length, device=device) * (last / max(length - 1, 1))


def _text_times(config: TransformerConfig, text_BLC: Tensor, text_mask_BL: Tensor | None) -> Tensor:
    """[B, L], where B is 1 without a mask. v2: all 0, but a word alone at -1. v1: from 0 to 1."""
    if text_mask_BL is None:
        text_mask_BL = torch.ones(1, text_BLC.shape[1], dtype=torch.bool, device=text_BLC.device)
    length_B1 = text_mask_BL.sum(1, keepdim=True)
    if config.coords == "v2":
        return torch.where(length_B1 == 1, -1.0, 0.0).expand_as(text_mask_BL)
    return (text_mask_BL.cumsum(1) - 1) / (length_B1 - 1).clamp(min=1)
