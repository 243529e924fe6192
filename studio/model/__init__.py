"""The unified transformer in torch: text, references, video and sound in one sequence.

Knows nothing of the editor. `config` describes a network, `packing` lays tokens out, `transformer` runs them,
`sampler` and `generate` make a clip of them, `weights` reads and writes the file. `placement` plans where the weights
of a network too large for a card lie, `quantise` keeps them small, `stream` brings them. Tensors carry their shape in
their name; `shapes` is the legend.
"""
