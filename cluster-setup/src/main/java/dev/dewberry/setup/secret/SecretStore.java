package dev.dewberry.setup.secret;

import java.util.Map;
import java.util.Optional;

/// Where secrets are kept. Others may write to it at the same time; nothing is ever overwritten unseen.
public interface SecretStore {

    Optional<Secret> find(String name);

    /// @return false, and nothing was done, where there is one of this name
    boolean create(Secret secret);

    /// Sets some of its texts and leaves the others alone.
    ///
    /// @return false, and nothing was done, where it is no longer the one that was seen
    boolean change(Secret seen, Map<String, String> changes);

    /// The store cannot be reached, or refuses.
    final class Unavailable extends RuntimeException {

        private static final long serialVersionUID = 1;

        public Unavailable(String message) {
            super(message);
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
