"""Boundaries by vintage, where a point lies, what became of a unit, finding a place by name, and maps."""
