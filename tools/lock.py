"""Write requirements.lock (to run) and requirements-dev.lock (to develop) from pyproject.toml, pinned by hash.

The locks name packages, versions and hashes and nothing else: no host of a package index and no path of this machine,
so that they mean the same everywhere. `python tools/lock.py --upgrade` takes the newest versions that pyproject allows.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# extras of each lock; the build backend is in the dev extra and, for the linked install, needed to run as well
LOCKS = {"requirements.lock": ["assets"], "requirements-dev.lock": ["dev"]}
BUILD_BACKEND = ["hatchling>=1.27", "editables>=0.5"]
FOREIGN = re.compile(r"https?://|file:|(^|\s)/[a-z]|--(extra-)?index-url|--find-links", re.IGNORECASE)


def write(name: str, extras: list[str], options: list[str]) -> None:
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "-", "--quiet", "--generate-hashes",
        "--universal", "--python-version", "3.11", "--no-header", "--no-annotate", "--no-emit-index-url",
        "--no-emit-find-links", *(f"--extra={extra}" for extra in extras), *options, "--output-file", name,
    ]  # fmt: skip
    backend = "\n".join(BUILD_BACKEND)
    if subprocess.run(command, cwd=ROOT, input=backend, text=True, check=False).returncode:
        sys.exit(f"uv could not resolve {name}; its message stands above.")
    file = ROOT / name
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    if bad := [line for line in lines if FOREIGN.search(line)]:
        file.unlink()
        sys.exit(f"{name} would carry an address or a path: {bad[0].strip()}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {sum('==' in line for line in lines)} packages")


def main() -> None:
    for name, extras in LOCKS.items():
        write(name, extras, sys.argv[1:])


if __name__ == "__main__":
    main()
