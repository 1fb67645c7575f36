#!/bin/sh
# Deploys by a symbolic link: every version has a folder of its own, and `current` points to the one that serves.
# tminus calls it with what to do and tells the rest in variables (docs/policy.md). It may be called again for
# the same version after a crash, so doing it twice must do no harm.
set -eu

: "${SITE:?SITE names the folder that is served}"
: "${ARTEFACTS:?ARTEFACTS names the folder with one archive for each version}"

unpack() {
  [ -d "$SITE/versions/$1" ] && return
  echo "unpacking $ARTEFACTS/$1.tar.gz"
  mkdir -p "$SITE/versions"
  half="$SITE/versions/.$1.$$"
  mkdir "$half"
  trap 'rm -rf "$half"' EXIT
  tar -xzf "$ARTEFACTS/$1.tar.gz" -C "$half"
  # Only a whole version gets its name.
  mv "$half" "$SITE/versions/$1"
}

switch_to() {
  ln -s "versions/$1" "$SITE/.current.$$"
  # A rename is one step: nobody sees a moment without a version. BSD calls the option -h.
  mv -T "$SITE/.current.$$" "$SITE/current" 2>/dev/null || mv -h "$SITE/.current.$$" "$SITE/current"
  echo "$1 serves $TMINUS_SERVICE in $TMINUS_ENVIRONMENT"
}

case "${1:-}" in
  install | restore)
    unpack "$TMINUS_VERSION"
    switch_to "$TMINUS_VERSION"
    ;;
  read)
    [ -L "$SITE/current" ] || exit 0
    basename "$(readlink "$SITE/current")"
    ;;
  *)
    echo "usage: deploy.sh install | restore | read" >&2
    exit 2
    ;;
esac
