"""Repair Vietnamese text: typed without diacritics, read by a poor OCR, or written in an encoding of before Unicode.

restorer = Restorer.open()
restorer.restore("ai chu tri dao tao iso 9001").text    # "ai chủ trì đào tạo iso 9001"
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from cchc_assistant.errors import UsageError
from cchc_assistant.language import classify as kinds
from cchc_assistant.language.corpus_model import CorpusModel, MixedModel
from cchc_assistant.language.diacritics import restore_diacritics
from cchc_assistant.language.dropped import restore_dropped
from cchc_assistant.language.legacy_repair import restore_legacy
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.ngram import BlendedModel, NgramModel
from cchc_assistant.language.normalize import has_marks, nfc_mapped
from cchc_assistant.language.ocr import restore_ocr
from cchc_assistant.language.restored import Piece, Restored, RestoredToken, covered, join_blocks
from cchc_assistant.language.slots import LanguageModel
from cchc_assistant.language.written import as_documents_write

__all__ = ["CorpusModel", "Mode", "Restored", "RestoredToken", "Restorer"]

Mode = Literal["auto", "diacritics", "ocr", "vie", "legacy"]
MODEL_FILE = "syllables.bin"
_QUESTION_SHARE, _QUESTION_WORDS = 0.2, 45


def model_path() -> Path:
    """Return the place of the shipped model."""
    return Path(str(files("cchc_assistant").joinpath("models", MODEL_FILE)))


@lru_cache(maxsize=2)  # those of an index and of the newer one that it is switched to
def _mixed(base: NgramModel | BlendedModel, corpus: CorpusModel) -> MixedModel:
    return MixedModel.of(base, corpus)


@dataclass(frozen=True, eq=False)
class Restorer:
    """Repairs text with one language model."""

    model: NgramModel
    questions: BlendedModel

    @classmethod
    def open(cls, path: Path | None = None) -> Restorer:
        """Map the model file into memory (the shipped one by default).

        Raises:
            BrokenModel: the file can't be used.
        """
        models = NgramModel.open(path or model_path())
        return cls(models["text"], BlendedModel(models["text"], models["questions"], _QUESTION_SHARE))

    def classify(self, block: str) -> str:
        """Return how the block should be repaired: "clean", "diacritics", "ocr" or "legacy"."""
        return kinds.classify(block, self.model)

    def restore(self, text: str, mode: Mode = "auto", vocabulary: CorpusModel | None = None) -> Restored:
        """Repair ``text``.

        Args:
            text: the text; line ends are kept, so that the result has the same lines.
            mode: "auto" decides for each block, and leaves clean blocks untouched.
            vocabulary: the model of the indexed plans, whose words and phrases are then favoured.

        Raises:
            UsageError: the mode is not one of those above.
        """
        if mode not in get_args(Mode):
            raise UsageError(f"chế độ phục hồi không có: {mode}; hãy chọn một trong: {', '.join(get_args(Mode))}")
        model = self.language_model(text, vocabulary)
        if mode != "auto":
            return self._repair(text, mode, model)
        blocks = []
        for start, end, kind in kinds.blocks(text, self.model):
            if kind != "clean":
                blocks.append((start, self._repair(text[start:end], kind, model)))
        return join_blocks(text, blocks)

    def restore_question(self, text: str, vocabulary: CorpusModel | None = None) -> Restored:
        """Return a typed question with the marks that it lacks: all, some, or none of them.

        Args:
            text: the question, one line.
            vocabulary: the model of the indexed plans, whose words and phrases are then favoured.
        """
        if not has_marks(text) or self.classify(text) in ("ocr", "legacy"):
            return self.restore(text, vocabulary=vocabulary)
        source = nfc_mapped(text)
        pieces = restore_dropped(source.text, self.language_model(text, vocabulary))
        return Restored.build(text, "diacritics", [_at_source(piece, source, len(text)) for piece in pieces])

    def language_model(
        self, text: str, vocabulary: CorpusModel | None = None
    ) -> NgramModel | BlendedModel | MixedModel:
        """Return the model by which ``text`` is judged; a short line is judged as a question."""
        base = self.questions if _is_short(text) else self.model
        return base if vocabulary is None else _mixed(base, vocabulary)

    def _repair(self, text: str, mode: str, model: LanguageModel) -> Restored:
        if mode == "legacy":
            return Restored.build(text, mode, restore_legacy(text, model))
        source = nfc_mapped(text)
        if mode == "diacritics":
            pieces = restore_diacritics(source.text, model)
        elif mode == "ocr":
            pieces = restore_ocr(source.text, model)
        elif mode == "vie":
            pieces = restore_ocr(source.text, model, "confusions_vie")
        else:
            raise UsageError(f"chế độ phục hồi chưa dùng được: {mode}")
        if not _is_short(text):
            pieces = as_documents_write(pieces)
        if source.text != text:
            pieces = [_at_source(piece, source, len(text)) for piece in pieces]
        return Restored.build(text, mode, pieces)


def _is_short(text: str) -> bool:
    """Tell whether the text can be a typed question: one line of few words."""
    return "\n" not in text.strip() and len(text.split()) <= _QUESTION_WORDS


def _at_source(piece: Piece, source: Mapped, length: int) -> Piece:
    start, end = covered(source, piece.start, piece.end, length)
    return piece._replace(start=start, end=end)
