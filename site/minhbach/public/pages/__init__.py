"""The public pages, their addresses and feeds: find, ask, render. Every route is frozen."""
