"""What the public app and the releases work with: the pack, the boundaries and public.db."""

from dataclasses import dataclass

from flask import current_app

from minhbach.city import City
from minhbach.config import Settings
from minhbach.databases import Database
from minhbach.places.atlas import Atlas
from minhbach.public.store import public_database


@dataclass(frozen=True)
class Showroom:
    """Everything that a public page or file may be made from."""

    settings: Settings
    city: City
    atlas: Atlas
    public: Database

    @classmethod
    def open(cls, settings: Settings) -> "Showroom":
        """Open everything, or say in one line what is missing."""
        public = public_database(settings.public_url)
        public.require_current()
        return cls(settings, City.load(settings.data), Atlas.load(settings.boundaries), public)


def showroom() -> Showroom:
    """The running public app's showroom."""
    found: Showroom = current_app.extensions["minhbach.showroom"]
    return found
