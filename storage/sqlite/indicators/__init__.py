"""What is built on facts, in SQLite."""
