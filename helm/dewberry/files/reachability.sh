# shellcheck shell=sh disable=SC2153,SC2086
# Asks Dewberry at its Service, then at each address that the cluster gave to the Service's load balancer, and then through the Ingress. Ends with 1 where
# the Service does not answer, where it is of type LoadBalancer and none of its addresses does, or where nobody answers through an Ingress that there is
# or should be.
set -eu

api=${API:-https://kubernetes.default.svc}
account=${ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}
deadline=$(($(date +%s) + WAIT_SECONDS))

# An object of the namespace, as JSON on one line, by its path.
object() {
    curl --silent --show-error --fail --max-time 10 --cacert "$account/ca.crt" \
        --header "Authorization: Bearer $(cat "$account/token")" \
        "$api$1" | tr -d '\n\t '
}

service() {
    object "/api/v1/namespaces/$NAMESPACE/services/$ENTRANCE"
}

# The addresses in the status of what is read.
addresses() {
    sed -n 's/.*"loadBalancer":{"ingress":\[\(.*\)/\1/p' | grep -o '"\(ip\|hostname\)":"[^"]*"' | cut -d '"' -f 4
}

# What stands between // and the port.
host() {
    case $1 in
        *:*) echo "[$1]" ;;
        *) echo "$1" ;;
    esac
}

fetch() {
    curl --silent --show-error --fail --output /dev/null --max-time 10 "$@"
}

# Asks an address for the web client, under the name that is in the certificate of a private CA.
ask() {
    at=$(host "$1"):$2
    if [ -n "$AUTHORITY" ]; then
        fetch ${CURL_OPTIONS:-} --cacert "$AUTHORITY" \
            --connect-to "$NAME-gateway:$2:$at" "$SCHEME://$NAME-gateway:$2/"
    else
        # Somebody else's certificate is for a name that is not known here; who has it is not what is asked.
        fetch ${CURL_OPTIONS:-} --insecure "$SCHEME://$at/"
    fi
}

# The same of the Ingress: its controller goes by the name, and may stand at another port than people ask for.
ask_ingress() {
    if [ -n "$INGRESS_AUTHORITY" ]; then
        fetch --cacert "$INGRESS_AUTHORITY" --connect-to "::$1" "$INGRESS_SCHEME://$INGRESS_HOST/"
    else
        fetch --insecure --connect-to "::$1" "$INGRESS_SCHEME://$INGRESS_HOST/"
    fi
}

# Where the controller of the Ingress is: HOST:PORT for curl, where an empty port is that of the scheme.
controllers() {
    if [ -n "$INGRESS_ADDRESS" ]; then
        case $INGRESS_ADDRESS in
            *:*[!]]) echo "$INGRESS_ADDRESS" ;;
            *) echo "$INGRESS_ADDRESS:" ;;
        esac
        return
    fi
    object "/apis/networking.k8s.io/v1/namespaces/$NAMESPACE/ingresses/$INGRESS" | addresses | while read -r address; do
        echo "$(host "$address"):"
    done
}

late() {
    [ "$(date +%s)" -ge "$deadline" ]
}

try_service() {
    until ask "$ENTRANCE" "$PORT"; do
        if late; then
            echo "FAILED: the Service $ENTRANCE:$PORT does not answer."
            exit 1
        fi
        sleep 3
    done
    echo "The Service $ENTRANCE:$PORT answers."
}

try_load_balancer() {
    case $(service) in
        *'"type":"LoadBalancer"'*) ;;
        *)
            echo "It has no address outside of the cluster, and is not meant to have one."
            return
            ;;
    esac
    while :; do
        for address in $(service | addresses); do
            if ask "$address" "$PORT"; then
                echo "$SCHEME://$(host "$address"):$PORT/ answers."
                return
            fi
        done
        if late; then
            echo "FAILED: $ENTRANCE has no address that answers; it has: $(service | addresses | tr '\n' ' ')"
            echo "Where it has none, something else may hold port $PORT of all nodes, as k3s' Traefik holds 80 and 443."
            exit 1
        fi
        sleep 3
    done
}

try_ingress() {
    if [ -n "${INGRESS_MISSING:-}" ]; then
        echo "FAILED: people are to come through an Ingress (tls.mode), and the release has none: the cluster had no types of Traefik when it was rendered."
        echo "helm upgrade makes one where it has them now; ingress.controller names another controller; ingress.enabled=false says that the Ingress is yours."
        exit 1
    fi
    if [ -z "${INGRESS:-}" ]; then
        echo "There is no Ingress to ask."
        return
    fi
    while :; do
        for address in $(controllers); do
            if ask_ingress "$address"; then
                echo "$INGRESS_SCHEME://$INGRESS_HOST/ answers through the Ingress at ${address%:}."
                return
            fi
        done
        if late; then
            echo "FAILED: $INGRESS_SCHEME://$INGRESS_HOST/ does not answer through the Ingress $INGRESS; its addresses: $(controllers | sed 's/:$//' | tr '\n' ' ')"
            echo "Where it has none, its controller may tell none: tests.ingressAddress names the controller's Service."
            exit 1
        fi
        sleep 3
    done
}

try_service
try_load_balancer
try_ingress
