package dev.dewberry.setup.secret;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What belongs into one secret.
record Recipe(String name, List<Entry> entries) {

    void learnFrom(Secret stored, Credentials credentials) {
        for (Entry entry : entries) {
            String text = stored.values().get(entry.key());
            if (text != null) {
                entry.learn().from(text, credentials);
            }
        }
    }

    Map<String, String> make(Credentials credentials) {
        Map<String, String> texts = new LinkedHashMap<>();
        entries.forEach(entry -> texts.put(entry.key(), entry.text().apply(credentials)));
        return texts;
    }

    /// What a stored secret lacks, or has in the form of an earlier release.
    Map<String, String> due(Secret stored, Credentials credentials) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Entry entry : entries) {
            String is = stored.values().get(entry.key());
            String wanted = entry.text().apply(credentials);
            if (is == null || entry.derived() && !is.equals(wanted)) {
                texts.put(entry.key(), wanted);
            }
        }
        return texts;
    }

    /// Keys whose text is not what the credentials say. Somebody has changed one place and not the other.
    List<String> odd(Secret stored, Credentials credentials) {
        return entries.stream()
                .filter(entry -> !entry.derived())
                .filter(entry ->
                        !entry.text().apply(credentials).equals(stored.values().get(entry.key())))
                .map(Entry::key)
                .toList();
    }
}
