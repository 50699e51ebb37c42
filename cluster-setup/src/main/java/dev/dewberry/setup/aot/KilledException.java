package dev.dewberry.setup.aot;

import java.io.IOException;

/// A run was killed from outside: by the kernel, where it took more memory than it may have.
final class KilledException extends IOException {

    private static final long serialVersionUID = 1;

    KilledException() {
        super("the training was killed");
    }
}
