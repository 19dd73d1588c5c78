"""Texts as vectors: the shipped static model, read with NumPy, or any model of sentence-transformers.

A static model is a mean of word vectors. Its folder is in sentence-transformers' format, and read here without it:
importing sentence-transformers takes five seconds, this reader a tenth.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from cchc_assistant.errors import IndexUnusable, InputError
from cchc_assistant.language.normalize import nfc, tone_canonical
from cchc_assistant.settings import Settings

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]
_BATCH = 1024
_HEADER_BYTES = 8
_SMALL_FILE = 2**20
TRANSFORMER = "sentence-transformers:"
_TYPES: dict[str, type[np.generic]] = {"I8": np.int8, "F16": np.float16, "F32": np.float32}


class Embedder(Protocol):
    """Turns texts into vectors of length 1; ``name`` is stored in an index, and must be the same when it is opened."""

    @property
    def name(self) -> str:
        """What tells this model from every other."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text, shape (texts, dimensions); zeros for a text without a known word."""


class BrokenEmbedder(InputError):
    """A folder holds no embedding model that can be read."""


def shipped_path() -> Path:
    """Return the folder of the shipped model."""
    return Path(str(files("cchc_assistant").joinpath("models", "embedder")))


def open_embedder(model: str = "") -> Embedder:
    """Open an embedding model.

    Args:
        model: the folder or name of a sentence-transformers model; "" for the one that the settings name, else the
            shipped one.

    Raises:
        BrokenEmbedder: there is no such model, or it can't be read.
    """
    model = model or Settings.from_environment(os.environ).embedding_model
    if not model:
        return StaticEmbedder.open(shipped_path())
    if Path(model).is_dir() and (Path(model) / "tokenizer.json").exists() and _is_static(Path(model)):
        return StaticEmbedder.open(Path(model))
    return SentenceTransformerEmbedder(model)


def _is_static(folder: Path) -> bool:
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return (
            any(str(module["type"]).endswith("StaticEmbedding") for module in modules)
            and (folder / "model.safetensors").exists()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


@dataclass(frozen=True, eq=False)
class StaticEmbedder:
    """A static model: ``rows`` (words, dimensions), possibly 8-bit, and a factor for each row."""

    folder: Path
    rows: npt.NDArray[Any]
    factors: npt.NDArray[np.float32] | None

    @classmethod
    def open(cls, folder: Path) -> StaticEmbedder:
        """Map the model in ``folder``; the tokenizer is read when it is first needed.

        Raises:
            BrokenEmbedder: a file is missing or damaged.
        """
        try:
            tensors = _safetensors(folder / "model.safetensors")
            rows = tensors.get("embeddings", tensors.get("embedding.weight"))
            if rows is None or rows.ndim != 2:
                raise ValueError("no matrix of word vectors in it")
            factors = tensors.get("weights")
            if factors is not None and factors.shape != rows.shape[:1]:
                raise ValueError(f"{len(factors)} factors for {len(rows)} rows")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenEmbedder(
                f"{folder}: không đọc được mô hình véc-tơ ({error}); cài lại gói hoặc kiểm tra đường dẫn"
            ) from None
        return cls(folder, rows, factors)

    @cached_property
    def name(self) -> str:
        """A hash of the model's files."""
        digest = hashlib.sha256()
        for file in ("model.safetensors", "tokenizer.json"):
            digest.update((self.folder / file).read_bytes())
        return f"static:{digest.hexdigest()[:16]}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.rows.shape[1])

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, without truncation or padding."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _unknown(self) -> int | None:
        """Number of the unknown word, which is no part of a mean."""
        return 0 if self.tokenizer.id_to_token(0) in ("[UNK]", "<unk>") else None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text, shape (texts, dimensions)."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [tone_canonical(nfc(text)) for text in texts[start : start + _BATCH]]
            vectors[start : start + len(batch)] = self._batch(batch)
        return vectors

    def _batch(self, texts: list[str]) -> Vectors:
        encoded = self.tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for number, encoding in enumerate(encoded):
            ids = np.array(encoding.ids, np.int64)
            if self._unknown is not None:
                ids = ids[ids != self._unknown]
            if len(ids):
                sums[number] = self._sum(ids)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        lengths[lengths == 0] = 1
        normal: Vectors = sums / lengths
        return normal

    def _sum(self, ids: npt.NDArray[np.int64]) -> Vectors:
        rows = self.rows[ids].astype(np.float32)
        total: Vectors = rows.sum(axis=0) if self.factors is None else self.factors[ids] @ rows
        return total


def _safetensors(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Map the arrays of a safetensors file.

    Raises:
        OSError, ValueError, KeyError: it is no such file.
    """
    with path.open("rb") as file:
        size = int.from_bytes(file.read(_HEADER_BYTES), "little")
        if size > path.stat().st_size:
            raise ValueError("not a safetensors file")
        header = json.loads(file.read(size))
    whole = np.memmap(path, np.uint8, "r", _HEADER_BYTES + size)
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            arrays[name] = whole[start:end].view(_TYPES[entry["dtype"]]).reshape(entry["shape"])
    return arrays


@dataclass(frozen=True, eq=False)
class SentenceTransformerEmbedder:
    """Any model of sentence-transformers, by folder or name; loaded at first use, never from the network by itself."""

    model: str

    @cached_property
    def name(self) -> str:
        """The model's name; of a folder its own name, and a hash of what is in it."""
        folder = Path(self.model)
        if not folder.is_dir():
            return f"{TRANSFORMER}{self.model}"
        digest = hashlib.sha256()
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            size = path.stat().st_size
            content = path.read_bytes() if size <= _SMALL_FILE else b""  # of weights, the size must do
            digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode() + content)
        return f"{TRANSFORMER}{folder.resolve().name}:{digest.hexdigest()[:16]}"

    @cached_property
    def _loaded(self) -> Any:  # noqa: ANN401
        try:
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(self.model, device="cpu", local_files_only=True)
        except Exception as error:
            line = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BrokenEmbedder(
                f"{self.model}: không mở được mô hình véc-tơ ({line}); kiểm tra đường dẫn hoặc tải mô hình về máy trước"
            ) from None

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.encode(["a"]).shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text, shape (texts, dimensions)."""
        vectors: Vectors = self._loaded.encode(
            list(texts), batch_size=64, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return vectors.astype(np.float32, copy=False)


def check_same(built_with: str, embedder: Embedder, index: object) -> None:
    """Refuse an index that another model built.

    Raises:
        IndexUnusable: the names differ.
    """
    if built_with != embedder.name:
        raise IndexUnusable(
            f"{index}: chỉ mục dựng bằng mô hình «{built_with}», đang dùng «{embedder.name}»; "
            "đặt lại CCHC_EMBEDDING_MODEL cho khớp hoặc chạy lại «cchc index»"
        )
