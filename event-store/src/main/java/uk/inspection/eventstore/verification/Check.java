package uk.inspection.eventstore.verification;

import java.util.Optional;

/**
 * One thing that a verification looks at. A service adds its own by a bean of this type; they run
 * after those of the event store, in order of their names.
 */
public interface Check {
    /** What it is called, in lower case with dashes. */
    String name();

    /** What it counts, in the plural, such as {@code events}. */
    String counts();

    /**
     * Looks at what is there when it begins, while more is written. Holds no more than a page at a
     * time, and tells its progress page by page.
     *
     * @return the first difference as a sentence that names stream, version, position and column or
     *     field, as far as there are such; empty where there is none
     * @throws Unfinished when it could not be finished, and why is known
     * @throws Exception when it could not be finished for a fault
     */
    Optional<String> run(Progress progress) throws Exception;

    /** Not all was looked at, for a reason that is known: no place in the code tells more of it. */
    final class Unfinished extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /**
         * Unfinished.
         *
         * @param why a sentence for who asked
         */
        public Unfinished(String why) {
            super(why);
        }
    }

    /** Where a check tells how far it is. */
    interface Progress {
        /**
         * So many more were looked at.
         *
         * @throws java.util.concurrent.CancellationException when the service stops
         */
        void counted(long more);

        /** What is to be told of what passed, a sentence, where a number does not say it. */
        default void note(String sentence) {}
    }
}
