"""One row of another system's export becomes a report with its steps, by the form's own rules."""

import math
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from minhbach.errors import BadInput
from minhbach.intake.clean import LEAST_TEXT, MOST_TEXT, clean_line, clean_text
from minhbach.intake.mapping import Mapping
from minhbach.places.units import Place
from minhbach.records.bulk import History
from minhbach.records.contacts import Reach
from minhbach.records.office import Office
from minhbach.records.work import Actor, NewReport, Step
from minhbach.records.workflow import AGENCY, ASSIGNED, FIXED_STATED, OPERATOR, RECEIVED, REFUSED, RESOLVED

SLACK = timedelta(days=1)
"""How far ahead of our clock a source's may be."""


class Rejected(BadInput):
    """The row cannot become a report; the reason never repeats what stands in it."""


@dataclass(frozen=True)
class RowReader:
    """Reads rows of one source for one office."""

    office: Office
    mapping: Mapping
    now: datetime

    def history(self, row: Dict[str, Any], source_id: str) -> History:
        """The report and steps that a row tells of; raises Rejected."""
        received = self._moment(row, "received_at")
        if received is None:
            raise Rejected("received_at is empty")
        category = self._word(row, "category")
        if category is None or category not in self.office.city.categories:
            raise Rejected("category is not one that the mapping or the city pack knows")
        lat, lon = self._point(row)
        places = tuple(self.office.atlas.locate(lat, lon)) if lat is not None and lon is not None else ()
        new = NewReport(
            text=self._text(row),
            category=category,
            received_at=received,
            lat=lat,
            lon=lon,
            places=places,
            reach=self._reach(row),
            made_up=self.mapping.made_up,
            channel=(self._word(row, "channel") or "import")[:16],
            source=self.mapping.source,
            source_id=source_id,
        )
        return History(self.office.deadlines.stamped(new), self._steps(row, new))

    def source_id(self, row: Dict[str, Any]) -> str:
        """The row's own name at its source; raises Rejected where it has none."""
        found = clean_line(self._cell(row, "source_id"))
        if not found or len(found) > 128:
            raise Rejected("source_id is empty or longer than 128 characters")
        return found

    def _steps(self, row: Dict[str, Any], new: NewReport) -> tuple[Step, ...]:
        """The workflow's own steps that lead to the status that the source tells of."""
        status = self._word(row, "status") if self._told("status") else RECEIVED
        who = f"import:{self.mapping.source}"
        if status == RECEIVED:
            return ()
        if status == REFUSED:
            at = self._moment(row, "closed_at") or new.received_at
            reason = {"refusal": self._word(row, "refusal")}
            return (Step("refuse", Actor(who, OPERATOR), _not_before(new, at), given=reason),)
        if status not in (ASSIGNED, RESOLVED):
            raise Rejected("status is not one that the mapping knows")
        agency = self._agency(row, new)
        given: dict[str, str | None] = {"category": new.category, "agency": agency}
        accept = Step("accept", Actor(who, OPERATOR), new.received_at, given=given)
        if status == ASSIGNED:
            return (accept,)
        closed = self._moment(row, "closed_at")
        if closed is None:
            raise Rejected("closed_at is empty, but status says resolved")
        answer = clean_text(self._cell(row, "answer")) or self.mapping.values["answer"].default
        if not answer:
            raise Rejected("answer is empty, but status says resolved: give the mapping an [answer] default")
        at = _not_before(new, closed)
        answered: dict[str, str | None] = {"answer": answer, "outcome": FIXED_STATED}
        return (accept, Step("resolve", Actor(who, AGENCY, agency), at, given=answered))

    def _agency(self, row: Dict[str, Any], new: NewReport) -> str:
        values = self.mapping.values["agency"]
        found = (
            values.known.get(self._cell(row, "agency"))
            or self.office.agency_for(new.category, list(new.places))
            or values.default
        )
        if not found:
            raise Rejected("no agency handles it here: give the mapping an [agency] default")
        return found

    def _reach(self, row: Dict[str, Any]) -> Reach:
        told = {part: self._cell(row, part) for part in self.mapping.reaches}
        return Reach(**{part: clean_line(cell) for part, cell in told.items() if cell.strip()})

    def _text(self, row: Dict[str, Any]) -> str:
        parts = [_as_text(_dig(row, name)) for name in self.mapping.columns["text"]]
        text = clean_text(self.mapping.text_join.join(part for part in parts if part.strip()))
        if not LEAST_TEXT <= len(text) <= MOST_TEXT:
            raise Rejected(f"text has {len(text)} characters: {LEAST_TEXT} to {MOST_TEXT} are taken")
        return text

    def _point(self, row: Dict[str, Any]) -> tuple[float | None, float | None]:
        raw = [self._cell(row, part).strip() for part in ("lat", "lon")]
        if not any(raw):
            return None, None
        try:
            lat, lon = (float(part) for part in raw)
        except ValueError:
            raise Rejected("lat or lon is not a number") from None
        if (lat, lon) in self.mapping.no_place:
            return None, None
        if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
            raise Rejected("lat and lon are not a point on the earth: are they swapped, or not in degrees?")
        if (lat, lon) == self.office.city.centre:
            raise Rejected("lat and lon are the map's own centre: nobody chose that place")
        return round(lat, 6), round(lon, 6)

    def _moment(self, row: Dict[str, Any], name: str) -> datetime | None:
        names = self.mapping.columns.get(name)
        value = _dig(row, names[0]) if names else None
        if value is None or value == "":
            return None
        try:
            moment = value if isinstance(value, datetime) else self._parsed(_as_text(value).strip())
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=self.mapping.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Rejected(f"{name} is not a time in the mapping's format") from None
        if moment > self.now + SLACK:
            raise Rejected(f"{name} lies in the future")
        return moment

    def _parsed(self, text: str) -> datetime:
        if self.mapping.time_format:
            return datetime.strptime(text, self.mapping.time_format)
        return datetime.fromisoformat(text)

    def _word(self, row: Dict[str, Any], name: str) -> str | None:
        """Our word for a cell; where the mapping has no table for it, the cell itself."""
        values, cell = self.mapping.values[name], self._cell(row, name).strip()
        return values.read(cell) if values.known or values.default else cell or None

    def _told(self, name: str) -> bool:
        return name in self.mapping.columns or self.mapping.values[name].default is not None

    def _cell(self, row: Dict[str, Any], name: str) -> str:
        names = self.mapping.columns.get(name)
        if names is None:
            return ""
        value = row.get(names[0])  # the common case first: imports ask this ten times a row
        return value if isinstance(value, str) else _as_text(_dig(row, names[0]))


def is_outside(office: Office, new: NewReport) -> bool:
    """Whether a report has a point that no ward held on the day it was received."""
    day = office.local_day(new.received_at)
    held: dict[str, Place] = {place.vintage: place for place in new.places}
    return bool(held) and held[office.atlas.in_force(day).id].ward_code is None


def _not_before(new: NewReport, at: datetime) -> datetime:
    if at < new.received_at:
        raise Rejected("closed_at is before received_at")
    return at


def _dig(row: Dict[str, Any], name: str) -> object:
    """A cell by its column's name; dots lead into nested records."""
    if name in row:
        return row[name]
    found: object = row
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
