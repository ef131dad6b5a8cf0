"""The inspector's rooms: everything may be looked through, nothing about a report can be changed."""
