"""What the commands do with a file: lint, fix, split, prep."""
