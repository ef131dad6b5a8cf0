"""How the classifier that advises operators does, from the file that its training writes."""

from datetime import date
from pathlib import Path

import orjson

from minhbach.errors import BadInput
from minhbach.public.models import PublicConfusion

FILE = Path("classifier") / "confusion.json"
"""In the home: {"trained": "YYYY-MM-DD", "rows": [{"category": …, "suggested": …, "reports": n}, …]}."""


def read_confusion(home: Path) -> list[PublicConfusion]:
    """The matrix of the classifier in use; none where none was trained. BadInput on another file."""
    path = home / FILE
    if not path.is_file():
        return []
    try:
        table = orjson.loads(path.read_bytes())
        trained = date.fromisoformat(table["trained"]).isoformat()
        rows = [
            PublicConfusion(trained=trained, category=str(row["category"])[:64],
                            suggested=str(row["suggested"] or "")[:64], reports=int(row["reports"]))
            for row in table["rows"]
        ]  # fmt: skip
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise BadInput(f"{path} is no confusion matrix: train the classifier again, or remove it") from None
    return sorted(rows, key=lambda row: (row.category, row.suggested))
