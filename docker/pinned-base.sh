#!/bin/bash
# Prints the name of a base image with the digest that its registry has for it now, for all architectures: what a tag names today may be
# another image tomorrow. A release is built on what this prints, and names it. Ends with 1 where there is no digest.
#
# Argument: the image, by a tag or by a digest that was decided on before
set -eu -o pipefail

image=$1
if [[ $image != *@* ]]; then
    image+=@$(docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}')
fi
[[ $image =~ ^[^@[:space:]]+@sha256:[0-9a-f]{64}$ ]] || {
    echo "A release is built on an image with its digest; this one has none: '$image'" >&2
    exit 1
}
printf '%s\n' "$image"
