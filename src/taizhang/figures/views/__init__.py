"""Pages of figures: catalogue, indicator, trace, rows, exports."""
