#!/usr/bin/env bash
# Builds the jail's launcher as machine code for this machine: eng/launcher.sh [Debug|Release]
# Needs a C compiler (gcc or clang) with zlib's headers, and one package from the feed. Builds of the agent take it along from where it is put;
# without it a host enters its jail by starting twice.
set -euo pipefail
cd "$(dirname "$0")/.."
configuration="${1:-Debug}"
target="artifacts/launcher/$configuration"

command -v clang >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 || { echo "No C compiler: install gcc and zlib1g-dev." >&2; exit 1; }
rm -rf "$target"
dotnet publish src/IntegrationAgent.Jail.Launcher -c "$configuration" -p:NativeLauncher=true -o "$target" -v quiet --nologo
"$target/intagent-jail" --identify
