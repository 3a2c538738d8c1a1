# Sourced by the scripts here: serves a directory that goes with the script, at $ADDRESS, from the repository's root.
set -eu
rowrun() { "${ROWRUN:-./rowrun}" "$@"; }
data=$(mktemp -d)
: > "$data/serve.txt"
"${ROWRUN:-./rowrun}" serve --data "$data" --api 127.0.0.1:0 > "$data/serve.txt" &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$data"' EXIT
trap 'exit 1' HUP INT PIPE TERM
until grep -q ' on ' "$data/serve.txt"; do
  kill -0 "$server"
  sleep 0.1
done
ADDRESS=$(sed -n 's/.* on \([^ ]*\).*/\1/p' "$data/serve.txt")

# Shows a command and runs it; keeps what it printed.
run() {
  printf '$ %s\n' "$1"
  eval "$1" 2>&1 | tee "$data/printed"
  printf '\n'
}

# The text of a JSON field that was printed last.
field() {
  sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$data/printed" | head -n 1
}
