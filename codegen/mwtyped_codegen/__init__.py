"""The generator: from what a wiki says of itself to a typed Python package."""
