"""A summary as HTML fragment, official .docx and JSON."""

from taizhang.summaries.render.output import FORMATS, render

__all__ = ["FORMATS", "render"]
