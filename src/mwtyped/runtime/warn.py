"""Warnings that point to the caller's line, not to one of ours."""

import sys
import warnings

__all__ = ["warn"]


def warn(warning: Warning) -> None:
    """Warn of the first line that is not ours."""
    warnings.warn(warning, stacklevel=_levels_to_caller())


def _levels_to_caller() -> int:
    frame, levels = sys._getframe(1), 1
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("mwtyped."):
        frame, levels = frame.f_back, levels + 1
    return levels
