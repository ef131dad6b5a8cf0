"""Advise operators which category a report belongs to, offline, and say by which words; it never decides."""
