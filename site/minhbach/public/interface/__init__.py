"""Frozen answers for programs: JSON a report and a unit, Open311 reads, and their OpenAPI document."""
