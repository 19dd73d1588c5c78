"""What a search is put together from, wherever its data is: scored texts, vectors, passages.

An index in a folder brings arrays mapped from disk, a Milvus server its own search. Only what both can do is here; how
the parts' results are fused and weighed stands once, in `engine` and `hybrid`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from cchc_assistant.retrieval.model import Passage

if TYPE_CHECKING:
    from cchc_assistant.retrieval.passage_store import DocumentFacts

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Selection = npt.NDArray[np.bool_] | str
"""Which texts may be found: a mask of shape (texts,), or a filter expression for a server."""


@runtime_checkable
class Scored(Protocol):
    """The lexical scores of one query."""

    def best(self, k: int, allowed: Selection | None, prior: Floats | None = None) -> Numbers:
        """Return the numbers of the ``k`` best texts with a score above 0, best first, ties in order of number.

        Args:
            k: how many; there may be fewer.
            allowed: only these texts.
            prior: what speaks for each text beside its words, shape (texts,): its score counts 1 + prior times.
        """

    def of(self, numbers: Numbers) -> Floats:
        """Return the scores of some texts, shape (numbers,)."""


@runtime_checkable
class Vectors(Protocol):
    """Vectors of length 1, one a text."""

    @property
    def kind(self) -> str:
        """How the nearest are found: "numpy", "faiss-flat", "faiss-ivf", "milvus"."""

    def nearest(self, query: Floats, k: int, allowed: Selection | None = None) -> Numbers:
        """Return the numbers of the ``k`` texts nearest to a vector, best first, of the allowed ones."""

    def cosines(self, query: Floats, numbers: Numbers) -> Floats:
        """Return the cosine of a vector with those of some texts, shape (numbers,)."""


@runtime_checkable
class Passages(Protocol):
    """The passages of an index, and what filters and ranking ask of all of them."""

    @property
    def documents(self) -> tuple[DocumentFacts, ...]:
        """The documents."""

    @property
    def owners(self) -> npt.NDArray[np.int32]:
        """Number of the document of each passage."""

    @property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """Number of the kind of each passage."""

    @property
    def fields(self) -> npt.NDArray[Any]:
        """Bits of what each passage holds, as `fields.Field` names them."""

    def __iter__(self) -> Iterator[Passage]:
        """Return all passages, by number."""

    def some(self, numbers: Sequence[int]) -> list[Passage]:
        """Return some passages, by their numbers."""
