#!/usr/bin/env bash
# usage: eng/native.sh
# Compiles a program that uses a generated driver ahead of time, with every trimming and AOT warning an error, runs it, and runs it again as it is: both must say
# the same. Needs a linker (clang or gcc), zlib's headers, and the compiler's packages from a feed; says `not run: needs X` and ends with 0 where one is missing,
# with 1 where INTAGENT_REQUIRE has `native`.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
project=$root/tests/IntegrationAgent.Driver.NativeProgram

missing() {
  echo "not run: needs $1"
  case ",${INTAGENT_REQUIRE:-}," in *,native,*) exit 1 ;; *) exit 0 ;; esac
}

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || missing "Linux on x64"
if command -v clang >/dev/null 2>&1; then linker=clang; elif command -v gcc >/dev/null 2>&1; then linker=gcc; else missing "clang or gcc"; fi
[ -e /usr/include/zlib.h ] || missing "zlib1g-dev"

work=$(mktemp -d "${TMPDIR:-/tmp}/intagent-native-XXXXXX")
trap 'rm -rf "$work"' EXIT
publish=(-c Release -r linux-x64 -v q -nologo -p:NativeProgram=true "-p:CppCompilerAndLinker=$linker" --artifacts-path "$work/artifacts")
if ! dotnet restore "$project" -r linux-x64 -v q -p:NativeProgram=true --artifacts-path "$work/artifacts" >"$work/restore.log" 2>&1; then
  if lacking=$(grep -oE 'Unable to find (a stable )?package [^ ]+' "$work/restore.log" | head -1) && [ -n "$lacking" ]; then missing "the package ${lacking##* }"; fi
  cat "$work/restore.log"; exit 1
fi
dotnet publish "$project" "${publish[@]}" -o "$work/native" || exit 1
program=$work/native/IntegrationAgent.Driver.NativeProgram
file=$(head -c 4 "$program" | tr -d '\177')
[ "$file" = ELF ] || { echo "$program is not a native program"; exit 1; }
"$program" >"$work/native.txt" || exit 1
dotnet run --project "$project" -v q --artifacts-path "$work/managed" >"$work/managed.txt" || exit 1
diff "$work/managed.txt" "$work/native.txt" || { echo "The native program answers otherwise."; exit 1; }
cat "$work/native.txt"
echo "native: $(stat -c %s "$program") bytes, no warning, the same answers as managed"
