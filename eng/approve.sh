#!/usr/bin/env bash
# Rewrites the approved texts (public API, manifests, help) from what the code says now, then shows what changed.
# usage: eng/approve.sh [test project folder ...]     default: every test project
set -euo pipefail
cd "$(dirname "$0")/.."
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(git grep -lE 'Approval\.Matches' -- 'tests/**/*.cs' | xargs -n1 dirname | cut -d/ -f1-2 | sort -u)
for target in "${targets[@]}"; do
  UPDATE_APPROVED=1 dotnet test --project "$target" || true
done
git diff --stat
