"""Effective properties as Word finds them: defaults of the document, styles with what they are based on, numbering,
then what the paragraph or run says itself. Each step is a dictionary of what it sets; the later one wins."""

from __future__ import annotations

from typing import Any

from taizhang.proofreading.reading.layout.markup import attribute, child, children, colour, local, points, switch, value

Properties = dict[str, Any]
_MOST_STYLES = 50  # based on each other
_LENGTHS = ("left", "right", "firstLine", "hanging")
_ALIGNED = {
    "center": "centre", "right": "right", "end": "right", "both": "justify", "distribute": "justify",
    "thaiDistribute": "justify", "lowKashida": "justify", "mediumKashida": "justify", "highKashida": "justify",
    "left": "left", "start": "left",
}  # fmt: skip


class Theme:
    """Fonts of the theme: minorEastAsia -> 宋体."""

    def __init__(self, root: Any) -> None:
        self._fonts: dict[str, str] = {}
        scheme = next((item for item in root.iter() if local(item) == "fontScheme"), None) if root is not None else None
        for kind in ("major", "minor"):
            fonts = child(scheme, f"{kind}Font")
            latin, asian = (attribute(child(fonts, name), "typeface") for name in ("latin", "ea"))
            if fonts is not None and not asian:  # Chinese: what the theme names for the script
                scripts = {attribute(item, "script"): attribute(item, "typeface") for item in children(fonts, "font")}
                asian = scripts.get("Hans", "")
            self._fonts |= {f"{kind}EastAsia": asian, f"{kind}HAnsi": latin, f"{kind}Ascii": latin}

    def font(self, key: str) -> str:
        return self._fonts.get(key, "")


def run_properties(item: Any, theme: Theme) -> Properties:
    """What an rPr sets: east_asian, latin, size, colour, spacing, hidden."""
    found: Properties = {}
    if item is None:
        return found
    fonts = child(item, "rFonts")
    for key, name in (("east_asian", "eastAsia"), ("latin", "ascii")):
        if themed := attribute(fonts, f"{name}Theme"):
            found[key] = theme.font(themed)
        elif named := attribute(fonts, name):
            found[key] = named
    if (size := points(value(item, "sz"), 2)) is not None and size > 0:
        found["size"] = size
    shade = child(item, "color")
    if shade is not None:
        is_text = attribute(shade, "themeColor") in {"text1", "dark1"} and not attribute(shade, "themeTint")
        found["colour"] = "" if is_text else colour(attribute(shade, "val"))
    if (spacing := points(value(item, "spacing"))) is not None:
        found["spacing"] = spacing
    if (hidden := switch(item, "vanish")) is not None:
        found["hidden"] = hidden
    return found


def paragraph_properties(item: Any) -> Properties:
    """What a pPr sets; lengths in points, characters of an indent in hundredths as the file has them."""
    found: Properties = {}
    if item is None:
        return found
    if aligned := _ALIGNED.get(value(item, "jc")):
        found["alignment"] = aligned
    found |= _indents(child(item, "ind"))
    found |= _spacing(child(item, "spacing"))
    for key, name in (("snaps", "snapToGrid"), ("breaks", "pageBreakBefore"), ("close", "contextualSpacing")):
        if (told := switch(item, name)) is not None:
            found[key] = told
    borders = child(item, "pBdr")
    if borders is not None:
        found["borders"] = {
            local(side): border(side) for side in borders if local(side) in {"top", "bottom", "between"}
        }
    frame = child(item, "framePr")
    if frame is not None:
        found["frame"] = attribute(frame, "xAlign") or "other"
    return found


def _indents(item: Any) -> Properties:
    found: Properties = {}
    for name, other in (("left", "start"), ("right", "end"), ("firstLine", ""), ("hanging", "")):
        length = points(attribute(item, name) or (attribute(item, other) if other else ""))
        if length is not None:
            found[name] = length
        count = attribute(item, f"{name}Chars") or (attribute(item, f"{other}Chars") if other else "")
        if (characters := points(count, 100)) is not None:
            found[f"{name}Chars"] = characters
    if "firstLine" in found or "firstLineChars" in found:
        found.setdefault("hanging", 0.0)
        found.setdefault("hangingChars", 0.0)
    elif "hanging" in found or "hangingChars" in found:
        found.setdefault("firstLine", 0.0)
        found.setdefault("firstLineChars", 0.0)
    return found


def _spacing(item: Any) -> Properties:
    found: Properties = {}
    for name in ("before", "after"):
        if (length := points(attribute(item, name))) is not None:
            found[name] = length
        if (lines := points(attribute(item, f"{name}Lines"), 100)) is not None:
            found[f"{name}Lines"] = lines
        if automatic := attribute(item, f"{name}Autospacing"):
            found[f"{name}Auto"] = automatic in {"1", "true", "on"}
    rule = attribute(item, "lineRule") or ("auto" if attribute(item, "line") else "")
    if (line := points(attribute(item, "line"), 240 if rule == "auto" else 20)) is not None:
        found["line"] = line
        found["line_rule"] = "exact" if rule.startswith("exact") else rule
    return found


