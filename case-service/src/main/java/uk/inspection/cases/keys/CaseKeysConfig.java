package uk.inspection.cases.keys;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the master keys come from: one of the two. */
@ConfigMapping(prefix = "case-keys")
public interface CaseKeysConfig {
    /** A file with one {@code ID:KEY} a line. */
    Optional<Path> masterKeyFile();

    /** The same in the environment, separated by spaces. */
    Optional<String> masterKeys();
}
