package uk.inspection.reporting.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.Requests.Caller;
import uk.inspection.reporting.domain.PublishedResult;
import uk.inspection.reporting.domain.PublishedResultDecider;
import uk.inspection.reporting.domain.PublishedResultDecider.Identity;
import uk.inspection.reporting.domain.PublishedResultDecider.Standing;
import uk.inspection.reporting.domain.Refused;

/** Results that were published outside the platform, kept as events: one stream a result. */
@ApplicationScoped
public class PublishedResults {
    private static final int DIGEST_BYTES = 16;

    private final Reports reports;
    private final Answers answers;

    /** What to keep as a command's answer, given what it came to. */
    public interface Answering {
        /**
         * The answer; called on the writer's thread.
         *
         * @param news whether the command made any event
         */
        Answer answer(long version, boolean news);
    }

    PublishedResults(Reports reports, Answers answers) {
        this.reports = reports;
        this.answers = answers;
    }

    /**
     * The results as they would be kept, of the frameworks that come with the platform.
     *
     * @throws Refused when any of them breaks a rule
     */
    public static List<PublishedResultImported> sound(List<PublishedResult> results) {
        return PublishedResultDecider.sound(results, Frameworks.all());
    }

    /** The id of the stream that keeps a result: the same for a later one of the same identity. */
    public static String id(PublishedResultImported result) {
        Identity identity = Identity.of(result);
        return "published-"
                + digest(
                        identity.area(),
                        identity.framework(),
                        identity.kind().name(),
                        identity.published().earliest().toString(),
                        identity.published().latest().toString());
    }

    /** Imports a sound result; the same again is no news. */
    public CompletableFuture<Outcome> submit(
            Caller caller, PublishedResultImported result, Answering answer) {
        return reports.submit(
                new Command<>(
                        id(result),
                        caller.commandId(),
                        caller.bodyHash(),
                        caller.actor(),
                        null,
                        caller.correlation(),
                        caller.at(),
                        caller.onBehalfOf(),
                        decide(result, PublishedResultDecider::decide, answers, answer)));
    }

    static Command.Decide<Kept> decide(
            PublishedResultImported result,
            BiFunction<@Nullable Standing, PublishedResultImported, List<PublishedResultImported>>
                    decider,
            Answers answers,
            Answering answer) {
        return (kept, version) -> {
            Standing standing =
                    switch (kept) {
                        case Kept.AnImportedResult(Standing known) -> known;
                        case Kept.AReport _ -> null;
                    };
            if (standing == null && version > 0) {
                return new Decision.Refuse(
                        new Refusal(
                                Refusal.Kind.CONFLICT,
                                "An inspection has the id of this result.",
                                List.of()));
            }
            List<PublishedResultImported> events = decider.apply(standing, result);
            return new Decision.Accept(
                    events.stream().map(Deciding::encode).toList(),
                    answers.keep(answer.answer(version + events.size(), !events.isEmpty())));
        };
    }

    static String digest(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
