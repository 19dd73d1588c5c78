"""Arrays that are written in place on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


def new_array(path: Path, dtype: npt.DTypeLike, shape: tuple[int, ...]) -> np.memmap[Any, np.dtype[Any]]:
    """Make an array on disk and map it; its whole place on the disk is taken first.

    A mapped file that has none is a hole: where the disk is full, writing into it would kill the process.

    Raises:
        OSError: there is no place for it.
    """
    array: np.memmap[Any, np.dtype[Any]] = np.lib.format.open_memmap(path, "w+", dtype, shape)
    with path.open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, os.fstat(file.fileno()).st_size))
    return array
