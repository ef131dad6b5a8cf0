"""Tables of private.db. Nothing here is ever shown to the public: see privacy.publish."""

from minhbach.records.models.base import PUBLIC_ID_ALPHABET, PrivateTable, RowId, new_public_id
from minhbach.records.models.oversight import AgencyRecord, Breach, BreachEntry
from minhbach.records.models.report import (
    Addition,
    Contact,
    Credit,
    Photo,
    Report,
    ReportAnswer,
    ReportPlace,
    Support,
)
from minhbach.records.models.staff import Attempt, Channel, Staff, StaffSession
from minhbach.records.models.telling import Message
from minhbach.records.models.work import CoAgency, Event, Note, Passed, RedactionCase, RedactionEdit

__all__ = [
    "Addition",
    "AgencyRecord",
    "Attempt",
    "Breach",
    "BreachEntry",
    "Channel",
    "CoAgency",
    "Contact",
    "Credit",
    "Event",
    "Message",
    "Note",
    "PUBLIC_ID_ALPHABET",
    "Passed",
    "Photo",
    "PrivateTable",
    "RedactionCase",
    "RedactionEdit",
    "Report",
    "ReportAnswer",
    "ReportPlace",
    "RowId",
    "Staff",
    "StaffSession",
    "Support",
    "new_public_id",
]
