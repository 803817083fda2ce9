"""What came in a program's body, in JSON's words."""

from __future__ import annotations

from taizhang.engine.text import Text

_LONGEST = 40  # characters of a text that are repeated


def json_words(value: object) -> Text:
    if isinstance(value, list):
        return Text(f"{len(value)} 项的列表（array）", f"an array of {len(value)}")
    if isinstance(value, dict):
        return Text("对象（object）", "an object")
    if isinstance(value, str):
        return Text("文字（string）", "a string")
    if value is None:
        return Text("空（null）", "null")
    return Text("真假（boolean）", "a boolean") if isinstance(value, bool) else Text("数（number）", "a number")


def with_value(value: object) -> Text:
    """With what a text or a number says."""
    words, said = json_words(value), str(value)
    if not isinstance(value, str | int | float) or isinstance(value, bool) or not said.strip() or len(said) > _LONGEST:
        return words
    return Text(f"{words.zh}“{said}”", f"{words.get('en')}: {said}")
