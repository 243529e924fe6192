"""The legend of tensor names: each letter of the suffix is one dimension, in order.

A  angles of the rotary position, 3 * bands     B  samples of a batch
C  channels                                     D  numbers per head
E  experts: video, audio, text                  F  features of a linear's output
G  query heads                                  H, W  rows and columns of a latent
K  references (or, of keys and values, heads)   L  tokens of one modality (sound, text)
M  width of the residual stream                 N  tokens of the whole sequence
P  numbers of one video patch                   R  video tokens and those of the references' pictures
S  text tokens and the references' tags         T  latent frames
X  the axes of a coordinate: t, h, w
"""
