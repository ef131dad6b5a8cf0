"""Everything that the public is told in numbers, counted anew at each opening of the door."""

from sqlalchemy import delete
from sqlmodel import Session

from minhbach.privacy.counted.confusion import read_confusion
from minhbach.privacy.counted.merit import list_merit
from minhbach.privacy.counted.ratings import count_ratings
from minhbach.privacy.counted.receipts import replace_receipts
from minhbach.privacy.counted.refusals import count_refusals
from minhbach.privacy.counted.totals import count_totals
from minhbach.public.models import PublicConfusion, PublicMerit, PublicRating, PublicRefusal, PublicTotal
from minhbach.records.office import Office

SMALL = (PublicTotal, PublicRefusal, PublicRating, PublicMerit, PublicConfusion)
"""Tables of a few rows, made whole each time; receipts are as many as reports."""


def replace_counts(office: Office, showing: Session) -> None:
    """Make the registers say what private.db says, once the reports themselves have been carried."""
    with office.private.reading() as session:
        rows = [
            *count_totals(session, showing, office.local_day),
            *count_refusals(session, office.local_day),
            *count_ratings(session, office.local_day),
            *list_merit(session, office.today(), office.local_day),
            *read_confusion(office.settings.home),
        ]
        replace_receipts(office, session, showing)
    for table in SMALL:
        showing.execute(delete(table))
    showing.add_all(rows)
    showing.flush()
