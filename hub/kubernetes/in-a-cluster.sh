#!/usr/bin/env bash
# What the host's own CI runs, where there is a network, helm and kind: the values beside the chart, rendered, and installed
# into a cluster that is thrown away. None of this runs in the project's CI.
set -euo pipefail
cd "$(dirname "$0")"

CHART_VERSION="${CHART_VERSION:-4.3.3}"
work="$(mktemp -d)"
trap 'kind delete cluster --name academy-try >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

# The council's own choices stand in for CAPITALS.
sed -e "s/TENANT/11111111-2222-3333-4444-555555555555/; s/CLIENT$/99999999-8888-7777-6666-555555555555/" \
    -e "s/ADDRESS/academy.example/; s#COUNCIL_NETWORK#10.0.0.0/8#; s#REGISTRY#academy.local#; s/TAG$/try/" \
    -e "s/UK_STORAGE_CLASS/standard/" values.yaml > "$work/values.yaml"

helm repo add jupyterhub https://hub.jupyter.org/helm-chart/
helm pull jupyterhub/jupyterhub --version "$CHART_VERSION" --untar --untardir "$work"
academy hub kubernetes --values "$work/values.yaml" --chart "$work/jupyterhub"
helm template academy "$work/jupyterhub" --values "$work/values.yaml" > "$work/rendered.yaml"

kind create cluster --name academy-try --wait 120s
kubectl apply --dry-run=server -f "$work/rendered.yaml"
kubectl create namespace academy
kubectl --namespace academy create secret generic academy-entra --from-literal=client-secret=try
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=academy.example \
    -keyout "$work/tls.key" -out "$work/tls.crt" >/dev/null 2>&1
kubectl --namespace academy create secret tls academy-tls --key "$work/tls.key" --cert "$work/tls.crt"
helm upgrade --install academy "$work/jupyterhub" --namespace academy --values "$work/values.yaml" \
    --set prePuller.hook.enabled=false --set prePuller.continuous.enabled=false --wait --timeout 10m
kubectl --namespace academy rollout status deployment/hub --timeout 5m
kubectl --namespace academy exec deployment/hub -- python3 -c \
    "import urllib.request; print(urllib.request.urlopen('http://localhost:8081/hub/health').status)"
