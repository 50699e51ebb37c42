#!/bin/bash
# In the build stage: takes the jars apart into what becomes the images' layers, in /out.
#
# Arguments: the folder with the jars as Maven has built them, and the images' architecture
set -eu -o pipefail

context=$1 architecture=$2
services=(gateway auth message presence storage)
here=$(dirname "$0")

# Of libraries that come once for each kind of machine under the same names, the images' is to be found.
remove_foreign_code() {
    case $architecture in
        amd64) rm -f "$1"/{AmazonCorrettoCryptoProvider,netty-tcnative-boringssl-static}-*-linux-aarch_64.jar ;;
        arm64) rm -f "$1"/{AmazonCorrettoCryptoProvider,netty-tcnative-boringssl-static}-*-linux-x86_64.jar ;;
    esac
}

unpack() {
    local folder=/unpacked/$1
    java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djarmode=tools -jar "$2" extract --destination "$folder" >/dev/null
    mv "$folder"/*-app.jar "$folder/app.jar"
    remove_foreign_code "$folder/lib"
    mkdir -p "/out/$1/libraries/lib" "/out/$1/application/lib"
}

# The tool is no Spring application, so it cannot unpack itself.
unpack_setup() {
    mkdir -p /unpacked/setup /out/setup/libraries/lib /out/setup/application/lib
    (cd /unpacked/setup && jar --extract --file "$1" BOOT-INF/lib && mv BOOT-INF/lib lib && rmdir BOOT-INF)
}

# Argument: the name
sort_libraries() {
    local jar name
    for jar in "/unpacked/$1/lib"/*.jar; do
        name=${jar##*/}
        if is_ours "$name"; then
            mv "$jar" "/out/$1/application/lib/"
        elif [[ ! -e /out/shared/lib/$name || $1 == setup ]]; then
            mv "$jar" "/out/$1/libraries/lib/"
        fi
    done
}

is_ours() {
    case $1 in protocol-* | platform-* | database-* | web-*) return 0 ;; esac
    return 1
}

# What is the same in all services.
share_libraries() {
    local jar name service
    mkdir -p /out/shared/lib
    for jar in /unpacked/gateway/lib/*.jar; do
        name=${jar##*/}
        ! is_ours "$name" || continue
        for service in "${services[@]}"; do
            cmp -s "$jar" "/unpacked/$service/lib/$name" || continue 2
        done
        cp "$jar" /out/shared/lib/
    done
}

only() {
    if (($# != 1)) || [[ ! -f $1 ]]; then
        echo "There should be one of: $*. Build the jars first: ./mvnw package" >&2
        exit 1
    fi
    printf '%s' "$1"
}

for service in "${services[@]}"; do
    jar=$(only "$context/$service-service/target/$service-service-"*-app.jar)
    unpack "$service" "$jar"
done
jar=$(only "$context"/cluster-setup/target/cluster-setup-*-app.jar)
unpack_setup "$jar"
"$here/check-modules.sh" /unpacked

share_libraries
# The plain jar has the name of the other without its ending.
tool=$(only "${jar%-app.jar}.jar")
for name in "${services[@]}" setup; do
    application=/out/$name/application
    sort_libraries "$name"
    cp "$tool" "$application/setup.jar"
    cp "$here/tool.options" "$context/LICENSE" "$application/"
    module=$name-service
    [[ $name != setup ]] || module=cluster-setup
    [[ ! -f $context/$module/target/bom.json ]] || cp "$context/$module/target/bom.json" "$application/bom.json"
    [[ $name != setup ]] || continue
    mv "/unpacked/$name/app.jar" "$application/"
    options=("$context/scripts/jvm/common.options" "$context/scripts/jvm/$name.options")
    [[ -f ${options[1]} ]] || unset 'options[1]'
    cat "${options[@]}" >"$application/java.options"
    # A start without a cache is nothing to warn of, and one that cannot be used is made again by the next init container.
    echo '-Xlog:aot=off,aot+class=off,cds=off:stderr' >>"$application/java.options"
done
find /out -exec chown -h 0:0 {} + -exec chmod u=rwX,go=rX {} +
