package dev.dewberry.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CiphersTest {

    private static final String PI_4 = "processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd evtstrm crc32 cpuid\n";
    private static final String PI_5 =
            "processor\t: 0\nFeatures\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics\n";
    private static final String PC = "processor\t: 0\nmodel name\t: Some aes\nflags\t\t: fpu sse4_2 x2apic aes xsave\n";

    @Test
    void aProcessorWithoutInstructionsForAesWantsChaChaWhateverTheClientLikesMore() {
        Ciphers ciphers = Ciphers.of(PI_4);

        assertThat(ciphers.clientsOrder()).isFalse();
        assertThat(ciphers.names().getFirst()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
        assertThat(ciphers.names().subList(0, 3)).allMatch(name -> name.contains("CHACHA20"));
    }

    @Test
    void oneWithThemLeavesItToTheClient() {
        assertThat(Ciphers.of(PI_5).clientsOrder()).isTrue();
        assertThat(Ciphers.of(PC).clientsOrder()).isTrue();
    }

    @Test
    void aNameWithTheseLettersIsNoInstruction() {
        assertThat(Ciphers.of("model name\t: aes\nflags\t\t: fpu vaes\n").clientsOrder())
                .isFalse();
    }

    @Test
    void theSameCiphersAreOfferedEverywhere() {
        assertThat(Ciphers.of(PI_4).names())
                .containsExactlyInAnyOrderElementsOf(Ciphers.of(PC).names());
        assertThat(Ciphers.of(PC).names()).allMatch(name -> name.contains("GCM") || name.contains("POLY1305"));
    }
}
