package uk.inspection.reporting.web;

/** Words that are data, and the language in which they are: the template says it to a reader. */
public record Phrase(String text, Language language) {

    /** What someone wrote. Nobody says in which language: a default, English. */
    static Phrase written(String text) {
        return new Phrase(text, Language.ENGLISH);
    }
}
