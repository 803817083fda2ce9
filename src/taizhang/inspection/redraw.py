"""Do a published draw again: python redraw.py PUBLISHED.json

Standard library only. Prints what the list and the seed give, and compares it with the published result. Exit status
1: they differ. The rules are those of drawing.md of the software's documentation.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def lot(*parts: str) -> str:
    """SHA-256 of the parts with bars between them, as hexadecimal digits."""
    return hashlib.sha256("|".join(parts).encode("utf-8")).hexdigest()


def smallest_ticket(seed: str, unit: dict[str, Any]) -> str:
    """A unit of weight w holds the tickets 1 to w."""
    return min(lot(seed, unit["code"], str(number)) for number in range(1, unit["weight"] + 1))


def redraw(published: dict[str, Any]) -> list[dict[str, Any]]:
    """The drawn units in their order, each with the inspectors who go."""
    seed = published["seed"]
    loads = {inspector["code"]: inspector["load"] for inspector in published["inspectors"]}
    tickets = sorted((smallest_ticket(seed, unit), unit["code"]) for unit in published["units"])
    result = []
    for _ticket, unit in tickets[: published["count"]]:
        recused = {item["inspector"] for item in published["recusals"] if item["unit"] == unit}
        free = [code for code in loads if code not in recused]
        free.sort(key=lambda code: (loads[code], lot(seed, unit, code), code))
        chosen = free[: published["per_unit"]]
        for code in chosen:
            loads[code] += 1
        result.append({"unit": unit, "inspectors": chosen})
    return result


def main() -> int:
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    result = redraw(published)
    for number, item in enumerate(result, 1):
        print(number, item["unit"], *item["inspectors"])
    same = result == published["result"]
    print("same as published" if same else "NOT as published")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
