package uk.inspection.plan.mail;

/** Hands a mail to the post office for one recipient. */
interface Post {
    Answer hand(String recipient, Letter letter) throws InterruptedException;

    /**
     * A mail as every recipient gets it.
     *
     * @param id names it among all mails ever sent: mail programs show one that came twice once
     */
    record Letter(String id, String subject, String text) {}

    /** What became of it. Why is said without the recipient's name. */
    sealed interface Answer {
        /** The server has it, and is responsible from now on. */
        record Taken() implements Answer {}

        /** This recipient will never get it. */
        record Refused(String why) implements Answer {}

        /** This recipient cannot get it now. */
        record Postponed(String why) implements Answer {}

        /** Nobody can get any now. */
        record Away(String why) implements Answer {}
    }
}
