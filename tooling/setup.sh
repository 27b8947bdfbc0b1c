#!/usr/bin/env bash
# Builds .venv from requirements.lock: with uv, quick; with pip alone where uv cannot reach what pip can.
set -euo pipefail

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Review Rooms needs Python 3.11 or newer; '$PYTHON' is older. Try: make run PYTHON=python3.11" >&2
  exit 1
}
"$PYTHON" -m venv .venv || {
  echo "Python could not make a virtual environment. On Debian: apt-get install python3-venv" >&2
  exit 1
}

# uv does not read pip's settings, so an index that pip was given is handed on.
index=$(.venv/bin/pip config get global.index-url 2>/dev/null || true)
[ -n "$index" ] && export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"

echo "Setting up .venv (once, and after a change of requirements.lock) ..."
if .venv/bin/pip install --quiet "uv==$UV_VERSION" &&
  .venv/bin/uv pip sync --quiet --python .venv --require-hashes requirements.lock; then
  exit 0
fi
echo "uv could not do it; trying pip alone ..." >&2
exec .venv/bin/pip install --quiet --require-hashes --requirement requirements.lock
