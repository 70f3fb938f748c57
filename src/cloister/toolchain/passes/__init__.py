"""The passes, each a function that rewrites a unit in place."""
