"""How staff work: the operator's queue, the agency's inbox, and decisions about one report."""
