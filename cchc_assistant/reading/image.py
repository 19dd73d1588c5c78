"""Page images made ready for OCR: coloured ink removed, turned upright, ruled lines found and taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from cchc_assistant.reading.page import Rule

# A NumPy array of pixels, or a Pillow image; NumPy is imported only where it is used.
Pixels: TypeAlias = Any
# The longest side of a page image that is worked on: A3 at 400 dpi.
MAX_SIDE = 7_000
_DARK = 150
# A thin rule is grey where it falls between two rows of pixels.
_FAINT = 190
_MAX_SKEW = 5.0
# How far apart the channels of a coloured pixel lie.
_COLOUR = 60


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page image ready for OCR: grey values without coloured ink and rules, the rules in its pixels, its turn."""

    grey: Any
    rules: tuple[Rule, ...]
    skew: float
    dpi: float

    def enlarged(self, dpi: float) -> Prepared:
        """Return the page at a higher resolution, as OCR reads small print better."""
        import numpy as np
        from PIL import Image

        by = dpi / self.dpi
        height, width = self.grey.shape
        size = (round(width * by), round(height * by))
        grey = np.asarray(Image.fromarray(self.grey).resize(size, Image.Resampling.BICUBIC))
        rules = tuple(Rule(r.x0 * by, r.y0 * by, r.x1 * by, r.y1 * by) for r in self.rules)
        return Prepared(grey, rules, self.skew, dpi)


def prepare(image: Pixels, dpi: float) -> Prepared:
    """Make a page image ready: stamps and coloured signatures removed, deskewed, rules found and painted over.

    Args:
        image: a Pillow image of the page.
        dpi: its dots per inch.
    """
    import numpy as np
    from PIL import Image

    grey = _without_colour(np.asarray(image.convert("RGB")))
    grey = _stretched(grey)
    skew = skew_of(grey < _DARK)
    if abs(skew) >= 0.1:
        turned = Image.fromarray(grey).rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
        grey = np.asarray(turned)
    rules, mask = find_rules(grey < _FAINT, dpi)
    if rules:
        grey = grey.copy()
        grey[mask] = 255
    return Prepared(grey, rules, skew, dpi)


def _without_colour(pixels: Pixels) -> Pixels:
    """Return grey values in which red, blue and violet ink is white.

    Black ink is dark in all three channels; coloured ink is light in one of them. Where a stamp lies over a letter the
    letter stays dark.
    """
    import numpy as np
    from PIL import Image

    sample = pixels[::4, ::4].astype(np.int16)
    plain = np.array(Image.fromarray(pixels).convert("L"))
    if ((sample.max(axis=2) - sample.min(axis=2)) > _COLOUR).mean() < 1e-4:
        return plain
    high = np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    low = np.minimum(np.minimum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    coloured = (high - low) > _COLOUR
    bright = np.clip((high[coloured].astype(np.int32) - 40) * 255 // 160, 0, 255).astype(np.uint8)
    plain[coloured] = np.maximum(plain[coloured], bright)
    return plain


def _stretched(grey: Pixels) -> Pixels:
    """Return the grey values with the paper white and the ink black."""
    import numpy as np

    sample = grey[::4, ::4]
    paper = float(np.percentile(sample, 80))
    ink = float(np.percentile(sample, 0.5))
    if paper - ink < 30:
        return grey
    steps = (np.arange(256) - ink) * (255.0 / (0.97 * paper - ink))
    return np.clip(steps, 0, 255).astype(np.uint8)[grey]


def skew_of(dark: Pixels) -> float:
    """Return by how many degrees a page must be turned for its lines to run level, 0 where that is not clear."""
    import numpy as np
    from PIL import Image

    height, width = dark.shape
    scale = max(1, max(height, width) // 700)
    small = Image.fromarray((dark[::scale, ::scale] * 255).astype(np.uint8))

    def sharpness(angle: float) -> float:
        turned = np.asarray(small.rotate(angle, resample=Image.Resampling.NEAREST, fillcolor=0))
        profile = turned.sum(axis=1, dtype=np.int64)
        return float(((profile[1:] - profile[:-1]).astype(np.float64) ** 2).sum())

    coarse = max(np.arange(-_MAX_SKEW, _MAX_SKEW + 0.1, 0.5), key=sharpness)
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.1), key=sharpness)
    return float(fine) if sharpness(fine) > 1.05 * sharpness(0.0) else 0.0


def find_rules(dark: Pixels, dpi: float) -> tuple[tuple[Rule, ...], Any]:
    """Find ruled lines in a page of dark pixels; also return the mask of the pixels they cover."""
    import numpy as np

    least = int(0.32 * dpi)
    bridged_rows = _bridged(dark, axis=1)
    bridged_columns = _bridged(dark, axis=0)
    gap = max(1, round(dpi / 150))
    flat = _long_runs(bridged_rows, least, gap)
    upright = _long_runs(bridged_columns.T, least, gap).T
    thick = max(3, int(0.035 * dpi))
    rules: list[Rule] = []
    mask = np.zeros_like(dark)
    for is_flat, runs in ((True, flat), (False, upright)):
        for y0, x0, y1, x1 in _components(runs, thick if is_flat else 0, 0 if is_flat else thick):
            rules.append(Rule(float(x0), float(y0), float(x1), float(y1)))
            mask[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = True
    return tuple(rules), mask


def _bridged(dark: Pixels, axis: int) -> Pixels:
    """Return dark pixels thickened by one across a line's direction, so that a slightly slanted line stays whole."""
    import numpy as np

    across = 1 - axis
    return dark | np.roll(dark, 1, axis=across) | np.roll(dark, -1, axis=across)


def _long_runs(dark: Pixels, least: int, gap: int) -> Pixels:
    """Keep the pixels of each row that belong to a run of at least ``least`` dark ones, gaps below ``gap`` allowed."""
    import numpy as np

    kept = np.zeros_like(dark)
    for index in np.flatnonzero(dark.sum(axis=1) >= least):
        row = np.flatnonzero(dark[index])
        breaks = np.flatnonzero(np.diff(row) > gap)
        starts = np.concatenate(([row[0]], row[breaks + 1]))
        ends = np.concatenate((row[breaks], [row[-1]]))
        for start, end in zip(starts, ends, strict=True):
            if end - start >= least:
                kept[index, start : end + 1] = True
    return kept


def _components(runs: Pixels, most_high: int, most_wide: int) -> list[tuple[int, int, int, int]]:
    """Return the boxes of connected runs as (top, left, bottom, right); ones thicker than a line are left out."""
    import numpy as np

    if most_wide:
        return [(x0, y0, x1, y1) for y0, x0, y1, x1 in _components(runs.T, most_wide, 0)]
    open_boxes: list[list[int]] = []
    boxes: list[list[int]] = []
    for index in np.flatnonzero(runs.any(axis=1)):
        row = np.flatnonzero(runs[index])
        breaks = np.flatnonzero(np.diff(row) > 1)
        starts = np.concatenate(([row[0]], row[breaks + 1]))
        ends = np.concatenate((row[breaks], [row[-1]]))
        still = [box for box in open_boxes if index - box[2] <= 2]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            touching = next((box for box in still if start <= box[3] and end >= box[1]), None)
            if touching is None:
                touching = [int(index), start, int(index), end]
                boxes.append(touching)
                still.append(touching)
            else:
                touching[1], touching[2], touching[3] = min(touching[1], start), int(index), max(touching[3], end)
        open_boxes = still
    return [(top, left, bottom + 1, right + 1) for top, left, bottom, right in boxes if bottom - top < 2 * most_high]
