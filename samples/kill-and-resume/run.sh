#!/usr/bin/env bash
# Starts a sync of a million records, kills it three times at random with `kill -9`, resumes it, and compares source and target with plain SQL in both
# directions. It fails when a record is missing, surplus or different.
#
#   samples/kill-and-resume/run.sh [rows]        1,000,000 by default
#
# SEED chooses the moments; INTAGENT_DLL names a built intagent.dll, without which the checkout is built first.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rows=${1:-1000000}
RANDOM=${SEED:-$(date +%s)}
dll=${INTAGENT_DLL:-$root/src/IntegrationAgent.Cli/bin/Debug/net10.0/intagent.dll}
[ -n "${INTAGENT_DLL:-}" ] || dotnet build "$root/src/IntegrationAgent.Cli" -v quiet --nologo

work=$(mktemp -d "${TMPDIR:-/tmp}/intagent-kill-and-resume-XXXXXX")
simulator=
run=
finish() {
    [ -z "$run" ] || kill -9 "$run" 2>/dev/null || true
    [ -z "$simulator" ] || kill "$simulator" 2>/dev/null || true
    chmod -R u+w "$work"
    rm -rf "$work"
}
trap finish EXIT

intagent() { dotnet exec "$dll" "$@"; }
step() { printf '\n$ intagent %s\n' "$*"; intagent "$@"; }
quietly() { printf '\n$ intagent %s\n' "$*"; intagent "$@" >../output.txt 2>&1 || { cat ../output.txt >&2; fail "$1 failed"; }; }
fail() { echo "kill-and-resume: $*" >&2; exit 1; }
member() { sed -n "s/^ *\"$1\": \"\\{0,1\\}\\([^\",]*\\)\"\\{0,1\\},\\{0,1\\}\$/\\1/p" "$2" | head -n 1; }

# Plain SQL, with the source's file at hand as `org`: python3 where it is, otherwise a file-based C# app.
if command -v python3 >/dev/null; then sql() { python3 "$here/sql.py" "$@"; }
else sql() { dotnet run "$here/sql.cs" -- "$@"; }
fi
target=$work/workspace/data/warehouse.db
there() { [ -f "$target" ] && sql "$target" "" "SELECT count(*) FROM leads" 2>/dev/null || echo 0; }

cd "$work"
printf '$ intagent simulate salesforce --leads %s --store org.db --json &\n' "$rows"
# Not through the function above: the process that is told to end must be the program itself.
dotnet exec "$dll" simulate salesforce --leads "$rows" --store org.db --json >simulator.json &
simulator=$!
for _ in $(seq 6000); do grep -q '^}' simulator.json && break; kill -0 "$simulator" 2>/dev/null || break; sleep 0.1; done
address=$(member address simulator.json)
[ -n "$address" ] || fail "the simulator did not start"
echo "  an org of $rows leads at $address, kept in a file"

quietly init workspace --single-user
cd workspace
quietly driver add salesforce
quietly driver add sqlite
printf '\n$ intagent connect salesforce --driver salesforce --set login_url=%s --write-env\n' "$address"
printf 'SF_CLIENT_ID=%s\nSF_CLIENT_SECRET=%s\n' "$(member clientId ../simulator.json)" "$(member clientSecret ../simulator.json)" |
    intagent connect salesforce --driver salesforce --set "login_url=$address" --write-env >/dev/null
quietly connect warehouse --driver sqlite --set path=data/warehouse.db
echo '{}' >answers.json
quietly ask "I want to sync leads from Salesforce to the warehouse: last name, company, email." --answers answers.json
quietly dry-run lead-sync
quietly approve lead-sync --runs 3 --reason "To see that a killed run loses nothing."

# Three random moments, told by how much has arrived.
moments=$(for _ in 1 2 3; do echo $((rows * (5 + RANDOM % 85) / 100)); done | sort -n)
resume=
for moment in $moments; do
    printf '\n$ intagent run lead-sync%s &\n' "$resume"
    # shellcheck disable=SC2086
    dotnet exec "$dll" run lead-sync $resume >../run.txt 2>&1 &
    run=$!
    while kill -0 "$run" 2>/dev/null && [ "$(there)" -lt "$moment" ]; do sleep 0.05; done
    if kill -9 "$run" 2>/dev/null; then
        wait "$run" 2>/dev/null || true
        echo "  killed with kill -9 when $(there) of $rows records had arrived"
    else
        wait "$run" || { cat ../run.txt >&2; fail "the run ended by itself"; }
        echo "  over before it could be killed"
        break
    fi
    run=
    resume=" --resume"
done
run=

printf '\n$ intagent run lead-sync --resume\n'
if ! intagent run lead-sync --resume >../run.txt 2>&1; then
    grep -q E-RUN-NOTHING ../run.txt || { cat ../run.txt >&2; fail "the run could not be resumed"; }
    step run lead-sync
else
    cat ../run.txt
fi
step audit verify

kill "$simulator"
wait "$simulator" 2>/dev/null || true
simulator=
source='SELECT LastName, Company, Email FROM org.Lead WHERE "$state" = 0'
copied='SELECT last_name, company, email FROM leads'
compare() { # what, SQL, expected
    local found
    found=$(sql "$target" "$work/org.db" "$2")
    printf '  %-52s %s\n' "$1" "$found"
    [ "$found" = "$3" ] || fail "$1: $found instead of $3"
}
printf '\nPlain SQL on both files\n'
compare "records in the source" "SELECT count(*) FROM ($source)" "$rows"
compare "records in the target" "SELECT count(*) FROM leads" "$rows"
compare "different keys in the target" "SELECT count(DISTINCT sf_id) FROM leads" "$rows"
compare "in the source, and not so in the target" "SELECT count(*) FROM ($source EXCEPT $copied)" 0
compare "in the target, and not so in the source" "SELECT count(*) FROM ($copied EXCEPT $source)" 0
printf '\nNothing was lost, nothing is there twice.\n'
