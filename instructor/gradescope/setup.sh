#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: Python, the sandbox, and what the grader imports.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${AUTOGRADER_ROOT:-/autograder}
export DEBIAN_FRONTEND=noninteractive

new_enough() { command -v "$1" >/dev/null && "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

packages=(bubblewrap libseccomp2)
if ! dpkg --status "${packages[@]}" >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi
python=python3
if ! new_enough "$python"; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3 python3-venv
fi
if ! new_enough "$python"; then  # Ubuntu 22.04: its python3 is 3.10
    python=python3.11
    apt-get install -y -qq --no-install-recommends "$python" "$python-venv" || true
fi
if ! new_enough "$python"; then
    echo "the grader needs Python 3.11: choose a newer Ubuntu as the base image of this autograder" >&2
    exit 1
fi
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet --disable-pip-version-check -c "$here/constraints.txt" -r "$here/requirements.txt"
