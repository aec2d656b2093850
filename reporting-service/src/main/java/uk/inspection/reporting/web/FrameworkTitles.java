package uk.inspection.reporting.web;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;

/** The titles of a shipped framework in one language; of any other there are only ids. */
final class FrameworkTitles {
    private final String id;
    private final Language language;
    private final @Nullable Framework framework;
    private final Map<String, String> headlines = new HashMap<>();
    private final Map<String, String> numbered = new HashMap<>();

    FrameworkTitles(String id, Language language) {
        this.id = id;
        this.language = language;
        this.framework = Frameworks.newest(id).orElse(null);
        switch (framework) {
            case null -> {}
            case Framework.PooledPercentage pooled -> {
                pooled.headlines().forEach(one -> headlines.put(one.id(), one.title()));
                pooled.sections().forEach(one -> numbered.put(one.id(), one.title()));
                pooled.criteria().forEach(one -> numbered.put(one.id(), one.title()));
            }
            case Framework.RatedStandards rated ->
                    rated.standards().forEach(one -> numbered.put(one.id(), one.title()));
        }
    }

    Phrase framework() {
        return framework == null ? Phrase.written(id) : words(framework.title());
    }

    Phrase headline(String id) {
        return words(headlines.getOrDefault(id, id));
    }

    /** A section, criterion or standard goes by its number and its title. */
    Phrase numbered(String id) {
        String title = numbered.get(id);
        if (title == null) {
            return Phrase.written(id);
        }
        Phrase phrase = words(title);
        return new Phrase(id + " " + phrase.text(), phrase.language());
    }

    /** A band or a rating. */
    @Nullable Phrase label(@Nullable String label) {
        return label == null ? null : words(label);
    }

    Phrase words(String english) {
        return WelshTitles.in(language, english);
    }
}
