package uk.inspection.reporting.web;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Our own style sheet, scripts and icon. Their address has a digest of them all, so that a browser
 * may keep them for good and no release can forget to change a version.
 */
@ApplicationScoped
public class Assets {
    static final String GOVUK = "/assets/govuk-frontend-6.6.0";

    private static final Map<String, String> TYPES =
            Map.of(
                    "history.js", "text/javascript;charset=UTF-8",
                    "icon.svg", "image/svg+xml",
                    "live.js", "text/javascript;charset=UTF-8",
                    "pages.css", "text/css;charset=UTF-8",
                    "pages.js", "text/javascript;charset=UTF-8");

    private static final int DIGEST_CHARACTERS = 12;

    private final SortedMap<String, Asset> files = new TreeMap<>();
    private final String digest;

    Assets() {
        TYPES.forEach((name, type) -> files.put(name, new Asset(type, read(name))));
        digest = digest(files);
    }

    /** One of our files. */
    @SuppressWarnings("ArrayRecordComponent")
    record Asset(String type, byte[] bytes) {}

    /** A file of this release; that of another release is not there. */
    Optional<Asset> find(String digest, String name) {
        return Optional.ofNullable(files.get(name)).filter(_ -> digest.equals(this.digest));
    }

    /** Where our files are, without a slash at the end. */
    String base() {
        return "/assets/pages-" + digest;
    }

    static byte[] read(String name) {
        try (InputStream in =
                Thread.currentThread()
                        .getContextClassLoader()
                        .getResourceAsStream("assets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("The file " + name + " is missing.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(SortedMap<String, Asset> files) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            files.values().forEach(file -> sha.update(file.bytes()));
            return HexFormat.of().formatHex(sha.digest()).substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
