package dev.dewberry.gateway.rest;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// Bodies of requests, bounded.
final class Bodies {

    private Bodies() {}

    /// Fails with `DataBufferLimitException`, which is `too_large`, past the bound. An absent body is empty.
    static Mono<byte[]> bytes(ServerRequest request, DataSize max) {
        return DataBufferUtils.join(request.exchange().getRequest().getBody(), (int) max.toBytes())
                .map(Bodies::take)
                .defaultIfEmpty(new byte[0]);
    }

    static Mono<Fields> json(ServerRequest request, DataSize max) {
        return bytes(request, max).map(Bodies::parse);
    }

    private static byte[] take(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static Fields parse(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode node = Json.tryRead(text);
            if (node != null && node.isObject()) {
                return new Fields(node);
            }
        } catch (CharacterCodingException notUtf8) {
            // Answered below, as any other body that is no JSON.
        }
        throw DewberryException.badFrame("the body is one JSON object");
    }
}
