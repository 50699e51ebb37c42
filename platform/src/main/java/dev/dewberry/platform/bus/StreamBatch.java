package dev.dewberry.platform.bus;

import java.util.List;

/// Records of one stream, in order.
///
/// @param partition of the stream; −1 where it belongs to none
public record StreamBatch(String stream, int partition, List<String> records) {}
