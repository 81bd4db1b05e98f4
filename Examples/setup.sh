#!/usr/bin/env bash
# Installs what Malleus needs besides Swift and git: OpenBLAS's runtime library and gzip. Says what it does.
set -euo pipefail

missing=()
ldconfig_path=$(command -v ldconfig || echo /sbin/ldconfig)
if [ -z "${MALLEUS_OPENBLAS:-}" ] && ! "$ldconfig_path" -p 2>/dev/null | grep -q 'libopenblas\.so'; then
  missing+=(libopenblas0-pthread)
fi
command -v gzip >/dev/null || missing+=(gzip)

if ! command -v swift >/dev/null; then
  echo "Swift 6.2 or newer is not on the PATH; see https://www.swift.org/install" >&2
  exit 3
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "Please install ${missing[*]} with your system's package tool (OpenBLAS: any build, as libopenblas.so.0)." >&2
  exit 3
fi
root=()
if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi
echo "Installing with apt-get: ${missing[*]}"
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
