"""Named arrays to one file and back, whole or not at all: for an index that is to be there again after a restart.

A saved index is a cache: whoever cannot read it builds it anew, so nothing here explains why a file is of no use.
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.boundary import boundary

_MAGIC = b"remit index 2\n"  # another number whenever what is saved, or the meaning of it, changes
_ALIGNMENT = 64


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Replace the file in one step; a reader sees the old one or the new one. Raises OSError."""
    table, chunks, offset = [], [], 0
    for name, array in arrays.items():
        data = np.ascontiguousarray(array).tobytes()
        padding = -len(data) % _ALIGNMENT
        table.append([name, array.dtype.str, array.size, offset])
        chunks.append(data + bytes(padding))
        offset += len(data) + padding
    body = b"".join(chunks)
    header = json.dumps({"arrays": table, "size": len(body), "sum": zlib.crc32(body)}).encode()
    header += b" " * (-(len(_MAGIC) + 8 + len(header)) % _ALIGNMENT)
    boundary("index: before the file")
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((_MAGIC, len(header).to_bytes(8, "little"), header, body))
        boundary("index: file written")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_arrays(path: Path) -> dict[str, NDArray[Any]] | None:
    """What was written, read-only; None where there is no file, or one that is torn, damaged or of another making."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    start = len(_MAGIC) + 8
    if not data.startswith(_MAGIC) or len(data) < start:
        return None
    body = start + int.from_bytes(data[len(_MAGIC) : start], "little")
    try:
        header = json.loads(data[start:body])
    except ValueError:
        return None
    content = memoryview(data)[body:]
    if len(content) != header["size"] or zlib.crc32(content) != header["sum"]:
        return None
    return {name: np.frombuffer(content, dtype, size, offset) for name, dtype, size, offset in header["arrays"]}
