"""Plans to an index on disk, and the search over it."""
