package uk.inspection.contract;

import java.util.List;

/** What came of reading a framework as somebody wrote it down. */
public sealed interface FrameworkDocument {

    /** It has the shape of a framework; whether its parts fit together is not said yet. */
    record Readable(Framework framework) implements FrameworkDocument {}

    /** It is JSON or YAML and not a framework. */
    record Misshapen(List<Fault> faults) implements FrameworkDocument {}

    /**
     * It is not even JSON or YAML.
     *
     * @param where such as {@code line 3, column 7}
     */
    record Malformed(String where) implements FrameworkDocument {}

    /** {@code place} is a path such as {@code bands[1].from}; empty for the document itself. */
    record Fault(String place, String rule) {}

    /** How a document is written down. */
    enum Format {
        JSON,
        YAML
    }
}
