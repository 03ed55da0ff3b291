#!/usr/bin/env bash
# Follows docs/getting-started-driver.md literally: takes every sh block out of it, in order, and runs them in one shell in an empty folder.
# Prints how long it took from the template to a green conformance run, and fails when a command fails or the last one read no rows.
#
#   samples/ten-minute-driver/run.sh [folder]      default: a temporary folder, removed at the end
#
# INTAGENT_PACKAGES=offline restores third-party packages from this machine's package cache instead of nuget.org.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export checkout=${CHECKOUT:-$(cd "$here/../.." && pwd)}
guide=$checkout/docs/getting-started-driver.md
work=${1:-$(mktemp -d "${TMPDIR:-/tmp}/intagent-ten-minutes-XXXXXX")}
mkdir -p "$work"
[ -z "$(ls -A "$work")" ] || { echo "ten-minute-driver: $work is not empty" >&2; exit 2; }
work=$(cd "$work" && pwd)
finish() {
    jobs -p | xargs -r kill 2>/dev/null || true
    if [ -z "${1:-}" ]; then chmod -R u+w "$work"; rm -rf "$work"; fi
}
trap 'finish "${1:-}"' EXIT
fail() { echo "ten-minute-driver: $*" >&2; exit 1; }

# A hive of its own: the template is not installed for the user of this machine. Packages are cached as usual, so that the time is that of a warm cache.
# The checkout is built before that, under the user's own home and sources: a restore under others would make all of it anew.
# No build node stays behind: it would hold the log open, and the pipe below would wait for it.
export MSBUILDDISABLENODEREUSE=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false NO_COLOR=1
if [ -f "$HOME/.nuget/NuGet/NuGet.Config" ]; then mkdir -p "$work/.home/.nuget/NuGet"; cp "$HOME/.nuget/NuGet/NuGet.Config" "$work/.home/.nuget/NuGet/"; fi
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
if [ "${INTAGENT_PACKAGES:-}" = offline ]; then
    printf '<configuration><packageSources><clear /><add key="cache" value="%s" /></packageSources></configuration>\n' "$cache" >"$work/.offline.config"
fi

blocks=$(awk '/^```sh$/ { inside = 1; next } /^```$/ { if (inside) print "##"; inside = 0; next } inside { print }' "$guide")
[ -n "$blocks" ] || fail "no commands in $guide"

cd "$work"
log=$work/.log
status=0
{
    echo 'set -euo pipefail'
    # A command that fails leaves no server behind, which would hold the log open.
    echo "trap 'jobs -p | xargs -r kill 2>/dev/null || true' EXIT"
    echo 'began=; block=0'
    while IFS= read -r line; do
        if [ "$line" = "##" ]; then
            echo 'block=$((block + 1)); if [ "$block" = 1 ]; then began=$(date +%s%N); fi; if [ "$block" = 3 ]; then echo "== template to green conformance: $(( ($(date +%s%N) - began) / 1000000 )) ms"; fi'
        else
            case $line in
                "dotnet new "*) printf 'export DOTNET_CLI_HOME=%q NUGET_PACKAGES=%q; [ ! -f %q ] || cp %q %q\n' "$work/.home" "$cache" "$work/.offline.config" "$work/.offline.config" "$work/NuGet.config" ;;
            esac
            printf 'printf "%%s\\n" %q\n%s\n' "\$ $line" "$line"
        fi
    done <<<"$blocks"
} >"$work/.steps.sh"
bash "$work/.steps.sh" 2>&1 | tee "$log" || status=$?
[ "$status" -eq 0 ] || fail "a command of the guide failed"
grep -q '250 records looked at' "$log" || fail "the last command read no rows"
took=$(sed -n 's/^== template to green conformance: \([0-9]*\) ms$/\1/p' "$log")
[ -n "$took" ] || fail "the time from template to conformance is missing"
echo
echo "every command of the guide worked; template to green conformance: $((took / 1000)).$(printf '%03d' $((took % 1000))) s (asked: at most 60 s)"
