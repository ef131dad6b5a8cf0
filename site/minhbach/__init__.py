"""Minh Bạch 1022: open up a city's citizen hotline."""

__version__ = "0.1.0"
