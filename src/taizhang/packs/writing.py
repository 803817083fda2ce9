"""Writes files of a pack from plain data, as `loader` reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Lists are indented under their key, and nothing is shortened to an anchor, which a pack may not hold."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _exact(dumper: _Dumper, value: Decimal) -> yaml.ScalarNode:
    text = format(value, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(Decimal, _exact)


def yaml_text(data: Mapping[str, object]) -> str:
    """Keys in the order given, Chinese as it is, decimals exact."""
    return str(yaml.dump(dict(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120))


def code_list_text(codes: Iterable[tuple[str, str, str]]) -> str:
    """codelists/<id>.csv of (code, Chinese, English)."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["code", "zh", "en"])
    writer.writerows(codes)
    return buffer.getvalue()


def plain_yaml(text: str) -> Mapping[str, object]:
    """The top of a file that `yaml_text` wrote, every scalar as text; {} of none."""
    data = yaml.load(text, Loader=yaml.BaseLoader)
    return data if isinstance(data, dict) else {}
