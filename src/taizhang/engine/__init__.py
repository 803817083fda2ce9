"""Calculation without a framework: periods, units, pack types, formulas, traces. Standard library only."""
