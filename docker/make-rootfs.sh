#!/bin/bash
# In the build stage: the root file system of the images, without any program, and the runtime in /opt/java.
set -eu -o pipefail

rootfs=/target/rootfs
modules=$(sed 's/#.*//' "$(dirname "$0")/modules.txt" | xargs | tr ' ' ,)

# Accounts, and the authorities as one file, as their packages' scripts would have made them.
cd "$rootfs"
# Only the licences are kept of what is documentation.
find usr/share/doc -type f ! -name copyright -delete
rm -rf usr/share/{man,info,lintian,locale,bug,base-files} usr/lib/*/gconv etc/update-motd.d etc/profile.d usr/sbin usr/bin
rm -rf var/{backups,cache,local,lock,mail,opt,run,spool} home media mnt srv boot
mkdir -p etc/ssl/certs usr/bin usr/sbin var/cache/dewberry etc/dewberry/secrets tmp proc sys dev run
chmod 1777 tmp
chown 65532:65532 var/cache/dewberry
find usr/share/ca-certificates -name '*.crt' | LC_ALL=C sort | xargs cat >etc/ssl/certs/ca-certificates.crt
cat >etc/passwd <<'END'
root:x:0:0:root:/root:/sbin/nologin
dewberry:x:65532:65532:dewberry:/nonexistent:/sbin/nologin
END
cat >etc/group <<'END'
root:x:0:
dewberry:x:65532:
END
echo 'hosts: files dns' >etc/nsswitch.conf
rm -f etc/hosts etc/resolv.conf etc/hostname

# The folder's name has the architecture in it; the one with modules is what is wanted.
jmods=$(find /target/jdk/usr/lib/jvm -maxdepth 2 -type d -name jmods | head -n 1)
jlink --module-path "$jmods" --add-modules "$modules" --output /target/java \
    --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-0
# Debian keeps configuration and authorities in /etc, by links that lead nowhere here.
find /target/java -xtype l | while read -r link; do
    file=/target/jdk$(readlink "$link")
    rm "$link"
    [[ ! -f $file ]] || cp "$file" "$link"
done
# Of programs only the one.
find /target/java/bin -type f ! -name java -delete
# The JDK's own form of the same authorities. Debian's has the date of its making in it; this one has none, and no salt.
rm -f /target/java/lib/security/cacerts
keytool -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -J-Dkeystore.pkcs12.macAlgorithm=NONE -importkeystore -noprompt \
    -srckeystore /etc/ssl/certs/java/cacerts -srcstorepass changeit \
    -destkeystore /target/java/lib/security/cacerts -deststoretype PKCS12 -deststorepass changeit >/dev/null 2>&1
[[ -s /target/java/lib/security/cacerts ]]
# One text for all modules instead of the same ones for each.
rm -rf /target/java/legal
mkdir /target/java/legal
cp --dereference /usr/share/doc/openjdk-25-jre-headless/copyright /target/java/legal/
