package dev.dewberry.platform.bus;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import reactor.core.publisher.Mono;

/// A Lua script beside a class, called by its SHA-1 and sent whole where Redis does not know it (yet,
/// or any more). Thread-safe.
public final class RedisScript {

    private final String text;
    private final String sha;
    private final ScriptOutputType output;

    private RedisScript(String text, ScriptOutputType output) {
        this.text = text;
        this.sha = sha1(text);
        this.output = output;
    }

    /// @param owner the class in whose package the file lies
    public static RedisScript load(Class<?> owner, String file, ScriptOutputType output) {
        try (InputStream in = owner.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no script " + file + " beside " + owner.getName());
            }
            return new RedisScript(new String(in.readAllBytes(), StandardCharsets.UTF_8), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs it on the bus's shared connection.
    public <T> Mono<T> run(RedisBus bus, List<String> keys, List<String> arguments) {
        String[] keyArray = keys.toArray(new String[0]);
        String[] argumentArray = arguments.toArray(new String[0]);
        return bus.<T>call(redis -> redis.evalsha(sha, output, keyArray, argumentArray))
                .onErrorResume(
                        RedisNoScriptException.class,
                        unknown -> bus.call(redis -> redis.eval(text, output, keyArray, argumentArray)));
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
