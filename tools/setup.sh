# shellcheck shell=bash
# Set-up shared by ./run and ./test: what is missing is installed once; when nothing is, this takes a moment.

say() { printf '%s\n' "$*"; }

# The package names of the lists given, comments left out.
packages_of() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@"; }

missing_packages() {
  local package
  while read -r package; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
  done < <(packages_of "$@")
}

# Installs the apt packages of the lists given; a plain user is told the line to run instead (exit 2).
need_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "set-up: this is no Debian; expecting the equivalents of: $(packages_of "$@" | tr '\n' ' ')"
    return
  fi
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  local install="apt-get install -y --no-install-recommends ${missing% }"
  if [ "$(id -u)" -ne 0 ]; then
    say "set-up: packages are missing. Install them, then run this again:" >&2
    say "  sudo apt-get update && sudo $install" >&2
    exit 2
  fi
  say "set-up: installing ${missing% }"
  mkdir -p build
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive $install; } </dev/null >build/apt.log 2>&1; then
    tail -n 20 build/apt.log >&2
    say "set-up: apt-get failed; the whole log is build/apt.log" >&2
    exit 2
  fi
}

# Ends a run that a full disk would end half way. What an earlier run made here counts as there.
need_space() {
  local mib=$(($1 * 1024)) free made
  free=$(df --output=avail -B1M . | tail -n 1)
  [ "$free" -lt "$mib" ] || return 0
  made=$({ du -smc build .venv 2>/dev/null || :; } | tail -n 1 | cut -f 1)
  [ $((free + made)) -lt "$mib" ] || return 0
  say "set-up: this takes $1 GiB in $PWD, found ${free##* } MiB free and $made MiB that an earlier run made;" >&2
  say "  free some space, then run this again" >&2
  exit 2
}

# Makes .venv hold the requirements given. A stamp with their hash makes the second time quick.
need_venv() {
  local requirements=$1 stamp=.venv/.requirements wanted
  if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "set-up: the tools need Python 3.11 or newer, found $(python3 --version)" >&2
    exit 2
  fi
  wanted=$(python3 -c 'import sys; print(sys.version, sys.argv[1])' "$PWD" | cat - "$requirements" | sha256sum)
  [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
  say "set-up: filling .venv from $requirements"
  mkdir -p build
  if ! { python3 -m venv --clear .venv && .venv/bin/pip install --requirement "$requirements"; } \
    </dev/null >build/venv.log 2>&1; then
    tail -n 20 build/venv.log >&2
    say "set-up: the venv could not be filled; the whole log is build/venv.log" >&2
    exit 2
  fi
  printf '%s\n' "$wanted" >"$stamp"
}
