/// The Java SDK: Java 17 byte code, no Spring, no Reactor, fit for Android (API 26 with core library desugaring).
///
/// [dev.dewberry.client.DewberryClient] is the door; everything public that it hands out is thread-safe or
/// immutable.
@NullMarked
package dev.dewberry.client;

import org.jspecify.annotations.NullMarked;
