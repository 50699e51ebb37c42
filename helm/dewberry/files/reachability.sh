# shellcheck shell=sh disable=SC2153,SC2086
# Asks Dewberry at its Service, and then at each address that the cluster gave to the Service's load balancer. Ends with 1 where
# the Service does not answer, or where it is of type LoadBalancer and none of its addresses does.
set -eu

api=${API:-https://kubernetes.default.svc}
account=${ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}
deadline=$(($(date +%s) + WAIT_SECONDS))

# The Service, as JSON on one line.
service() {
    curl --silent --show-error --fail --max-time 10 --cacert "$account/ca.crt" \
        --header "Authorization: Bearer $(cat "$account/token")" \
        "$api/api/v1/namespaces/$NAMESPACE/services/$ENTRANCE" | tr -d '\n\t '
}

# Asks an address for the web client, under the name that is in the certificate of a private CA.
ask() {
    address=$1 port=$2
    case $address in *:*) address="[$address]" ;; esac
    if [ -n "$AUTHORITY" ]; then
        curl ${CURL_OPTIONS:-} --silent --show-error --fail --output /dev/null --max-time 10 --cacert "$AUTHORITY" \
            --connect-to "$NAME-gateway:$port:$address:$port" "$SCHEME://$NAME-gateway:$port/"
    else
        # Somebody else's certificate is for a name that is not known here; who has it is not what is asked.
        curl ${CURL_OPTIONS:-} --silent --show-error --fail --output /dev/null --max-time 10 --insecure "$SCHEME://$address:$port/"
    fi
}

addresses() {
    service | sed -n 's/.*"loadBalancer":{"ingress":\[\(.*\)/\1/p' | grep -o '"\(ip\|hostname\)":"[^"]*"' | cut -d '"' -f 4
}

until ask "$ENTRANCE" "$PORT"; do
    if [ "$(date +%s)" -ge "$deadline" ]; then
        echo "FAILED: the Service $ENTRANCE:$PORT does not answer."
        exit 1
    fi
    sleep 3
done
echo "The Service $ENTRANCE:$PORT answers."

case $(service) in
    *'"type":"LoadBalancer"'*) ;;
    *)
        echo "It has no address outside of the cluster, and is not meant to have one."
        exit 0
        ;;
esac
while :; do
    for address in $(addresses); do
        if ask "$address" "$PORT"; then
            echo "$SCHEME://$address:$PORT/ answers."
            exit 0
        fi
    done
    if [ "$(date +%s)" -ge "$deadline" ]; then
        echo "FAILED: $ENTRANCE has no address that answers; it has: $(addresses | tr '\n' ' ')"
        echo "Where it has none, something else may hold port $PORT of all nodes, as k3s' Traefik holds 80 and 443."
        exit 1
    fi
    sleep 3
done
