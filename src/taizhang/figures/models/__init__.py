"""Figures, the runs that make them, and what corrections moved."""

from taizhang.figures.models.figure import Figure, FigureRun, InputSet
from taizhang.figures.models.figure_move import FigureMove

__all__ = ["Figure", "FigureMove", "FigureRun", "InputSet"]
