"""The city pack: what a city edits about its work. No code names a city, a category or an agency."""

from minhbach.city.pack import Agency, Category, City, PerUnit, Refusal, Words

__all__ = ["Agency", "Category", "City", "PerUnit", "Refusal", "Words"]
