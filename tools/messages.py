"""Message catalogues without system gettext.

    python tools/messages.py            compile every django.po to django.mo
    python tools/messages.py --check    say what is missing or stale in Chinese; exit 1 when something is missing
    python tools/messages.py --extract  add missing msgids, empty, to the catalogue of the app that uses them

English is the msgid. Babel extracts from Python and, through Django's own `templatize`, from templates. A msgid that
stands in any of our catalogues or in Django's own counts as translated, because Django merges them.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "taizhang"
LOCALE = "zh_Hans"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "said": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str, str]  # context, msgid (the singular)


def catalogue_file(app: Path) -> Path:
    return app / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def apps() -> list[Path]:
    return sorted(folder for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())


def _key(message: Message) -> Key:
    singular = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return message.context or "", singular


def load(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=LOCALE, domain="django", abort_invalid=True)


def _sources(app: Path) -> Iterator[tuple[Path, bytes]]:
    """Python as it is, templates rewritten to Python-like calls."""
    from django.utils.translation.template import templatize

    for file in sorted(app.rglob("*.py")):
        if "migrations" not in file.parts:
            yield file, file.read_bytes()
    for file in sorted([*app.rglob("templates/**/*.html"), *app.rglob("templates/**/*.txt")]):
        yield file, templatize(file.read_text(encoding="utf-8"), origin=str(file)).encode()


def used(app: Path) -> dict[Key, tuple[str | tuple[str, str], str]]:
    """Every msgid of the app: (msgid or singular and plural, place)."""
    found: dict[Key, tuple[str | tuple[str, str], str]] = {}
    for file, source in _sources(app):
        place = str(file.relative_to(ROOT))
        for line, ids, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
            msgid = (ids[0], ids[1]) if isinstance(ids, tuple) else ids
            singular = msgid[0] if isinstance(msgid, tuple) else msgid
            if singular:
                found.setdefault((context or "", singular), (msgid, f"{place}:{line}"))
    return found


def translated() -> tuple[dict[Key, str], list[str]]:
    """What has Chinese words, ours and Django's; and msgids that two apps translate differently (one would win)."""
    import django

    done: dict[Key, str] = {}
    clashes: list[str] = []
    own = [catalogue_file(app) for app in apps()]
    packaged = Path(django.__file__).parent
    foreign = [packaged / "conf" / "locale", packaged / "contrib" / "auth" / "locale"]
    for file in [*own, *(folder / LOCALE / "LC_MESSAGES" / "django.po" for folder in foreign)]:
        if not file.exists():
            continue
        for message in load(file):
            words = message.string[0] if isinstance(message.string, list | tuple) else message.string
            if not message.id or not words or message.fuzzy:
                continue
            other = done.get(_key(message), words)
            if file in own and other != words:
                place = file.relative_to(ROOT)
                clashes.append(f"{place}: “{_key(message)[1]}” is “{words}” here, elsewhere “{other}”")
            done.setdefault(_key(message), words)
    return done, clashes


def missing() -> list[tuple[Path, Key, str | tuple[str, str], str]]:
    done, _clashes = translated()
    return [(app, key, msgid, place) for app in apps() for key, (msgid, place) in used(app).items() if key not in done]


def hidden(file: Path, source: str) -> Iterator[str]:
    """Messages within an f-string, where extraction does not look before Python 3.12: they would stay English."""
    for string in ast.walk(ast.parse(source)):
        for part in ast.walk(string) if isinstance(string, ast.JoinedStr) else ():
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in ("_", *KEYWORDS):
                yield f"{file.name}:{part.lineno}: a message within an f-string is not found; take it out"


def problems() -> list[str]:
    """What `--check` reports, one sentence each; [] when every msgid has its Chinese words."""
    found = [
        f"{place}: no Chinese for “{key[1]}”{f' ({key[0]})' if key[0] else ''}" for _a, key, _m, place in missing()
    ]
    return found + [words for file in sorted(SOURCE.rglob("*.py")) for words in hidden(file, file.read_text("utf-8"))]


def compile_all() -> int:
    count = 0
    for app in apps():
        file = catalogue_file(app)
        if not file.exists():
            continue
        target = file.with_suffix(".mo")
        buffer = io.BytesIO()
        write_mo(buffer, load(file))
        if not target.exists() or target.read_bytes() != buffer.getvalue():
            target.write_bytes(buffer.getvalue())
        count += 1
    return count


def extract_missing() -> int:
    """Empty entries for the translator, at the end of the app's own catalogue."""
    todo = missing()
    for app in {app for app, _key, _msgid, _place in todo}:
        file = catalogue_file(app)
        catalogue = load(file) if file.exists() else Catalog(locale=LOCALE, domain="django", fuzzy=False)
        for owner, key, msgid, place in todo:
            if owner == app:
                name, _, line = place.rpartition(":")
                catalogue.add(msgid, context=key[0] or None, locations=[(name, int(line))])
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            write_po(stream, catalogue, width=120, omit_header=False, include_lineno=False)
    return len(todo)


def main(arguments: list[str]) -> int:
    if "--extract" in arguments:
        print(f"{extract_missing()} msgids added, empty; now write the Chinese.")
        return 0
    if "--check" in arguments:
        found = problems()
        for sentence in found:
            print(sentence)
        for clash in translated()[1]:
            print(f"note: {clash}")
        print(f"{len(found)} places have no Chinese." if found else "Chinese is complete.")
        return 1 if found else 0
    print(f"{compile_all()} catalogues compiled.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
