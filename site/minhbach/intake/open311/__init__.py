"""Open311 GeoReport v2: other systems read what is public, and send reports by a key of their own."""
