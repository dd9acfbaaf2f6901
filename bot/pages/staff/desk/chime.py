"""The sound of a new handoff: two short soft tones, made here, so that nothing has to be loaded."""

from __future__ import annotations

import base64
import io
import math
import struct
import wave
from functools import lru_cache
from typing import Final

RATE: Final = 8000
"""Samples a second."""
TONES: Final = ((660.0, 0.14), (880.0, 0.2))
"""Hertz and seconds."""
LOUDNESS: Final = 0.35


@lru_cache(maxsize=1)
def chime() -> str:
    """The sound as a data address of a WAV file, about 7 KB."""
    samples = [sample for pitch, seconds in TONES for sample in _tone(pitch, seconds)]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return f"data:audio/wav;base64,{base64.b64encode(file.getvalue()).decode()}"


def _tone(pitch: float, seconds: float) -> list[int]:
    """A tone that fades in and out, so that it does not crack."""
    count = int(RATE * seconds)
    loud = (LOUDNESS * math.sin(math.pi * place / count) * 32767 for place in range(count))
    return [int(level * math.sin(2 * math.pi * pitch * place / RATE)) for place, level in enumerate(loud)]
