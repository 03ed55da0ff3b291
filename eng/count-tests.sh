#!/usr/bin/env bash
# usage: eng/count-tests.sh <folder of result files>
# Sums the counters of the result files (one for each test project) and prints what failed by name, then `N passed, N failed`.
# Ends with 1 when something failed, or when a test project left no result: a host that crashed has not passed.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$1

sum() { # name of a counter
  cat "$folder"/*.trx 2>/dev/null | grep -oE "<Counters [^>]*>" | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+' | awk '{ n += $1 } END { print n + 0 }'
}

passed=$(sum passed)
failed=$(( $(sum failed) + $(sum error) + $(sum timeout) + $(sum aborted) ))
skipped=$(sum notExecuted)
[ "$skipped" -eq 0 ] || echo "$skipped not run"

# A project that has tests but wrote no result did not end.
lost=0
for project in "$root"/tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  grep -rqsE '\[(Fact|Theory)' --include='*.cs' "$(dirname "$project")" || continue
  grep -lqsF "$name.dll" "$folder"/*.trx || { echo "$name: no result: it was not run, or it crashed"; lost=$((lost + 1)); }
done

# What failed, by name, beside the count: the place where a reader looks first.
cat "$folder"/*.trx 2>/dev/null | grep -oE '<UnitTestResult [^>]*outcome="(Failed|Error|Timeout|Aborted)"[^>]*>' | grep -oE 'testName="[^"]*"' | sed -e 's/^testName="/failed: /' -e 's/"$//' | sort

echo "$passed passed, $((failed + lost)) failed"
[ "$failed" -eq 0 ] && [ "$lost" -eq 0 ] && [ "$passed" -gt 0 ]
