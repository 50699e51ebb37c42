#!/bin/sh
# Installs Dewberry from this folder on a machine with k3s, without any network. Arguments go to helm, such as --set profile=pi-8gb
set -eu
cd "$(dirname "$0")"
sha256sum --check --quiet SHA256SUMS

# Nobody could fetch an image again that the kubelet removes for want of room, such as that of the setup, which runs once a night.
keep() {
    while read -r image; do
        "$@" --namespace k8s.io images label "$image" io.cri-containerd.pinned=pinned >/dev/null || echo "$image may be removed again." >&2
    done <images.txt
}

if command -v k3s >/dev/null; then
    k3s ctr --namespace k8s.io images import images.tar
    keep k3s ctr
    export KUBECONFIG="${KUBECONFIG:-/etc/rancher/k3s/k3s.yaml}"
elif command -v ctr >/dev/null; then
    ctr --namespace k8s.io images import images.tar
    keep ctr
else
    echo 'Neither k3s nor ctr is here. Load images.tar on each node, or push it to a registry of yours, and run the helm command below.' >&2
    echo "helm upgrade --install dewberry $(echo dewberry-*.tgz) --namespace dewberry --create-namespace --set image.pullPolicy=IfNotPresent" >&2
    exit 1
fi
exec helm upgrade --install dewberry dewberry-*.tgz --namespace dewberry --create-namespace --set image.pullPolicy=IfNotPresent "$@"
