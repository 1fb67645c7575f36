#!/bin/sh
# Posts one report to tminus as evidence of the commit that is checked out.
#   post-evidence.sh <format> <file> [gate] [name]
# TMINUS_URL, TMINUS_TOKEN and SERVICE say where to, who posts, and about what. Formats: docs/gates.md of tminus.
set -eu
format=$1 file=$2 gate=${3:-} name=${4:-}

if [ ! -s "$file" ]; then
  echo "::warning::$file is not there: tminus will not know what $format says"
  exit 0
fi
# Fixed before the first try: a post that is sent again is known by it.
at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
query="service=$SERVICE&commit=$(git rev-parse HEAD)&at=$at&format=$format"
[ -z "$gate" ] || query="$query&gate=$gate"
[ -z "$name" ] || query="$query&name=$name"
[ -z "${GITHUB_RUN_ID:-}" ] ||
  query="$query&link=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"

# The token comes by standard input: whoever lists processes sees their arguments.
printf 'Authorization: Bearer %s' "$TMINUS_TOKEN" |
  curl --silent --show-error --fail-with-body --max-time 60 --retry 5 --retry-connrefused \
    --header @- --header 'Content-Type: application/octet-stream' \
    --data-binary "@$file" "$TMINUS_URL/evidence?$query"
