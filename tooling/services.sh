#!/usr/bin/env bash
# Sees to it that what the tests start is on this machine: Chromium, PostgreSQL, Redis, and `ip`.
# Does nothing where all is there; says one sentence where it cannot install what is missing.
set -euo pipefail

has() { command -v "$@" >/dev/null; }

# Chromium without windows: the same pages for three fifths of the work. Not every system offers it; a whole one will do.
light=chromium-headless-shell
offered() { ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || apt-cache show "$light" >/dev/null 2>&1; }

missing=()
has "$light" || missing+=("$light")
has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
has redis-server || missing+=(redis-server)
PATH="$PATH:/usr/sbin:/sbin" has ip || missing+=(iproute2)
[ ${#missing[@]} -eq 0 ] && exit 0

enough() { [ "${missing[*]}" = "$light" ] && has chromium chromium-browser google-chrome; }
enough && ! offered && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
if has apt-get && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
  echo "Installing ${missing[*]} for the tests ..."
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq || true
  offered || missing=("${missing[@]/#$light/chromium}")
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
enough && exit 0
echo "The tests that need ${missing[*]} will fail: please install ${missing[*]} yourself, this cannot be done from here." >&2
