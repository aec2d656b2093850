package uk.inspection.benchmarks;

import java.util.List;

/** Something that is measured beside its limit. */
interface Benchmark {
    String name();

    /**
     * Measures, in its own time.
     *
     * @param console where it says what it is doing
     * @throws Exception when something could not be measured, or what was measured was not done
     *     right: no figure counts then
     */
    List<Result> run(Console console) throws Exception;
}
