"""Teach the models of data/privacy; nothing here runs when a report is read."""
