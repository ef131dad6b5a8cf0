"""Find people's names in text, however it is written."""
