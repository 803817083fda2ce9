"""Figures and the runs that make them."""

from taizhang.figures.models.figure import Figure, FigureRun, InputSet

__all__ = ["Figure", "FigureRun", "InputSet"]
