# Derived from tests/live/_async/__init__.py by codegen/twin.py. Do not edit.
