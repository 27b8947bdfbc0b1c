"""The files taken from npm: which, where they lie, and whether they are still what was taken.

Without an argument the files are checked against SHA256SUMS beside them. With `--fetch` they are taken
again by `npm pack` and the sums are written anew; raise a version in TAKEN first, and read the diff.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TOP = Path(__file__).parent.parent

TAKEN = {
    "htmx.org@4.0.1": {
        "dist/htmx.min.js": "static/vendor/htmx.min.js",
        "dist/ext/hx-ws.min.js": "static/vendor/hx-ws.min.js",
        "LICENSE": "static/vendor/htmx-LICENSE.txt",
    },
    "axe-core@4.14.1": {
        "axe.min.js": "tests/vendor/axe.min.js",
        "LICENSE": "tests/vendor/axe-LICENSE.txt",
    },
}


def fetch(package: str, files: dict[str, str]) -> None:
    """Take one package from npm and lay its files where they belong."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", package, "--silent", "--pack-destination", folder], check=True, cwd=folder)
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            for inside, outside in files.items():
                member = archive.extractfile(f"package/{inside}")
                if member is None:
                    raise FileNotFoundError(f"{package} holds no {inside}")
                (TOP / outside).parent.mkdir(parents=True, exist_ok=True)
                (TOP / outside).write_bytes(member.read())


def sums() -> dict[Path, str]:
    """For each folder's SHA256SUMS, what it should hold for the files as they lie there now."""
    lines: dict[Path, list[str]] = {}
    for path in sorted(TOP / outside for files in TAKEN.values() for outside in files.values()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.setdefault(path.parent / "SHA256SUMS", []).append(f"{digest}  {path.name}\n")
    return {path: "".join(each) for path, each in lines.items()}


def main() -> int:
    """Check, or fetch and write the sums."""
    if sys.argv[1:] == ["--fetch"]:
        for package, files in TAKEN.items():
            fetch(package, files)
        for path, text in sums().items():
            path.write_text(text)
        return 0
    changed = [path for path, text in sums().items() if path.read_text() != text]
    for path in changed:
        print(f"Files beside {path.relative_to(TOP)} are not those taken from npm; `make vendor` takes them again.")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
