#!/bin/sh
# module.sh MODULE plans one root module twice and imports both plans. Its exit status is that of the import: 0, 3 where
# this import found a new critical drift, 1 or 2 where something is wrong.
set -eu
module=$1
here=$PWD
plans=$(mktemp -d) # plans hold secrets in the clear: only this user reads them, and they go with the job
trap 'rm -rf "$plans"' EXIT

cd "$module"
terraform init -input=false -lockfile=readonly >/dev/null
terraform plan -input=false -lock-timeout=10m -out="$plans/next.bin" >/dev/null
terraform show -json "$plans/next.bin" >"$plans/next.json"
terraform plan -input=false -lock-timeout=10m -refresh-only -out="$plans/drift.bin" >/dev/null
terraform show -json "$plans/drift.bin" >"$plans/drift.json"
cd "$here"

worst=0
take() {
  guardian import --scope "$module" --detected-by scheduler --fail-on new:critical "$@" || {
    status=$?
    case $worst in 0 | 3) worst=$status ;; esac
  }
}
take "$plans/next.json"
take --resolve-missing --summary "markdown=${GITHUB_STEP_SUMMARY:-drift.md}" --summary junit=drift.xml --summary sarif=drift.sarif "$plans/drift.json"
exit "$worst"
