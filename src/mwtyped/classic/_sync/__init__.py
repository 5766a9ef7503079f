# Derived from src/mwtyped/classic/_async/__init__.py by codegen/twin.py. Do not edit.
"""The facade in sync, derived from `_async/`."""
