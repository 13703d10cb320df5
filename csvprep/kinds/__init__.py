"""What values mean: one module a kind, each with `normalise` and `checks`."""
