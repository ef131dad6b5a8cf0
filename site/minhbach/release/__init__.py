"""Freeze the public pages and write the open data. Nothing here can open the private database."""
