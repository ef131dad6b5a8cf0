"""What is deleted, when and at whose wish, and what the public is told of it."""
