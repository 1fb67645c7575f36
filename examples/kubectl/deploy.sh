#!/bin/sh
# Deploys with nothing but kubectl: the Deployment, its container and the label `app` are called like the service.
# tminus calls it with what to do and tells the rest in variables (docs/policy.md). It may be called again for the same
# version after a crash: doing it twice does no harm.
set -eu

: "${IMAGE:?IMAGE is the image without its tag}"
name="deployment/$TMINUS_SERVICE"

roll_out() {
  # How many pods at once, from the strategy; a target that restores gets none and keeps what is set.
  if [ -n "${TMINUS_MAX_SURGE:-}" ]; then
    kubectl patch "$name" --type=strategic -p \
      "{\"spec\":{\"strategy\":{\"rollingUpdate\":{\"maxSurge\":$TMINUS_MAX_SURGE,\"maxUnavailable\":$TMINUS_MAX_UNAVAILABLE}}}}"
  fi
  kubectl set image "$name" "$TMINUS_SERVICE=$IMAGE:$TMINUS_VERSION"
  # Fails when the pods do not become ready within the progress deadline of the Deployment.
  kubectl rollout status "$name" --timeout=9m
}

read_versions() {
  # What the pods really run, and how many of them each; the Deployment says what was asked for.
  kubectl get pods -l "app=$TMINUS_SERVICE" --field-selector=status.phase=Running \
    -o 'jsonpath={range .items[*]}{.spec.containers[0].image}{"\n"}{end}' |
    awk -F: 'NF > 1 { count[$NF]++; all++; if (count[$NF] > best) { best = count[$NF]; most = $NF } }
      END { if (all) {
        printf "{\"version\":\"%s\",\"shares\":{", most
        for (version in count) { printf "%s\"%s\":%.2f", comma, version, 100 * count[version] / all; comma = "," }
        print "}}"
      } }'
}

migrate() {
  # One Job for each version: asking again finds it, and does not migrate twice.
  job="migrate-$TMINUS_SERVICE-$(echo "$TMINUS_VERSION" | tr '.+' '--')"
  kubectl get job "$job" >/dev/null 2>&1 ||
    kubectl create job "$job" --image="$IMAGE:$TMINUS_VERSION" -- ./migrate
  while true; do
    state=$(kubectl get job "$job" -o 'jsonpath={.status.conditions[?(@.status=="True")].type}')
    case "$state" in
      *Complete*) break ;;
      *Failed*)
        kubectl logs "job/$job" >&2
        echo "the migration to $TMINUS_VERSION failed" >&2
        exit 1
        ;;
    esac
    sleep "${POLL_SECONDS:-2}"
  done
  kubectl logs "job/$job"
}

case "${1:-}" in
  install | restore) roll_out ;;
  read) read_versions ;;
  migrate) migrate ;;
  *)
    echo "usage: deploy.sh install | restore | read | migrate" >&2
    exit 2
    ;;
esac
