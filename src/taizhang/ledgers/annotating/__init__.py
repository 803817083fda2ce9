"""The person's own workbook back, with what is wrong marked in it and, on request, the safe repairs made.

docs/algorithms/annotated-copy.md tells what is changed and how the rest stays byte for byte what it was.
"""

from taizhang.ledgers.annotating.copy import Annotated, annotated_workbook, is_patchable

__all__ = ["Annotated", "annotated_workbook", "is_patchable"]
