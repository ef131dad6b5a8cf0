"""Clean photos at arm's length: one worker process, a time limit, and a fresh worker after every trouble."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from minhbach.errors import UnsafeState
from minhbach.privacy.photos.boxes import Box
from minhbach.privacy.photos.clean import CleanPhoto, public_name
from minhbach.privacy.photos.jpeg import extras
from minhbach.privacy.photos.models import models_at
from minhbach.privacy.photos.refusal import REASONS, PhotoRefused
from minhbach.privacy.photos.wire import pack, receive, send, unpack

SECONDS = 30.0


class PhotoCleaner:
    """clean_photo() behind a wall; a context manager, safe to share between threads."""

    def __init__(self, cache: Path, seconds: float = SECONDS) -> None:
        """Use the models in `cache` if the extra [photos] and they are here; else photos need an eye."""
        self._models, self._seconds = models_at(cache), seconds
        self._worker: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __call__(self, data: bytes, *, boxes: Sequence[Box] = ()) -> CleanPhoto:
        """Clean one photo; raises PhotoRefused as clean_photo() does, and when it takes too much."""
        with self._turn:
            worker, late = self._running(), threading.Event()

            def end() -> None:
                late.set()
                worker.kill()

            limit = threading.Timer(self._seconds, end)
            limit.start()
            answer = _ask(worker, data, boxes)
            limit.cancel()
            if answer is None:
                self._stop()
                code, most = ("too_slow", round(self._seconds)) if late.is_set() else ("too_heavy", None)
                raise PhotoRefused(code, most)
        head, public = answer
        if head.get("code") in REASONS:
            raise PhotoRefused(head["code"], head.get("limit"))
        if left := extras(public):
            raise UnsafeState(f"the photo worker answered with {', '.join(left)}: nothing was written")
        width, height = head["size"]
        hidden = unpack(head["boxes"])
        return CleanPhoto(public, width, height, public_name(public), hidden, self._models is None)

    def close(self) -> None:
        """End the worker."""
        with self._turn:
            self._stop()

    def __enter__(self) -> "PhotoCleaner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self._stop()
            command = [sys.executable, "-m", "minhbach.privacy.photos.worker"]
            command += [str(self._models)] if self._models else []
            # Only what it needs to find Python and the package: no key, no database address.
            self._worker = subprocess.Popen(  # noqa: S603 - our own words only
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": ":".join(path for path in sys.path if path), "OMP_NUM_THREADS": "1"},
            )
        return self._worker

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.kill()
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe:
                    # What a dead worker no longer reads is lost, and that is no news.
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()


def _ask(
    worker: subprocess.Popen[bytes], data: bytes, boxes: Sequence[Box]
) -> tuple[dict[str, Any], bytes] | None:
    """Send one photo and wait; None where the worker died or answers nonsense."""
    if worker.stdin is None or worker.stdout is None:
        return None
    try:
        send(worker.stdin, {"boxes": pack(boxes)}, data)
        return receive(worker.stdout)
    except (OSError, ValueError):
        return None
