"""Train the shipped embedder: a mean of word vectors, learnt from pairs of texts that belong together.

    python -m training.train_embedder DATA OUT [--hold-out eval/legal_tune_ids.txt] [--steps 1800] [--seed 7]

DATA is a folder laid out as the card of the model says. OUT becomes a folder in the format of sentence-transformers,
with 8-bit vectors and one factor a word; model2vec reads it too. ``--hold-out`` names a file of further ids of legal
questions to leave out, to tune on.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from training.embedder_pairs import Ragged, Source, load
from training.embedder_vocabulary import make_tokenizer

ROOT = Path(__file__).resolve().parent.parent
REPORT_IDS = ROOT / "eval" / "legal_report_ids.txt"
BATCH = 768
DIMENSIONS = 256
LONGEST_QUERY, LONGEST_PASSAGE = 64, 200
WARM_UP = 50
NESTED = {256: 1.0, 128: 0.4, 64: 0.2}
# How often a query comes as written, without its marks, with half of them; a passage as written, without.
QUERY_FORMS, PASSAGE_FORMS = (0.65, 0.2, 0.15), (0.9, 0.1)


STEPS, RATE, SCALE = 1800, 0.05, 20.0


def initial(tokenizer: Tokenizer, sources: Sequence[Source], dimensions: int, seed: int) -> npt.NDArray[np.float32]:
    """Return random vectors, longer for rarer words: a random projection of tf-idf, from which learning starts."""
    rng = np.random.default_rng(seed)
    size = tokenizer.get_vocab_size()
    counts = np.ones(size)
    for source in sources:
        for side in (*source.queries, *source.passages):
            counts += np.bincount(side.ids, minlength=size)
    weight = np.log(counts.sum() / counts)
    vectors = rng.standard_normal((size, dimensions)) * (weight / weight.mean())[:, None] * 0.5
    vectors[0] = 0
    start: npt.NDArray[np.float32] = vectors.astype(np.float32)
    return start


def _batch(source: Source, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Choose a batch: runs of neighbours from different places."""
    runs = len(source.queries[0]) // source.run
    chosen = rng.choice(runs, min(BATCH // source.run, runs), replace=False)
    return (chosen[:, None] * source.run + np.arange(source.run)).ravel()


def _draw(source: Source, rng: np.random.Generator) -> list[tuple[Ragged, int]]:
    queries = source.queries[rng.choice(len(source.queries), p=_shares(QUERY_FORMS, len(source.queries)))]
    passages = source.passages[rng.choice(len(source.passages), p=_shares(PASSAGE_FORMS, len(source.passages)))]
    return [(queries, LONGEST_QUERY), (passages, LONGEST_PASSAGE)]


def _shares(forms: Sequence[float], count: int) -> npt.NDArray[np.float64]:
    shares: npt.NDArray[np.float64] = np.array(forms[:count]) / sum(forms[:count])
    return shares


def _features(side: Ragged, which: npt.NDArray[np.int64], longest: int) -> dict[str, torch.Tensor]:
    ids, offsets = side.rows(which, longest)
    return {"input_ids": torch.from_numpy(ids.astype(np.int64)), "offsets": torch.from_numpy(offsets)}


def loss_of(queries: torch.Tensor, passages: torch.Tensor) -> torch.Tensor:
    """Contrast each pair with the others of the batch, in both directions, at every nested size."""
    total = queries.new_zeros(())
    target = torch.arange(len(queries))
    for size, weight in NESTED.items():
        if size > queries.shape[1]:
            continue
        left = torch.nn.functional.normalize(queries[:, :size], dim=1)
        right = torch.nn.functional.normalize(passages[:, :size], dim=1)
        scores = left @ right.T * SCALE
        both = torch.nn.functional.cross_entropy(scores, target) + torch.nn.functional.cross_entropy(scores.T, target)
        total = total + weight * both / 2
    return total


def train(model: StaticEmbedding, sources: Sequence[Source], *, steps: int, seed: int) -> float:
    """Train for a number of steps, the rate falling to nothing; return the mean loss of the last ones."""
    rng = np.random.default_rng(seed)
    shares = np.array([source.weight for source in sources])
    shares /= shares.sum()
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
    started = time.monotonic()
    recent = 0.0
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
        source = sources[rng.choice(len(sources), p=shares)]
        which = _batch(source, rng)
        sides = [model(_features(side, which, longest))["sentence_embedding"] for side, longest in _draw(source, rng)]
        loss = loss_of(sides[0], sides[1])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        recent = 0.98 * recent + 0.02 * loss.item() if step else loss.item()
        if step % 100 == 99:
            print(f"step {step + 1} of {steps}  {time.monotonic() - started:.0f} s  loss {recent:.3f}", flush=True)
    return recent


def save(vectors: npt.NDArray[np.float32], tokenizer: Tokenizer, out: Path) -> None:
    """Write the model: rows of 8-bit numbers and a factor for each, read by sentence-transformers and by model2vec."""
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    largest = np.abs(vectors).max(axis=1)
    largest[largest == 0] = 1
    rows = np.rint(vectors / largest[:, None] * 127).astype(np.int8)
    factors = (largest / 127).astype(np.float32)
    save_file({"embeddings": rows, "weights": factors}, out / "model.safetensors")
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    config = {"model_type": "model2vec", "normalize": True, "embedding_dtype": "int8", "max_length": None}
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    static = "sentence_transformers.sentence_transformer.modules.StaticEmbedding"
    normal = "sentence_transformers.sentence_transformer.modules.Normalize"
    modules = [
        {"idx": 0, "name": "0", "path": ".", "type": static},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": normal},
    ]
    (out / "modules.json").write_text(json.dumps(modules, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line, train and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--hold-out", type=Path)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    reserved = frozenset(REPORT_IDS.read_text(encoding="utf-8").split())
    if options.hold_out:
        reserved |= frozenset(options.hold_out.read_text(encoding="utf-8").split())
    tokenizer = make_tokenizer(options.data, options.seed)
    sources = load(options.data, tokenizer, reserved, options.seed)
    model = StaticEmbedding(tokenizer, embedding_weights=initial(tokenizer, sources, DIMENSIONS, options.seed))
    loss = train(model, sources, steps=options.steps, seed=options.seed)
    print(f"loss {loss:.3f}")
    save(model.embedding.weight.detach().numpy(), tokenizer, options.out)


if __name__ == "__main__":
    main()
