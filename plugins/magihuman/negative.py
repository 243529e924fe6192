"""What the base network is led away from, in the three kinds that it was trained against: picture, sound, speech."""

PICTURE = (
    "oversaturated colours, overexposed highlights, crushed shadows, grey washed-out contrast, a still image, frozen "
    "motion, blurred details, low resolution, heavy compression, blocks and ringing, noise, flicker, ghosting, double "
    "contours, smeared faces, crossed eyes, lifeless stare, plastic skin, deformed hands, extra fingers, missing "
    "fingers, fused limbs, a third arm or leg, twisted joints, a body that changes shape, people who appear or "
    "vanish, objects that melt into each other, a crowd in the background, walking backwards, shaking camera, sudden "
    "cuts, a jump in the middle, subtitles, captions, a logo, a watermark, a border, drawn style where a photograph "
    "is meant, worst quality"
)
SOUND = (
    "hiss, hum, crackle, clipping, distortion, echo, a boomy room, a telephone's narrow tone, dropouts, clicks "
    "between words, wind on the microphone, uneven loudness, one-sided stereo, sound that runs ahead of or behind the "
    "picture, background music that nobody asked for, chatter of a crowd, traffic, a second voice underneath, "
    "artificial reverb, metallic artefacts of compression, silence where somebody speaks"
)
SPEECH = (
    "monotonous delivery, robotic voice, flat melody, wrong stress, slurred consonants, swallowed endings, "
    "stuttering, repeated words, words left out, words invented, mumbling, shouting for no reason, whispering for no "
    "reason, rushed speech, long hesitation, smacking lips, clicks of the mouth, loud breathing, a voice that changes "
    "within a sentence, an accent that changes, a child's voice from a grown person, lips that move without speech, "
    "lips that do not fit the sounds"
)

NEGATIVE = "\n".join((PICTURE, SOUND, SPEECH))