def border(item: Any) -> tuple[float, str, str]:
    """(points, RRGGBB, form) of a border; 0 points for none. Double lines: thickThin from above is thick, then thin."""
    kind = attribute(item, "val")
    if kind in {"", "nil", "none"}:
        return 0.0, "", ""
    weight = points(attribute(item, "sz"), 8) or 0.0
    form = "single"
    if kind.startswith("thinThick") and not kind.startswith("thinThickThin"):
        form = "thinThick"
    elif kind.startswith("thickThin"):
        form = "thickThin"
    elif kind in {"double", "triple"}:
        form = kind
    return weight, colour(attribute(item, "color")), form


class Styles:
    """Merged properties by a style's id; an unknown id has those of the document's defaults."""

    def __init__(self, root: Any, theme: Theme) -> None:
        self._items: dict[str, Any] = {}
        self._theme = theme
        self._merged: dict[str, tuple[Properties, Properties]] = {}
        self._numbered: dict[str, tuple[str, str]] = {}
        self.default = self.default_table = ""
        self.names: dict[str, str] = {}
        # What Word does without any word of the file.
        self._run: Properties = {"size": 10.0}
        self._paragraph: Properties = {}
        if root is None:
            return
        defaults = child(root, "docDefaults")
        self._run |= run_properties(child(child(defaults, "rPrDefault"), "rPr"), theme)
        self._paragraph |= paragraph_properties(child(child(defaults, "pPrDefault"), "pPr"))
        for item in children(root, "style"):
            key, kind = attribute(item, "styleId"), attribute(item, "type")
            self._items[key] = item
            self.names[key] = value(item, "name")
            if attribute(item, "default") in {"1", "true", "on"}:
                if kind == "paragraph":
                    self.default = key
                elif kind == "table":
                    self.default_table = key

    def _chain(self, key: str) -> list[Any]:
        """The style and what it is based on, the root first."""
        found: list[Any] = []
        while key in self._items and len(found) < _MOST_STYLES and self._items[key] not in found:
            found.append(self._items[key])
            key = value(self._items[key], "basedOn")
        return found[::-1]

    def of(self, key: str) -> tuple[Properties, Properties]:
        """(paragraph, run) properties that a style sets, without the defaults."""
        if key not in self._merged:
            paragraph: Properties = {}
            run: Properties = {}
            for item in self._chain(key):
                paragraph |= paragraph_properties(child(item, "pPr"))
                run |= run_properties(child(item, "rPr"), self._theme)
            self._merged[key] = paragraph, run
        return self._merged[key]

    def numbered(self, key: str) -> tuple[str, str]:
        """(numId, ilvl) that a style gives its paragraphs."""
        if key not in self._numbered:
            number = level = ""
            for item in self._chain(key):
                numbers = child(child(item, "pPr"), "numPr")
                number, level = value(numbers, "numId") or number, value(numbers, "ilvl") or level
            self._numbered[key] = number, level
        return self._numbered[key]

    def paragraph(self, key: str, table: str, numbering: Properties, own: Properties, *, direct: bool) -> Properties:
        """direct: the paragraph itself is numbered, so that the list's indent comes before the style's."""
        style = self.of(key or self.default)[0]
        steps = (style, numbering) if direct else (numbering, style)
        base = self._paragraph | (self.of(table)[0] if table else {})
        return base | steps[0] | steps[1] | own

    def run(self, paragraph: str, table: str, character: str, own: Properties) -> Properties:
        base = self._run | (self.of(table)[1] if table else {}) | self.of(paragraph or self.default)[1]
        return base | (self.of(character)[1] if character else {}) | own


def resolved(found: Properties, size: float, *, pitch: float) -> dict[str, float]:
    """left, right, first, before, after in points. Characters of an indent win over its length, as in Word."""

    def length(name: str) -> float:
        characters = found.get(f"{name}Chars", 0.0)
        return float(characters * size if characters else found.get(name, 0.0))

    def room(name: str) -> float:
        if found.get("close"):
            return 0.0
        if found.get(f"{name}Auto"):
            return 14.0
        lines = found.get(f"{name}Lines", 0.0)
        return float(lines * (pitch or 12.0) if lines else found.get(name, 0.0))

    hanging = length("hanging")
    left = length("left")
    return {
        "left": left,
        "right": length("right"),
        "first": -hanging if hanging else length("firstLine"),
        "before": room("before"),
        "after": room("after"),
    }
