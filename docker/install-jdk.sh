#!/bin/bash
# In the build stage: a JDK that runs here, the modules of the JDK for the images' machine, and the few packages that a JVM needs
# around it. All from Debian, whatever the machine, and nothing of the other machine is ever run.
#
# Arguments: the images' architecture in Debian's words
set -eu -o pipefail

architecture=$1
jdk=openjdk-25-jdk-headless
jre=openjdk-25-jre-headless
# glibc, what libjvm and the JDK's libraries link to, zones, and the authorities that TLS to the outside trusts.
userland=(libc6 libgcc-s1 gcc-14-base libstdc++6 zlib1g tzdata ca-certificates netbase base-files)

export DEBIAN_FRONTEND=noninteractive
native=$(dpkg --print-architecture)
[[ $architecture == "$native" ]] || dpkg --add-architecture "$architecture"
apt-get update -qq
apt-get install -y -qq --no-install-recommends "$jdk" ca-certificates binutils >/dev/null

mkdir -p /target/packages /target/jdk /target/rootfs
cd /target/packages
apt-get download -qq -o APT::Sandbox::User=root "$jdk:$architecture" "$jre:$architecture"
for package in "${userland[@]}"; do
    [[ $(apt-cache show "$package" | sed -n 's/^Architecture: //p' | head -n 1) == all ]] && name=$package || name=$package:$architecture
    apt-get download -qq -o APT::Sandbox::User=root "$name"
done
for package in openjdk-*.deb; do
    dpkg-deb --extract "$package" /target/jdk
done

# As Debian's merged /usr has it; the packages alone bring no links.
mkdir -p /target/rootfs/usr/{bin,sbin,lib}
for package in *.deb; do
    [[ $package != openjdk-* ]] || continue
    dpkg-deb --extract "$package" /target/rootfs
    # Where scanners of images without a package manager look for what is installed.
    mkdir -p /target/rootfs/var/lib/dpkg/status.d
    dpkg-deb --field "$package" >"/target/rootfs/var/lib/dpkg/status.d/${package%%_*}"
done
