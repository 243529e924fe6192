"""One stack of self-attention over video, references, sound and text; weights are named as daVinci-MagiHuman's are.

The residual stream, norms, positions, gates and activations run in fp32; the large linears in the type of their
weights, or in that of autocast. So a file in bf16 computes as its makers did, and one in fp32 exactly.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import TIME_CHANNELS, TransformerConfig
from .packing import Packed, unpatchify
from .rope import Rope, rotate

LIMIT = 7.0
SLOPE = 1.702
TIME_SCALE = 1000.0
ALL, EVEN, ODD = slice(None), slice(0, None, 2), slice(1, None, 2)


class Transformer(nn.Module):
    """Predicts the clip's video and sound, both together, from a packed batch."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.adapter = Adapter(config)
        self.block = nn.ModuleDict({"layers": nn.ModuleList(Layer(config, n) for n in range(config.num_layers))})
        self.final_norm_video = Norm(config.hidden_size)
        self.final_norm_audio = Norm(config.hidden_size)
        self.final_linear_video = nn.Linear(config.hidden_size, config.video_in, bias=False)
        self.final_linear_audio = nn.Linear(config.hidden_size, config.audio_in, bias=False)
        nn.init.zeros_(self.final_linear_video.weight)
        nn.init.zeros_(self.final_linear_audio.weight)

    def forward(self, packed: Packed) -> tuple[Tensor, Tensor]:
        """Video [B, C, T, H, W] and audio [B, L, C] in fp32: velocity or clean latents, as `config.predicts` says."""
        x_BNM = self.adapter(packed)
        turn = self.adapter.rope(packed.coords_BNX)
        for layer in self.block["layers"]:
            x_BNM = layer(x_BNM, packed, turn)
        return self.say(x_BNM, packed)

    def say(self, x_BNM: Tensor, packed: Packed) -> tuple[Tensor, Tensor]:
        """What the heads make of the stream behind the last layer."""
        video_BNM = x_BNM[:, : packed.video_tokens]
        audio_BLM = x_BNM.split(packed.groups, dim=1)[1]
        video_BNP = _linear_fp32(self.final_norm_video(video_BNM), self.final_linear_video)
        audio_BLC = _linear_fp32(self.final_norm_audio(audio_BLM), self.final_linear_audio)
        return unpatchify(video_BNP, packed.grid, self.config.patch), audio_BLC


