"""Check a published release as an outsider: no database, no key of the city's, nothing but its files."""
