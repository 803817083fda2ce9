"""Workbooks in: guards, heading, typed cells. Knows ledgers as the engine states them, no database."""

from taizhang.ledgers.reading.workbook import ReadWorkbook, read_workbook

__all__ = ["ReadWorkbook", "read_workbook"]