class Adapter(nn.Module):
    """Brings each modality to the width of the stream."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.video_embedder = nn.Linear(config.video_in, config.hidden_size)
        self.audio_embedder = nn.Linear(config.audio_in, config.hidden_size)
        self.text_embedder = nn.Linear(config.text_in, config.hidden_size)
        self.rope = Rope(config.rope_bands, config.rope_base)
        if config.references:
            self.uncited_tag = nn.Parameter(torch.randn(config.text_in))

    def forward(self, packed: Packed) -> Tensor:
        text_BSC = packed.text_BSC.float()
        if packed.uncited_BS is not None:
            text_BSC = torch.where(packed.uncited_BS[..., None], self.uncited_tag, text_BSC)
        x_BNM = torch.cat(
            [
                _linear_fp32(packed.video_BRP.float(), self.video_embedder),
                _linear_fp32(packed.audio_BLC.float(), self.audio_embedder),
                _linear_fp32(text_BSC, self.text_embedder),
            ],
            dim=1,
        )
        if self.config.time_mode == "none" or packed.time_BN is None:
            return x_BNM
        return torch.cat([encode_time(packed.time_BN), x_BNM[..., TIME_CHANNELS:]], dim=-1)


class Layer(nn.Module):
    """Attention, then the MLP, each added to the stream."""

    def __init__(self, config: TransformerConfig, index: int) -> None:
        super().__init__()
        self.attention = Attention(config, index)
        self.mlp = MLP(config, index)

    def forward(self, x_BNM: Tensor, packed: Packed, turn: tuple[Tensor, Tensor]) -> Tensor:
        x_BNM = x_BNM + self.attention(x_BNM, packed, turn)
        return x_BNM + self.mlp(x_BNM, packed.groups)


class Attention(nn.Module):
    """Full self-attention with grouped keys and values, and a gate per head."""

    def __init__(self, config: TransformerConfig, index: int) -> None:
        super().__init__()
        width, experts = config.hidden_size, config.count_experts(index)
        self.heads, self.kv_heads, self.head_dim = config.num_heads, config.num_kv_heads, config.head_dim
        self.window = config.local_window if index in config.local_layers else None
        self.parts = [width, *[self.kv_heads * self.head_dim] * 2, self.heads]
        self.pre_norm = Norm(width, experts)
        self.linear_qkv = ExpertLinear(width, sum(self.parts), experts)
        self.q_norm = Norm(self.head_dim, experts)
        self.k_norm = Norm(self.head_dim, experts)
        self.linear_proj = ExpertLinear(width, width, experts, scale=(2 * config.num_layers) ** -0.5)

    def forward(self, x_BNM: Tensor, packed: Packed, turn: tuple[Tensor, Tensor]) -> Tensor:
        q_BNGD, k_BNKD, v_BNKD, gate_BNG = self.project(x_BNM, packed.groups, turn)
        return self.merge(self.mix(q_BNGD, k_BNKD, v_BNKD, packed), gate_BNG, packed.groups)

    def project(self, x_BNM: Tensor, groups: list[int], turn: tuple[Tensor, Tensor]) -> tuple[Tensor, ...]:
        """Queries, keys, values and gates, token by token."""
        qkvg_BNF = self.linear_qkv(self.pre_norm(x_BNM, groups), groups)
        dtype = qkvg_BNF.dtype
        q, k, v, gate_BNG = qkvg_BNF.split(self.parts, dim=-1)
        q_BNGD = self.q_norm(q.float().unflatten(-1, (self.heads, -1)), groups)
        k_BNKD = self.k_norm(k.float().unflatten(-1, (self.kv_heads, -1)), groups)
        q_BNGD, k_BNKD = (rotate(heads, *turn).to(dtype) for heads in (q_BNGD, k_BNKD))
        return q_BNGD, k_BNKD, v.unflatten(-1, (self.kv_heads, -1)), gate_BNG

    def mix(self, q_BNGD: Tensor, k_BNKD: Tensor, v_BNKD: Tensor, packed: Packed) -> Tensor:
        """What each token gathers from those that it sees."""
        if packed.part is not None:
            k_BNKD, v_BNKD = packed.part.gather(torch.cat([k_BNKD, v_BNKD], dim=2)).chunk(2, dim=2)
        if self.window is None or self.window >= packed.grid[0] - 1:
            return attend(q_BNGD, k_BNKD, v_BNKD, packed.mask_BN)
        return attend_locally(q_BNGD, k_BNKD, v_BNKD, packed, self.window)

    def merge(self, out_BNGD: Tensor, gate_BNG: Tensor, groups: list[int]) -> Tensor:
        """The heads together, each through its gate, token by token."""
        gated_BNGD = out_BNGD.float() * gate_BNG.float().sigmoid()[..., None]
        return self.linear_proj(gated_BNGD.flatten(2), groups).float()


class MLP(nn.Module):
    """Two linears with a clamped activation between them, gated or not."""

    def __init__(self, config: TransformerConfig, index: int) -> None:
        super().__init__()
        width, inner, experts = config.hidden_size, config.inner_size(index), config.count_experts(index)
        self.gated = index not in config.gelu_layers
        self.pre_norm = Norm(width, experts)
        self.up_gate_proj = ExpertLinear(width, inner * 2 if self.gated else inner, experts)
        self.down_proj = ExpertLinear(inner, width, experts, scale=(2 * config.num_layers) ** -0.5)

    def forward(self, x_BNM: Tensor, groups: list[int]) -> Tensor:
        x_BNM = self.pre_norm(x_BNM, groups)
        if self.gated:
            gate_BNF, linear_BNF = self.up_gate_proj.halve(x_BNM, groups)
            inner_BNF = swiglu7(gate_BNF.float(), linear_BNF.float())
        else:
            inner_BNF = gelu7(self.up_gate_proj(x_BNM, groups).float())
        return self.down_proj(inner_BNF, groups).float()


class Norm(nn.Module):
    """RMS norm over the last dimension, times 1 + weight; with experts, each group of tokens has its weight."""

    def __init__(self, size: int, experts: int = 1) -> None:
        super().__init__()
        self.size, self.experts = size, experts
        self.weight = nn.Parameter(torch.zeros(experts * size))

    def forward(self, x: Tensor, groups: list[int] | None = None) -> Tensor:
        """x [B, N, …, size] in fp32."""
        normed = x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)
        if self.experts == 1 or groups is None:
            return normed * (1 + self.weight)
        parts = zip(normed.split(groups, dim=1), (1 + self.weight).split(self.size), strict=True)
        return torch.cat([part * weight for part, weight in parts], dim=1)


class ExpertLinear(nn.Module):
    """A linear without bias; with experts, their weights lie one above the other and each group has its own."""

    def __init__(self, size_in: int, size_out: int, experts: int, scale: float = 1.0) -> None:
        super().__init__()
        self.size_out, self.experts = size_out, experts
        self.weight = nn.Parameter(torch.randn(experts * size_out, size_in) * (scale * size_in**-0.5))

    def forward(self, x_BNF: Tensor, groups: list[int], rows: slice = ALL) -> Tensor:
        """`rows` picks outputs."""
        x_BNF = x_BNF.to(self.weight.dtype)
        if self.experts == 1:
            return functional.linear(x_BNF, self.weight[rows])
        parts = zip(x_BNF.split(groups, dim=1), self.weight.split(self.size_out), strict=True)
        return torch.cat([functional.linear(part, weight[rows]) for part, weight in parts], dim=1)

    def halve(self, x_BNF: Tensor, groups: list[int]) -> tuple[Tensor, Tensor]:
        """Every other output, then those between: what takes them reads numbers that lie side by side."""
        return self(x_BNF, groups, EVEN), self(x_BNF, groups, ODD)


def attend(q_BNGD: Tensor, k_BNKD: Tensor, v_BNKD: Tensor, mask_BN: Tensor | None) -> Tensor:
    """Softmax attention of all tokens to those of the mask."""
    mask = None if mask_BN is None else mask_BN[:, None, None, :]
    if mask is not None and q_BNGD.is_cuda:  # the kernels there take a mask or shared keys, not both
        shared = q_BNGD.shape[2] // k_BNKD.shape[2]
        k_BNKD, v_BNKD = k_BNKD.repeat_interleave(shared, dim=2), v_BNKD.repeat_interleave(shared, dim=2)
    q, k, v = (heads.transpose(1, 2) for heads in (q_BNGD, k_BNKD, v_BNKD))
    shares = q.shape[1] != k.shape[1]
    return functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=shares).transpose(1, 2)


def attend_locally(q_BNGD: Tensor, k_BNKD: Tensor, v_BNKD: Tensor, packed: Packed, window: int) -> Tensor:
    """Video sees the frames within the window and all that is not video, in one softmax; the rest sees everything."""
    frames, rows, columns = packed.grid
    each, video = rows * columns, packed.video_tokens
    begin, end = packed.span
    seen = torch.arange(k_BNKD.shape[1], device=q_BNGD.device)
    outs: list[Tensor] = []
    for frame in range(begin // each, min(-(-end // each), frames)):
        first, last = max(frame - window, 0), min(frame + window + 1, frames)
        keys = torch.cat([seen[first * each : last * each], seen[video:]])
        mask_BN = None if packed.mask_BN is None else packed.mask_BN[:, keys]
        q = q_BNGD[:, max(frame * each - begin, 0) : min((frame + 1) * each, end) - begin]
        outs.append(attend(q, k_BNKD[:, keys], v_BNKD[:, keys], mask_BN))
    if end > video:
        outs.append(attend(q_BNGD[:, max(video - begin, 0) :], k_BNKD, v_BNKD, packed.mask_BN))
    return torch.cat(outs, dim=1)


def swiglu7(gate: Tensor, linear: Tensor) -> Tensor:
    """The gated activation, held within 7; of a checkpoint's rows the even ones are the gate."""
    gate, linear = gate.clamp(max=LIMIT), linear.clamp(-LIMIT, LIMIT)
    return gate * torch.sigmoid(SLOPE * gate) * (linear + 1)


def gelu7(x: Tensor) -> Tensor:
    """The sigmoid form of GELU, held below 7."""
    x = x.clamp(max=LIMIT)
    return x * torch.sigmoid(SLOPE * x)


def encode_time(time_BN: Tensor) -> Tensor:
    """[B, N, 64]: 32 cosines, then 32 sines of the noise level."""
    half = TIME_CHANNELS // 2
    bands = torch.exp(-math.log(10_000.0) / half * torch.arange(half, device=time_BN.device))
    angles = TIME_SCALE * time_BN[..., None] * bands
    return torch.cat([angles.cos(), angles.sin()], dim=-1)


def _linear_fp32(x: Tensor, linear: nn.Linear) -> Tensor:
    with torch.autocast(x.device.type, enabled=False):
        return linear(x)
