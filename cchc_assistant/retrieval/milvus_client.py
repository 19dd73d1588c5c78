"""Talking to a Milvus server: addresses, collections and their rows, and one clear error for all that can go wrong.

A version of an index is three collections: ``NAME__VERSION`` holds a row a passage, ``…_tasks`` a row a task of the
register, ``…_files`` the small files of the version in pieces. The alias ``NAME`` stands for the version in use.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

from cchc_assistant.errors import IndexUnusable, UsageError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

Part = Literal["", "_tasks", "_files"]
PARTS: tuple[Part, ...] = ("_files", "_tasks", "")
"""The collections of a version, in the order in which they are filled."""
MOST_HITS = 16_384
"""How many rows a Milvus server returns at once at most."""
TERMS = 4096
"""How many elements an array field holds at most."""
PIECE = 60_000
"""How many characters a piece of a file has at most; a text field holds 65,535 bytes."""
EXACT = 200_000
"""Up to how many vectors the server compares a question with all of them."""
_SECONDS = 60
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_EXAMPLE = "milvus://may-chu:19530/ke_hoach"


@dataclass(frozen=True)
class Server:
    """A Milvus server and the name of an index on it; connected to when it is first needed.

    Attributes:
        address: as given, without the password.
        uri: where the server listens.
        token: user and password, "" where the server asks for none.
        index: name of the index, an alias on the server.
    """

    address: str
    uri: str
    token: str
    index: str

    @classmethod
    @cache
    def at(cls, address: str) -> Server:
        """Read an address: ``milvus://[user:password@]host[:port]/collection``; the same one is connected to once.

        Raises:
            UsageError: it is malformed.
        """
        parts = urlsplit(address)
        name = parts.path.strip("/")
        try:
            host, port = parts.hostname, parts.port or 19530
        except ValueError:
            host = None
        if parts.scheme != "milvus" or not host or not _NAME.fullmatch(name) or "__" in name:
            raise UsageError(f"địa chỉ kho «{_without_password(address)}» không đúng dạng; ví dụ: {_EXAMPLE}")
        token = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
        shown = f"[{host}]" if ":" in host else host
        return cls(f"milvus://{shown}:{port}/{name}", f"http://{shown}:{port}", token, name)

    @contextmanager
    def talking(self) -> Iterator[None]:
        """Turn what goes wrong with the server into one clear error.

        Raises:
            IndexUnusable: something did.
        """
        import grpc
        from pymilvus import MilvusException

        try:
            yield
        except (MilvusException, grpc.RpcError, TimeoutError, ConnectionError) as error:
            said = getattr(error, "message", "") or str(error) or type(error).__name__
            reason = said.splitlines()[0][:200]
            remedy = "kiểm tra máy chủ còn chạy và địa chỉ đúng"
            raise IndexUnusable(f"{self.address}: máy chủ Milvus không trả lời được ({reason}); {remedy}") from None

    @cached_property
    def client(self) -> MilvusClient:
        """The connection.

        Raises:
            UsageError: the client library is not installed.
            IndexUnusable: the server does not answer.
        """
        try:
            from pymilvus import MilvusClient
        except ImportError:
            raise UsageError(
                "--store milvus:// cần thư viện pymilvus; cài: pip install 'cchc-assistant[milvus]'"
            ) from None
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it would print tracebacks beside our one line
        with self.talking():
            return MilvusClient(self.uri, token=self.token, timeout=_SECONDS)

    def in_use(self) -> str:
        """Return the collection that the index's name stands for, "" if there is none.

        Raises:
            IndexUnusable: the server does not answer, or a collection has the index's name.
        """
        with self.talking():
            held = self.client.list_collections(timeout=_SECONDS)
            if self.index in held:
                raise IndexUnusable(f"{self.address}: đã có bộ sưu tập khác mang tên này; chọn tên khác cho --store")
            for collection in held:
                if collection.startswith(f"{self.index}__") and not collection.endswith(("_tasks", "_files")):
                    found = self.client.list_aliases(collection, timeout=_SECONDS)
                    if self.index in found.get("aliases", []):
                        return str(collection)
        return ""

    def versions(self) -> list[str]:
        """Return the passages' collections of all versions, whole or not."""
        with self.talking():
            held = self.client.list_collections(timeout=_SECONDS)
        return sorted({re.sub(r"_(tasks|files)$", "", one) for one in held if one.startswith(f"{self.index}__")})

    def switch(self, collection: str) -> None:
        """Make the index's name stand for a collection; whoever opens the index from now on sees that one."""
        with self.talking():
            if self.in_use():
                self.client.alter_alias(collection, self.index, timeout=_SECONDS)
            else:
                self.client.create_alias(collection, self.index, timeout=_SECONDS)

    def drop(self, collection: str) -> None:
        """Remove the collections of a version, the passages' first, so that a half removed one is known by it."""
        with self.talking():
            for part in ("", "_tasks", "_files"):
                self.client.drop_collection(collection + part, timeout=_SECONDS)

    def create(self, collection: str, part: Part, dimensions: int, count: int) -> None:
        """Create one collection of a version unless it is there.

        Args:
            collection: the passages' collection.
            part: which of the three.
            dimensions: length of a vector.
            count: how many vectors there will be.
        """
        name = collection + part
        schema, index = _schema(part, dimensions, count)
        with self.talking():
            if not self.client.has_collection(name, timeout=_SECONDS):
                self.client.create_collection(name, schema=schema, consistency_level="Strong", timeout=_SECONDS)
            if len(self.client.list_indexes(name)) < len(index):
                self.client.create_index(name, index, timeout=_SECONDS, sync=False)  # loading waits for it

    def count(self, collection: str) -> int:
        """Return how many rows a collection has."""
        with self.talking():
            self.client.load_collection(collection, timeout=_SECONDS)
            found = self.client.query(collection, filter="", output_fields=["count(*)"], timeout=_SECONDS)
        return int(found[0]["count(*)"])

    def add(self, collection: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; one that is there is replaced."""
        with self.talking():
            self.client.upsert(collection, list(rows), timeout=_SECONDS)

    def finish(self, collection: str) -> None:
        """See to it that what was written is kept and can be searched."""
        with self.talking():
            self.client.flush(collection, timeout=10 * _SECONDS)
            self.client.load_collection(collection, timeout=10 * _SECONDS)

    def rows(self, collection: str, fields: Sequence[str], numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return fields of some rows, by number."""
        if not numbers:
            return {}
        with self.talking():
            found = self.client.query(
                collection, ids=[int(one) for one in numbers], output_fields=["number", *fields], timeout=_SECONDS
            )
        return {int(row["number"]): row for row in found}

    def every(self, collection: str, fields: Sequence[str], count: int, step: int = 500) -> Iterator[dict[str, Any]]:
        """Yield all rows of a collection of ``count`` rows, in order of their numbers.

        Raises:
            IndexUnusable: a row is missing.
        """
        for start in range(0, count, step):
            numbers = range(start, min(start + step, count))
            found = self.rows(collection, fields, numbers)
            if len(found) != len(numbers):
                raise IndexUnusable(f"{self.address}: kho thiếu dữ liệu ({collection}); chạy lại «cchc index»")
            yield from (found[number] for number in numbers)

    def nearest(
        self,
        collection: str,
        field: str,
        query: dict[int, float] | list[float],
        k: int,
        where: str = "",
    ) -> list[tuple[int, float]]:
        """Return number and inner product of the ``k`` rows whose vectors agree best with a query, best first."""
        with self.talking():
            found = self.client.search(
                collection,
                data=[query],
                anns_field=field,
                limit=min(k, MOST_HITS),
                filter=where,
                output_fields=["number"],
                search_params={"metric_type": "IP", "params": {"ef": max(200, 2 * k)} if field == "dense" else {}},
                timeout=_SECONDS,
            )[0]
        return [(int(hit["number"]), float(hit["distance"])) for hit in found]


def _without_password(address: str) -> str:
    return re.sub(r"//[^@/]*@", "//", address)


def _schema(part: Part, dimensions: int, count: int) -> tuple[Any, Any]:
    """Return the fields of a collection and the indexes on them."""
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    index = MilvusClient.prepare_index_params()
    schema.add_field("number", DataType.INT64, is_primary=True)
    if part == "_files":
        schema.add_field("name", DataType.VARCHAR, max_length=1024)
        schema.add_field("data", DataType.VARCHAR, max_length=65535)
        schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)  # a collection must have a vector
        index.add_index(field_name="nothing", index_type="FLAT", metric_type="IP")
        return schema, index
    schema.add_field("document", DataType.INT64)
    schema.add_field("terms", DataType.ARRAY, element_type=DataType.INT64, max_capacity=TERMS)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    index.add_index(field_name="sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    schema.add_field("data", DataType.VARCHAR, max_length=65535)
    if part == "":
        schema.add_field("kind", DataType.INT64)
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimensions)
        if count <= EXACT:
            index.add_index(field_name="dense", index_type="FLAT", metric_type="IP")
        else:
            graph = {"M": 24, "efConstruction": 200}
            index.add_index(field_name="dense", index_type="HNSW", metric_type="IP", params=graph)
    return schema, index
