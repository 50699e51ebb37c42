package dev.dewberry.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// A test that mounts a file system or makes a network, which only root may. Whoever else runs the tests is told that
/// it was left out.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
        named = "user.name",
        matches = "root",
        disabledReason = "only root may mount file systems and make networks")
public @interface AsRoot {}
