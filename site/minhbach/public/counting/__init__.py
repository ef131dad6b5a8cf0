"""What public.db says, counted: editions, queries, lineage of units, fairness, hashes of a release."""
