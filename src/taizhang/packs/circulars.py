"""Templates of circulars of a pack: front matter, text, and every name in it."""

from __future__ import annotations

from taizhang.engine.circular import (
    CircularSyntaxError,
    CircularTemplate,
    CircularWords,
    parse_circular,
    unknown_places,
)
from taizhang.packs.draft import Draft
from taizhang.packs.front_matter import MarkdownFile, read_markdown, tell_again

_PHRASES = ("head", "signed", "correction")


def build_circulars(draft: Draft, pack_id: str) -> dict[str, CircularTemplate]:
    """Every template of the pack by id; what is wrong goes to the report."""
    found: dict[str, CircularTemplate] = {}
    for name in draft.files.of_kind("circulars"):
        file = read_markdown(draft, name, "circulars")
        if file is None:
            continue
        template = _template(draft, pack_id, name, file)
        if template.id in found:
            tell_again(draft, file.head, template.id, found[template.id].file)
        found[template.id] = template
    return found


def _template(draft: Draft, pack_id: str, name: str, file: MarkdownFile) -> CircularTemplate:
    head, shown = file.head, draft.files.shown(name)
    phrases = {key: head.get(key).string("?") for key in _PHRASES}
    for key, words in phrases.items():
        for problem in unknown_places(words, key=key):
            draft.report.take(problem, file=shown, line=head.get(key).line, key=key)
    try:
        parts = parse_circular(file.body, file.line)
    except CircularSyntaxError as error:
        for problem in error.problems:
            draft.report.take(problem, file=shown, line=problem.line, key=problem.key)
        parts = CircularWords("", ())
    return CircularTemplate(
        id=head.get("id").string("?"),
        pack=pack_id,
        title=head.get("title").text("?"),
        words=parts,
        file=name,
        reference=head.get("reference").string(),
        **phrases,
    )
