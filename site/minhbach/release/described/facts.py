"""The few things that every description of a release says: what, whose, since when, where, on what terms."""

from dataclasses import dataclass

import numpy as np
import shapely

from minhbach.city import Words
from minhbach.public.counting.edition import Edition
from minhbach.public.models import PublicRelease
from minhbach.public.pages.addresses import site_url

KEYWORDS = ("open data", "Open311", "citizen reports", "phản ánh")


@dataclass(frozen=True)
class Facts:
    """Read once from the edition, told in every vocabulary."""

    release: str
    day: str
    title: Words
    description: Words
    publisher: Words
    place: Words
    languages: tuple[str, ...]
    site: str
    """Where the site stands, without a slash at the end; empty where that is not known."""
    licence: dict[str, str] | None
    """id, title, url and status, as the pack proposes it."""
    first: str
    last: str
    """First and last month (YYYY-MM) in which reports came in; empty where there are none."""
    box: tuple[float, float, float, float]
    """West, south, east, north of the city."""
    previous: str | None
    """The release before this one."""

    @property
    def base(self) -> str:
        """The address of the release's folder; empty, so that addresses are relative, where none is known."""
        return f"{self.site}/data/{self.release}/" if self.site else ""


def facts_of(edition: Edition, release: PublicRelease, previous: str | None) -> Facts:
    """What is known of a release beside its files."""
    city = edition.showroom.city
    made_up = Words(vi="Dữ liệu minh họa do máy đặt ra. ", en="Made-up demonstration data. ")
    return Facts(
        release=release.id,
        day=release.day.isoformat(),
        title=Words(vi=f"{city.service.within('vi')}: phản ánh của người dân",
                    en=f"{city.service.within('en')}: citizen reports"),  # fmt: skip
        description=Words({
            language: (made_up[language] if edition.made_up else "") + text.format(
                place=city.name.within(language), publisher=city.publisher.within(language))
            for language, text in DESCRIPTION.items()
        }),  # fmt: skip
        publisher=city.publisher,
        place=city.name,
        languages=city.languages,
        site=site_url(city),
        licence=city.facts.get("licence"),
        first=edition.months[0] if edition.months else "",
        last=edition.months[-1] if edition.months else "",
        box=_box(edition),
        previous=previous,
    )


DESCRIPTION = {
    "vi": "Mọi phản ánh đã công bố của người dân tại {place}, đã che thông tin cá nhân và làm tròn vị trí, "
          "cùng số liệu theo phường, xã, quận, huyện, lĩnh vực, đơn vị và tháng ở mọi kỳ địa giới. Nguồn: "
          "{publisher}.",
    "en": "Every published citizen report of {place}, with personal data masked and places generalised, "
          "and counts by ward, district, category, agency and month in every vintage of boundaries. "
          "Source: {publisher}.",
}  # fmt: skip


def _box(edition: Edition) -> tuple[float, float, float, float]:
    shapes = np.array([unit.geometry for unit in edition.showroom.atlas.wards(edition.in_force.id)])
    west, south, east, north = (round(float(side), 3) for side in shapely.total_bounds(shapes))
    return west, south, east, north
