package dev.dewberry.systemtests.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// The files by which the kernel of a Raspberry Pi tells how it is: this machine has none of its sensors.
final class Board {

    private Board() {}

    static Path make(Path sysfs) throws IOException {
        write(sysfs.resolve("class/thermal/thermal_zone0/type"), "cpu-thermal");
        write(sysfs.resolve("class/thermal/thermal_zone0/temp"), "51608");
        write(sysfs.resolve("devices/platform/soc/soc:firmware/get_throttled"), "50000");
        write(sysfs.resolve("class/block/mmcblk0p2/partition"), "2");
        write(sysfs.resolve("fs/ext4/mmcblk0p2/lifetime_write_kbytes"), "1000000");
        write(sysfs.resolve("fs/ext4/mmcblk0p2/errors_count"), "0");
        return sysfs;
    }

    private static void write(Path file, String line) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, line + "\n");
    }
}
