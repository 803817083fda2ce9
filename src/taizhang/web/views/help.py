"""Help: one page for one role, that prints; what it says stands in web/help as Markdown, Chinese and English."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from taizhang.core.language import language_of
from taizhang.core.permissions import Role
from taizhang.core.requests import actor_of

PAGES = Path(__file__).resolve().parents[1] / "help"
PICTURES = "web/help"  # among the static files; the browser tests draw them


@require_safe
def help_page(request: HttpRequest, role: str = "") -> HttpResponse:
    """Without a role: the page of the reader's own first one."""
    own = actor_of(request).roles
    chosen = role or next((one for one in Role if one in own), Role.SCHOOL_CLERK)
    if chosen not in list(Role):
        raise Http404
    language = language_of()
    text = (PAGES / language / f"{chosen}.md").read_text(encoding="utf-8")
    return render(request, "web/help.html", {"role": Role(chosen), "roles": list(Role), "body": as_html(text)})


def as_html(text: str) -> str:
    """Markdown of ours, without its title; pictures are named by file."""
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(text.split("\n", 1)[1])
    for image in (child for token in tokens for child in token.children or () if child.type == "image"):
        image.attrs |= {"src": static(f"{PICTURES}/{image.attrs['src']}"), "loading": "lazy"}
    return str(markdown.renderer.render(tokens, markdown.options, {}))
