#!/usr/bin/env bash
# The demo's steps one by one, with the commands that a person would use, in a folder of its own.
# It ends by counting rows with plain SQL, and fails when a count is not what the runs reported.
#
#   samples/lead-sync/run.sh [leads]
#
# INTAGENT_DLL names a built intagent.dll; without it the checkout is built first.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
leads=${1:-1000}
dll=${INTAGENT_DLL:-$root/src/IntegrationAgent.Cli/bin/Debug/net10.0/intagent.dll}
[ -n "${INTAGENT_DLL:-}" ] || dotnet build "$root/src/IntegrationAgent.Cli" -v quiet --nologo

work=$(mktemp -d "${TMPDIR:-/tmp}/intagent-lead-sync-XXXXXX")
simulator=
finish() {
    [ -z "$simulator" ] || kill "$simulator" 2>/dev/null || true
    chmod -R u+w "$work"
    rm -rf "$work"
}
trap finish EXIT

intagent() { dotnet exec "$dll" "$@"; }
say() { printf '\n$ intagent %s\n' "$*"; }
step() { say "$@"; intagent "$@"; }
fail() { echo "lead-sync: $*" >&2; exit 1; }

# Plain SQL and one HTTP call: python3 where it is, otherwise a file-based C# app.
if command -v python3 >/dev/null; then tool() { python3 "$here/tool.py" "$@"; }
else tool() { dotnet run "$here/tool.cs" -- "$@"; }
fi
member() { sed -n "s/^ *\"$1\": \"\\{0,1\\}\\([^\",]*\\)\"\\{0,1\\},\\{0,1\\}\$/\\1/p" "$2" | head -n 1; }
expect() { [ "$2" = "$3" ] || fail "$1: $2 instead of $3"; echo "  $1: $2"; }

cd "$work"
say simulate salesforce --leads "$leads" --control --json '&'
# Not through the function above: the process that is told to end must be the program itself, and not a shell that waits for it.
dotnet exec "$dll" simulate salesforce --leads "$leads" --control --json >simulator.json &
simulator=$!
for _ in $(seq 300); do grep -q '^}' simulator.json && break; kill -0 "$simulator" 2>/dev/null || break; sleep 0.1; done
address=$(member address simulator.json)
[ -n "$address" ] || fail "the simulator did not start"
echo "  an org at $address"

step init workspace --single-user
cd workspace
step driver add salesforce
step driver add sqlite
step driver list
say connect salesforce --driver salesforce --set "login_url=$address" --write-env
printf 'SF_CLIENT_ID=%s\nSF_CLIENT_SECRET=%s\n' "$(member clientId ../simulator.json)" "$(member clientSecret ../simulator.json)" |
    intagent connect salesforce --driver salesforce --set "login_url=$address" --write-env
step connect warehouse --driver sqlite --set path=data/warehouse.db
step discover salesforce Lead --profile

echo '{ "field: how they got to us": "Acquisition_Channel__c" }' >answers.json
step ask "I want to sync leads from Salesforce to the warehouse: name, email, how they got to us. Only the last 30 days." --answers answers.json
step check lead-sync
step dry-run lead-sync --html plan.html
step approve lead-sync --runs 3 --reason "The preview shows the fields that I asked for."

run() { say run lead-sync --json; intagent run lead-sync --json >"$1"; }
count() { member "$2" "$1"; }
rows() { tool sql data/warehouse.db "SELECT count(*) FROM leads"; }

run first.json
created=$(count first.json created)
[ "$created" -gt 0 ] || fail "the first run created nothing"
expect "rows after the first run, by plain SQL" "$(rows)" "$created"
expect "different keys" "$(tool sql data/warehouse.db "SELECT count(DISTINCT sf_id) FROM leads")" "$created"

run second.json
expect "created by the second run" "$(count second.json created)" 0
expect "updated by the second run" "$(count second.json updated)" 0

tool post "$address/__control/update" '{"count": 3}'
tool post "$address/__control/delete" '{}'
run third.json
expect "created by the third run" "$(count third.json created)" 0
expect "updated by the third run" "$(count third.json updated)" 3
expect "deleted at the source, and kept" "$(count third.json deletedAtSource)" 1
expect "rows after the third run, by plain SQL" "$(rows)" "$created"
expect "rows with a changed address" "$(tool sql data/warehouse.db "SELECT count(*) FROM leads WHERE email LIKE 'changed.%'")" 3

step runs
step audit verify
step driver verify

say run lead-sync '   # after one byte of the script was changed'
printf ' ' >>integrations/lead-sync/script.cs
set +e
intagent run lead-sync
code=$?
set -e
expect "exit code of the refusal" "$code" 4
expect "rows after the refusal" "$(rows)" "$created"
printf '\nAll counts are as they should be.\n'
