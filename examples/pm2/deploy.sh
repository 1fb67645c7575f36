#!/bin/sh
# Deploys a Node service that runs under PM2. Every version has a folder of its own, `current` points to the one that
# serves, and PM2 replaces its processes one after the other. tminus calls it with what to do and tells the rest in
# variables (docs/policy.md). It may be called again for the same version after a crash: doing it twice does no harm.
set -eu

: "${APP:?APP names the folder of the service}"
: "${ARTEFACTS:?ARTEFACTS names the folder with one archive for each version}"
here=$(dirname "$0")

unpack() {
  [ -d "$APP/versions/$1" ] && return
  echo "unpacking $ARTEFACTS/$1.tar.gz"
  mkdir -p "$APP/versions"
  half="$APP/versions/.$1.$$"
  mkdir "$half"
  trap 'rm -rf "$half"' EXIT
  tar -xzf "$ARTEFACTS/$1.tar.gz" -C "$half"
  # Only a whole version gets its name.
  mv "$half" "$APP/versions/$1"
}

point_to() {
  ln -s "versions/$1" "$APP/.current.$$"
  # A rename is one step: nobody sees a moment without a version. BSD calls the option -h.
  mv -T "$APP/.current.$$" "$APP/current" 2>/dev/null || mv -h "$APP/.current.$$" "$APP/current"
}

case "${1:-}" in
  install | restore)
    unpack "$TMINUS_VERSION"
    point_to "$TMINUS_VERSION"
    # Fails when a new process does not say that it is ready; the others then still run the version before.
    pm2 startOrReload "$here/ecosystem.config.cjs" --update-env
    pm2 save
    echo "$TMINUS_VERSION serves $TMINUS_SERVICE in $TMINUS_ENVIRONMENT"
    ;;
  read)
    # What the processes really run, not where `current` points to.
    pm2 jlist | node "$here/running-version.mjs" "$TMINUS_SERVICE"
    ;;
  smoke)
    node "$here/smoke.mjs" "${HEALTH_URL:?HEALTH_URL is what the smoke test asks}"
    ;;
  *)
    echo "usage: deploy.sh install | restore | read | smoke" >&2
    exit 2
    ;;
esac
