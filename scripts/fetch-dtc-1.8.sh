#!/usr/bin/env bash
# Puts `dtc-1.8`, `fdtoverlay-1.8`, `fdtdump-1.8`, `fdtget-1.8` and `dtdiff-1.8` into the folder given: dtc 1.8 from
# Debian's development suite, run with that suite's own libfdt and C library, without touching the system's packages.
# The mirror is the one that this machine's apt already uses. Exits non-zero when it cannot be had.
set -euo pipefail
target=${1:?usage: fetch-dtc-1.8.sh FOLDER}
mkdir -p "$target"
target=$(cd "$target" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

mirror=$(apt-get indextargets --format '$(SITE)' 'Identifier: Packages' | grep -m1 -E '/debian/?$')
mkdir -p "$work"/{lists/partial,cache/archives/partial,root}
printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s sid main\n' "$mirror" > "$work/sources.list"
apt=(-o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o "Dir::Etc::sourcelist=$work/sources.list"
  -o Dir::Etc::sourceparts=/dev/null -o APT::Sandbox::User=root -qq)
apt-get "${apt[@]}" update
cd "$work/cache"
apt-get "${apt[@]}" download device-tree-compiler/sid libfdt1/sid libc6/sid libyaml-0-2/sid
root="$target/dtc-1.8-root"
for package in *.deb; do dpkg-deb -x "$package" "$root"; done

loader=$(find "$root" -name 'ld-linux*' | sort | head -1)
libraries=$(dirname "$(find "$root" -name 'libc.so.6' | sort | head -1)")
for tool in dtc fdtoverlay fdtdump fdtget dtdiff; do
  printf '#!/bin/sh\nexec %s --library-path %s %s/usr/bin/%s "$@"\n' "$loader" "$libraries" "$root" "$tool" > "$target/$tool-1.8"
  chmod +x "$target/$tool-1.8"
done
"$target/dtc-1.8" --version | grep -E ' 1\.8(\.|$)'
