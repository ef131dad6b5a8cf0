"""Write what a person reads first: README.md and LICENSE.txt, from the templates beside this file."""

from pathlib import Path
from typing import Any

import jinja2

from minhbach.public.counting.edition import Edition
from minhbach.public.models import PublicRelease
from minhbach.release.described.contents import kinds

TEMPLATES = Path(__file__).with_name("templates")


def write_papers(
    folder: Path, edition: Edition, release: PublicRelease, reports: int, previous: str | None
) -> None:
    """Fill every template; `previous` is the release before this one."""
    city = edition.showroom.city
    told = {
        "city": city,
        "licence": city.facts.get("licence"),
        "release": release,
        "previous": previous,
        "reports": reports,
        "made_up": edition.made_up,
        "kinds": kinds(),
        "vintages": list(reversed(edition.vintages)),
    }
    for template in sorted(TEMPLATES.glob("*.jinja")):
        (folder / template.stem).write_text(_filled(template, told), encoding="utf-8")


def _filled(template: Path, told: dict[str, Any]) -> str:
    # Markdown and plain text for readers of files, never shown as HTML: nothing to escape.
    plain = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)  # noqa: S701
    return plain.from_string(template.read_text(encoding="utf-8")).render(told)
