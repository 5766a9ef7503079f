"""Comparisons within one run: ratios, which hold on any machine."""
