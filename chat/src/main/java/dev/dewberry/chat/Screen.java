package dev.dewberry.chat;

import org.jspecify.annotations.Nullable;

/// Where things are shown. Thread-safe.
interface Screen {

    /// Shows a line above the one that is being typed.
    void line(String text);

    /// The state line at the bottom, where the terminal has one.
    void status(String text);

    /// Reads a line, with the cursor behind the prompt. Ctrl-C drops what was typed.
    ///
    /// @return `null` at the end of input, or where the user wants to leave
    @Nullable
    String read(String prompt);

    /// The same, without showing what is typed.
    @Nullable
    String readHidden(String prompt);

    /// Called while the user types, at most every few seconds.
    void onTyping(Runnable typing);
}
