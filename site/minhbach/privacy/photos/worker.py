"""Clean photos in a process of its own, with little memory and no way to write a file.

    python -m minhbach.privacy.photos.worker [MODELS]

A picture is the most dangerous thing a stranger can send: decoders and models run here, apart from keys
and databases. cleaner.py starts this and talks to it.
"""

import resource
import sys
from pathlib import Path

from minhbach.privacy.photos.clean import clean_photo
from minhbach.privacy.photos.refusal import PhotoRefused
from minhbach.privacy.photos.wire import pack, receive, send, unpack

MEMORY_BYTES = 3 * 1024**3
"""Of address space, most of it never touched: a photo takes about 0.9 GB with the models, 0.4 without."""


def main() -> None:
    """Answer one photo after another until the parent hangs up."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    detect = None
    if len(sys.argv) > 1:
        from minhbach.privacy.photos.detectors import all_detectors

        detect = all_detectors(Path(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    while request := receive(requests):
        head, data = request
        try:
            clean = clean_photo(data, boxes=unpack(head["boxes"]), detect=detect)
        except PhotoRefused as refusal:
            send(answers, {"code": refusal.code, "limit": refusal.limit})
        else:
            send(answers, {"size": [clean.width, clean.height], "boxes": pack(clean.boxes)}, clean.data)


if __name__ == "__main__":
    main()
