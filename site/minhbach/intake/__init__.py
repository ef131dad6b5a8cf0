"""How a report comes in: the citizen's form and receipt, bulk import, channels."""
