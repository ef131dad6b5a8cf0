# shellcheck shell=bash
# What scripts/serve and scripts/test share: get uv, then the locked environment in .venv. Sourced, not run.
# Bare Debian with Python 3.11 is enough; the second time it only compares a hash.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
TOOLS=${MINHBACH_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/minhbach}/tools
export UV_PROJECT_ENVIRONMENT=$ROOT/.venv UV_PYTHON_DOWNLOADS=never
unset VIRTUAL_ENV

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() { say "$*"; exit 2; }

# Print the comment that opens the calling script, when asked for help.
help_if_asked() {
    case ${1:-} in -h | --help) sed -n '2,$ { /^#/!q; s/^# \{0,1\}//p }' "$0"; exit 0 ;; esac
}

# Run as the system's administrator: at once when we are root, by sudo when it asks no password.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif sudo -n true 2>/dev/null; then sudo -n "$@"
    else return 1; fi
}

apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root true || return 1
    say "installing $* with apt-get"
    local log=$TOOLS/apt-get.log options=(-qq -y --no-install-recommends -o DPkg::Lock::Timeout=300)
    mkdir -p "$TOOLS"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >"$log" 2>&1 </dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@" >>"$log" 2>&1 </dev/null && return 0
    say "apt-get could not: $(grep -m1 '^E:' "$log" || tail -n 1 "$log")"
    return 1
}

# Put a working uv on PATH, from whatever this machine has to get one.
find_uv() {
    export PATH=$PATH:$TOOLS/uv/bin
    works_uv && return
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
        || fail "needs Python 3.11 or later as python3: install it (Debian: apt-get install python3), then run this again"
    say "getting uv, which installs the rest"
    mkdir -p "$TOOLS"
    uv_by_pip || uv_by_venv || { apt_install python3-venv ca-certificates && uv_by_venv; } \
        || fail "found no way to get uv: install it or python3-venv (as root: apt-get install python3-venv), then run this again"
}

works_uv() { uv --version >/dev/null 2>&1; }  # a shim on PATH may point at nothing

uv_by_pip() {
    python3 -m pip --version >/dev/null 2>&1 \
        && python3 -m pip install --quiet --upgrade --target "$TOOLS/uv" 'uv>=0.9' >"$TOOLS/uv.log" 2>&1 && works_uv
}

uv_by_venv() {
    python3 -m venv --clear "$TOOLS/uv" >"$TOOLS/uv.log" 2>&1 \
        && "$TOOLS/uv/bin/python" -m pip install --quiet 'uv>=0.9' >>"$TOOLS/uv.log" 2>&1 && works_uv
}

# Let uv trust and ask what the user's pip is configured to, unless uv itself was told.
follow_pip() {
    local certificates=${PIP_CERT:-${REQUESTS_CA_BUNDLE:-$(pip_says global.cert)}}
    [ -n "${SSL_CERT_FILE:-}" ] || [ ! -r "$certificates" ] || export SSL_CERT_FILE=$certificates
    export UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-${PIP_DEFAULT_TIMEOUT:-120}}
    local index=${PIP_INDEX_URL:-$(pip_says global.index-url)}
    [ -n "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] || [ -z "$index" ] || export UV_DEFAULT_INDEX=$index
}

pip_says() { python3 -m pip config get "$1" 2>/dev/null || true; }

# install_locked serve|test: what uv.lock says, checked by its hashes, into .venv.
install_locked() {
    local wanted stamp=$ROOT/.venv/.set-up-$1
    wanted=$(cat "$ROOT/uv.lock" "$ROOT/pyproject.toml" | sha256sum)
    # A development environment serves as well, so serving never takes its tools away.
    for ready in "$stamp" "$ROOT/.venv/.set-up-test"; do
        [ "$(cat "$ready" 2>/dev/null)" = "$wanted" ] && [ -x "$ROOT/.venv/bin/python" ] && return
    done
    find_uv
    follow_pip
    say "installing what uv.lock names into .venv"
    local groups=(--all-groups --all-extras)
    [ "$1" = test ] || groups=(--no-dev)
    if [ -n "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then from_own_index "${groups[@]}"
    else uv sync --quiet --frozen --inexact --project "$ROOT" "${groups[@]}"; fi \
        || fail "the packages did not install: the lines above say which; with a network (or a filled uv cache) run this again"
    echo "$wanted" >"$stamp"
}

# The lock's addresses belong to one index; asked for another, take the same versions and hashes from there.
from_own_index() {
    local list=$TOOLS/locked.txt
    uv export --quiet --frozen --no-emit-project --project "$ROOT" "$@" --output-file "$list" >/dev/null
    [ -x "$ROOT/.venv/bin/python" ] || uv venv --quiet "$ROOT/.venv"
    uv pip install --quiet --python "$ROOT/.venv" --require-hashes -r "$list" \
        && uv pip install --quiet --python "$ROOT/.venv" --no-deps -e "$ROOT"
}
