"""Templates of notices of a pack: front matter, text, and every name in it."""

from __future__ import annotations

from taizhang.engine.notice import (
    NOTICE_NAMES,
    TERM_KINDS,
    TERM_NAMES,
    NoticeSyntaxError,
    NoticeTemplate,
    NoticeWords,
    parse_notice,
    unknown_names,
)
from taizhang.packs.draft import Draft
from taizhang.packs.front_matter import MarkdownFile, read_markdown, tell_again


def build_notices(draft: Draft, pack_id: str) -> dict[str, NoticeTemplate]:
    """Every template of the pack by id; what is wrong goes to the report."""
    found: dict[str, NoticeTemplate] = {}
    for name in draft.files.of_kind("notices"):
        file = read_markdown(draft, name, "notices")
        if file is None:
            continue
        template = _template(draft, pack_id, name, file)
        if template.id in found:
            tell_again(draft, file.head, template.id, found[template.id].file)
        found[template.id] = template
    return found


def _template(draft: Draft, pack_id: str, name: str, file: MarkdownFile) -> NoticeTemplate:
    head, shown = file.head, draft.files.shown(name)
    terms = {kind: head.get("terms").get(kind).string() for kind in TERM_KINDS}
    issuers = {key: head.get(key).string("?") for key in ("head", "signed")}
    for key, words in issuers.items():
        for problem in unknown_names(words, key):
            draft.report.take(problem, file=shown, line=head.get(key).line, key=key)
    for kind, words in terms.items():
        for problem in unknown_names(words, f"terms.{kind}", NOTICE_NAMES | TERM_NAMES[kind]):
            draft.report.take(problem, file=shown, line=head.get("terms").get(kind).line, key=f"terms.{kind}")
    try:
        parts = parse_notice(file.body, file.line)
    except NoticeSyntaxError as error:
        for problem in error.problems:
            draft.report.take(problem, file=shown, line=problem.line, key=problem.key)
        parts = NoticeWords("", (), (), ())
    return NoticeTemplate(
        id=head.get("id").string("?"),
        pack=pack_id,
        title=head.get("title").text("?"),
        head=issuers["head"],
        signed=issuers["signed"],
        terms=terms,
        words=parts,
        file=name,
        reference=head.get("reference").string(),
    )
