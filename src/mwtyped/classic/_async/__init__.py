"""The facade in async; `_sync/` is derived from it."""
