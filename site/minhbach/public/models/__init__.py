"""Tables of public.db: an allow-list. What has no column here is not published."""

from minhbach.public.models.base import PublicTable
from minhbach.public.models.counts import (
    PublicConfusion,
    PublicMerit,
    PublicRating,
    PublicRefusal,
    PublicTotal,
)
from minhbach.public.models.release import PublicReceipt, PublicRelease, PublicRisk
from minhbach.public.models.report import (
    PublicAnswer,
    PublicEvent,
    PublicPlace,
    PublicReport,
    PublicTombstone,
)

__all__ = [
    "PublicAnswer",
    "PublicConfusion",
    "PublicEvent",
    "PublicMerit",
    "PublicPlace",
    "PublicRating",
    "PublicReceipt",
    "PublicRefusal",
    "PublicRelease",
    "PublicReport",
    "PublicRisk",
    "PublicTable",
    "PublicTombstone",
    "PublicTotal",
]
