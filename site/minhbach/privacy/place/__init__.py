"""How exactly a place may be told: to the street, by cell, by ward, or not at all."""
