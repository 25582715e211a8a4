"""The queue of files that the embedded system uses in Redis's place: kombu's own, with one difference.

kombu writes a message under its final name, so that a reader may take it half-written, and then the worker ends. Here a
message gets its name once it is whole.
"""

import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as in kombu itself
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out) / name
        part = whole.with_name(f"{name}.part")
        part.write_bytes(dumps(payload).encode())
        os.replace(part, whole)


class Transport(filesystem.Transport):
    Channel = Channel


def use() -> None:
    """From here on `filesystem://` means this one."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
