"""What a template of an earlier pack version lacks, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from taizhang.engine.pack import Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.reading.refusals import titles_in


def news_since(meta: Mapping[str, str], columns: Collection[str], ledger: Ledger) -> list[Text]:
    """Sentences for the filer of an older template of ours: columns that are new, renamed or gone. [] where nothing
    that this ledger asks has changed, and for other files. columns: field ids that were read."""
    if not meta.get("ledger"):
        return []
    titles = titles_in(meta)
    news = []
    added = [field for field in ledger.fields if field.id not in columns and field.id not in titles]
    if added:
        news.append(
            Text(
                f"新模板多了“{'、'.join(field.title.zh for field in added)}”，可以不填。",
                f"The new template also has {', '.join(field.title.get('en') for field in added)}; it may stay empty.",
            )
        )
    for field in ledger.fields:
        was = titles.get(field.id, field.title.zh)
        if was != field.title.zh:
            news.append(Text(f"“{was}”现在叫“{field.title.zh}”。", f"{was} is called {field.title.get('en')} now."))
    known = {field.id for field in ledger.fields}
    gone = [title for own, title in titles.items() if own not in known]
    if gone:
        news.append(
            Text(f"“{'、'.join(gone)}”不再填报，没有读入。", f"{', '.join(gone)} is no longer asked and was not read.")
        )
    return news
