"""How quickly the static search index is made from the home's public.db, and what a query costs a phone.

    MINHBACH_HOME=… python scripts/bench/search.py [QUERY …]

A query reads about.json once, the files of its terms, and those of the ten documents shown first.
"""

import json
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from minhbach.config import Settings
from minhbach.places.names import fold
from minhbach.public.app import create_public_app
from minhbach.public.showroom import Showroom
from minhbach.release.search import INDEX, write_search
from minhbach.release.state import one_state

QUERIES = ("o ga", "ổ gà", "đèn đường", "rác", "phường 1", "tiếng ồn ban đêm", "nắp cống bị vỡ trước chợ")


def main(queries: list[str]) -> None:
    """Print seconds, sizes, and bytes a query as JSON."""
    room = Showroom.open(Settings.from_environment())
    with tempfile.TemporaryDirectory() as scratch, one_state(room.public) as state:
        app = create_public_app(room.settings, opened=room, held=state.session)
        edition, _ = app.extensions["minhbach.current"].now()
        begun = time.perf_counter()
        documents = write_search(Path(scratch), app, state.session, edition)
        taken = time.perf_counter() - begun
        folder = Path(scratch) / INDEX
        sizes = [path.stat().st_size for path in folder.rglob("*.json")]
        costs = {query: cost(folder, query) for query in queries}
    result = {
        "documents": documents,
        "seconds": round(taken, 1),
        "files": len(sizes),
        "megabytes": round(sum(sizes) / 1e6, 1),
        "kilobytes_a_query": {query: round(size / 1000, 1) for query, size in costs.items()},
    }
    print(json.dumps(result, indent=1, ensure_ascii=False))


def cost(folder: Path, query: str) -> int:
    """Bytes of all files that the search page reads for a query: of its pairs, or of its single word."""
    about = json.loads((folder / "about.json").read_bytes())
    words = fold(query).split()
    wanted = {f"{a} {b}" for a, b in pairwise(words)} or set(words)
    files = {max(n for n, first in enumerate(about["firsts"]) if first <= term) for term in wanted}
    read = [folder / "about.json", *(folder / f"terms/{number}.json" for number in files)]
    # At worst each of the ten documents is in a file of its own.
    largest = sorted((path.stat().st_size for path in folder.glob("documents/*.json")), reverse=True)[:10]
    return sum(path.stat().st_size for path in read) + sum(largest)


if __name__ == "__main__":
    main(sys.argv[1:] or list(QUERIES))
