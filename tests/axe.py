"""What axe-core finds wrong with a page as it stands in the browser, for who cannot see, hear or point.

axe-core lies in tests/vendor, pinned by hash; it runs in the page and is never served.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
GRAVE = ("serious", "critical")


def check(page: Page, within: str | None = None) -> list[str]:
    """The serious and critical faults of a page, or of a part of it, each as one line: rule, place, help."""
    # Put in by the debugger, since the pages' own policy lets no foreign script in.
    page.evaluate(AXE.read_text("utf-8") + ";0")
    found: dict[str, Any] = page.evaluate("within => axe.run(within || document)", within)
    return [
        f"{fault['id']} at {' '.join(map(str, node['target']))}: {fault['help']}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]
