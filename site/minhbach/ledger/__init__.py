"""What makes a release checkable, without any database: a tree over records, a chain, a signature."""
