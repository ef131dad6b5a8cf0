"""Where things are and how this installation is set up: read once from MINHBACH_* variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from minhbach.errors import BadInput

PACKAGE = Path(__file__).resolve().parent


def _beside(name: str) -> Path:
    """A folder that a wheel carries inside the package and a checkout keeps next to it (in site/)."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = _beside("templates")
STATIC = _beside("static")
TRANSLATIONS = _beside("translations")
# A checkout's own pack is its top level: geo/ and data/ stand there.
CHECKOUT = PACKAGE.parent.parent if (PACKAGE.parent.parent / "data" / "city.toml").is_file() else None
DEFAULT_PACK = PACKAGE / "pack" if (PACKAGE / "pack").is_dir() else PACKAGE.parent.parent


@dataclass(frozen=True)
class Oidc:
    """The identity provider that a city signs its staff in by (OpenID Connect)."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    name: str
    """As the button says it."""


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations."""

    home: Path
    """State: databases, photos, keys, boundary sets built at set-up."""
    pack: Path
    """The city pack: the folder that holds geo/ and data/."""
    cache: Path
    """Re-creatable downloads and derived boundary sets, shared by homes."""
    private_url: str
    public_url: str
    proxies: int = 0
    """Reverse proxies in front that end TLS and name the client's address; 0 trusts no such header."""
    hosts: tuple[str, ...] = ()
    """Host names that are answered; empty answers all."""
    today: date | None = None
    """A fixed 'today' for rebuilding a past day; None means the clock."""
    oidc: Oidc | None = None
    """Where staff may sign in besides by password; needs the extra minhbach[oidc]."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the MINHBACH_* variables that README lists; BadInput on a value that cannot be one."""
        env = os.environ if environ is None else environ
        home = Path(env.get("MINHBACH_HOME") or (CHECKOUT or Path.cwd()) / "data" / "var").absolute()
        pack = Path(env.get("MINHBACH_CITY") or DEFAULT_PACK).absolute()
        cache_root = Path(env.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cls(
            home=home,
            pack=pack,
            cache=Path(env.get("MINHBACH_CACHE") or cache_root / "minhbach").absolute(),
            private_url=env.get("MINHBACH_DATABASE_URL") or f"sqlite:///{home / 'private.db'}",
            public_url=env.get("MINHBACH_PUBLIC_DATABASE_URL") or f"sqlite:///{home / 'public.db'}",
            proxies=_count(env.get("MINHBACH_PROXIES")),
            hosts=tuple(filter(None, (env.get("MINHBACH_HOSTS") or "").replace(",", " ").split())),
            today=_day(env.get("MINHBACH_TODAY")),
            oidc=_oidc(env),
        )

    @property
    def geo(self) -> Path:
        return self.pack / "geo"

    @property
    def data(self) -> Path:
        return self.pack / "data"

    @property
    def boundaries(self) -> Path:
        """Boundary sets in force here, one file a vintage and level."""
        return self.home / "boundaries"

    @property
    def signing(self) -> Path:
        """The key that releases are signed with; no backup holds it."""
        return self.home / "signing"

    @property
    def originals(self) -> Path:
        """Photos as they came in: never inside a served folder."""
        return self.home / "photos" / "originals"

    @property
    def public_photos(self) -> Path:
        """Photos that passed the door, named by their own bytes."""
        return self.home / "photos" / "public"


def _oidc(env: Mapping[str, str]) -> Oidc | None:
    issuer = env.get("MINHBACH_OIDC_ISSUER") or ""
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise BadInput(f"MINHBACH_OIDC_ISSUER is {issuer!r}: give the provider's https:// address")
    client, secret = (env.get(f"MINHBACH_OIDC_{part}") or "" for part in ("CLIENT", "SECRET"))
    if not client or not secret:
        raise BadInput("MINHBACH_OIDC_ISSUER is set: set MINHBACH_OIDC_CLIENT and MINHBACH_OIDC_SECRET too")
    return Oidc(issuer.rstrip("/"), client, secret, env.get("MINHBACH_OIDC_NAME") or parts.hostname or issuer)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"MINHBACH_TODAY is {text!r}: write a day as YYYY-MM-DD") from None


def _count(text: str | None) -> int:
    if not text:
        return 0
    if not text.isdecimal():
        raise BadInput(f"MINHBACH_PROXIES is {text!r}: write how many proxies stand in front, 0 for none")
    return int(text)


def today(settings: Settings) -> date:
    """The day that the settings fix, or that of the clock."""
    return settings.today or datetime.now(UTC).date()
