"""Where the public site will stand."""

from minhbach.city import City


def site_url(city: City) -> str:
    """Where the site will stand, as [site] url in city.toml says; empty where that is not known."""
    return str(city.facts.get("site", {}).get("url", "")).rstrip("/")
