package uk.inspection.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The list of who may do what at the broker ({@code deploy/broker/rights}). */
final class BrokerRights {
    private static final long ANSWER_WITHIN_SECONDS = 60;
    private static final int WORDS = 4;

    private final Set<AclBinding> listed;

    private BrokerRights(Set<AclBinding> listed) {
        this.listed = Set.copyOf(listed);
    }

    /** What came of making the broker's list the same. */
    record Change(int added, int removed) {}

    static Path usualList(Path root) {
        return root.resolve("deploy/broker/rights");
    }

    /**
     * Reads the list.
     *
     * @param prefix goes before the name of every topic and group, as {@code
     *     event-store.topic-prefix} does
     */
    static BrokerRights read(Path list, String prefix) {
        var listed = new HashSet<AclBinding>();
        try {
            var number = 0;
            for (var line : Files.readAllLines(list)) {
                number++;
                var words = line.strip().split("\\s+", -1);
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (words.length != WORDS) {
                    throw unreadable(list, number, "it needs user, rights, topic or group, name");
                }
                try {
                    for (var operation : words[1].split(",", -1)) {
                        listed.add(binding(words[0], operation, words[2], prefix + words[3]));
                    }
                } catch (IllegalArgumentException e) {
                    throw unreadable(list, number, "the broker knows no such right or thing");
                }
            }
        } catch (IOException e) {
            throw new StackException(
                    "The list " + list + " cannot be read: " + e.getMessage() + ".", e);
        }
        return new BrokerRights(listed);
    }

    private static AclBinding binding(String user, String operation, String what, String name) {
        var beginning = name.endsWith("*");
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.valueOf(what.toUpperCase(Locale.ROOT)),
                        beginning ? name.substring(0, name.length() - 1) : name,
                        beginning ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + user,
                        "*",
                        AclOperation.valueOf(operation.toUpperCase(Locale.ROOT)),
                        AclPermissionType.ALLOW));
    }

    private static StackException unreadable(Path list, int line, String why) {
        return new StackException("Line " + line + " of " + list + " cannot be read: " + why + ".");
    }

    /**
     * Gives what is listed and takes away everything else, in this order: who may do something
     * before and after may do it all the time.
     *
     * @param client settings of a user who may do that
     */
    Change apply(Map<String, String> client) {
        try (var admin = Admin.create(Map.<String, Object>copyOf(client))) {
            var before = Set.copyOf(answer(admin.describeAcls(AclBindingFilter.ANY).values()));
            var added = new HashSet<>(listed);
            added.removeAll(before);
            answer(admin.createAcls(added).all());
            var removed = new ArrayList<AclBindingFilter>();
            for (var binding : before) {
                if (!listed.contains(binding)) {
                    removed.add(binding.toFilter());
                }
            }
            answer(admin.deleteAcls(removed).all());
            return new Change(added.size(), removed.size());
        }
    }

    /** One for each user, operation and thing. */
    Set<AclBinding> listed() {
        return listed;
    }

    /** The names of all topics and groups that it speaks of. */
    Set<String> names() {
        var names = new HashSet<String>();
        listed.forEach(binding -> names.add(binding.pattern().name()));
        return names;
    }

    private static <R> R answer(KafkaFuture<R> asked) {
        try {
            return asked.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new StackException(
                    "The broker does not take its rights: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new StackException("The broker does not take its rights in time.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted.", e);
        }
    }
}
