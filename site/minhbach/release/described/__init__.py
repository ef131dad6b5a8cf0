"""Say what a release holds in the vocabularies that other people's tools read."""
