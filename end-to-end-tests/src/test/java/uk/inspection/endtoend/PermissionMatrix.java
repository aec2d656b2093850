package uk.inspection.endtoend;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who may do what, as {@code deploy/permissions/permissions.yaml} says it. */
final class PermissionMatrix {
    static final Path FILE = Path.of("../deploy/permissions/permissions.yaml");
    static final String PUBLIC = "public";
    static final List<String> SERVICES =
            List.of(
                    "case-service",
                    "scoring-service",
                    "reporting-service",
                    "improvement-plan-service");

    /** Where an inspection stands when the doors are tried. */
    enum Stage {
        FIELDWORK,
        DRAFT,
        CHECK,
        PUBLISHED,
        SELF_AUDIT;

        static Stage named(String word) {
            return valueOf(constant(word));
        }

        String word() {
            return wordOf(this);
        }
    }

    /**
     * An inspection that the doors are tried on.
     *
     * @param lead subject of the lead inspector
     * @param allocatedTo subject of the inspector whom its case is allocated to; null for nobody
     */
    record Subject(String id, String area, Stage stage, String lead, @Nullable String allocatedTo) {
        boolean selfAudit() {
            return stage == Stage.SELF_AUDIT;
        }

        /** A path, query or body with the inspection's own in place of what is in braces. */
        String filled(String text) {
            return text.replace("{id}", id)
                    .replace("{inspectionId}", id)
                    .replace("{area}", area)
                    .replace("{kind}", selfAudit() ? "self-audit" : "core");
        }
    }

    /**
     * What a token says of its holder.
     *
     * @param role null without a token, and in a token that names none of ours
     * @param area empty without one
     */
    record Holder(@Nullable String role, String subject, String area) {}

    /** Under which condition a role may. */
    enum Condition {
        ALWAYS,
        INSPECTIONS,
        OWN_INSPECTION,
        OWN_SELF_AUDITS,
        OWN_AREA,
        OWN_ALLOCATION,
        OWN_AREA_ONCE_CHECKED,
        PUBLISHED,
        NOTHING;

        String word() {
            return wordOf(this);
        }

        boolean holds(Holder holder, Subject on) {
            boolean ownArea = on.area().equals(holder.area());
            return switch (this) {
                case ALWAYS -> true;
                case INSPECTIONS -> !on.selfAudit();
                case OWN_INSPECTION -> !on.selfAudit() && on.lead().equals(holder.subject());
                case OWN_SELF_AUDITS -> on.selfAudit() && ownArea;
                case OWN_AREA -> ownArea;
                case OWN_ALLOCATION ->
                        !on.selfAudit()
                                && (on.allocatedTo() == null
                                        || on.allocatedTo().equals(holder.subject()));
                case OWN_AREA_ONCE_CHECKED ->
                        ownArea && (on.stage() == Stage.CHECK || on.stage() == Stage.PUBLISHED);
                case PUBLISHED -> on.stage() == Stage.PUBLISHED;
                case NOTHING -> false;
            };
        }
    }

    /**
     * An operation of a service's API document, or a page.
     *
     * @param method in capitals
     * @param roles the condition of each role that may; what {@code public} may, all may
     */
    record Row(
            String service, String id, String method, String path, Map<String, Condition> roles) {

        /** Whether the holder is answered at all, whatever he is shown. */
        boolean answers(Holder holder) {
            return !conditions(holder).isEmpty();
        }

        boolean may(Holder holder, Subject on) {
            return conditions(holder).stream().anyMatch(one -> one.holds(holder, on));
        }

        /** Whether the role alone decides: then nothing is hidden by an answer of 404. */
        boolean byRoleAlone() {
            return EnumSet.of(Condition.ALWAYS).containsAll(roles.values());
        }

        boolean isPublic() {
            return roles.containsKey(PUBLIC);
        }

        private Set<Condition> conditions(Holder holder) {
            var conditions = EnumSet.noneOf(Condition.class);
            Stream.of(Optional.of(PUBLIC), Optional.ofNullable(holder.role()))
                    .flatMap(Optional::stream)
                    .filter(roles::containsKey)
                    .forEach(role -> conditions.add(requireNonNull(roles.get(role))));
            return conditions;
        }

        @Override
        public String toString() {
            return "%s of %s (%s %s)".formatted(id, service, method, path);
        }
    }

    private final JsonNode root;

    private PermissionMatrix(JsonNode root) {
        this.root = root;
    }

    static PermissionMatrix read() {
        try {
            return new PermissionMatrix(new YAMLMapper().readTree(FILE.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The public first, then the roles of the platform. */
    List<String> roles() {
        return root.path("roles").valueStream().map(JsonNode::asText).toList();
    }

    /** The words of each condition: in a cell, and what they mean. */
    Map<String, List<String>> conditions() {
        var words = new LinkedHashMap<String, List<String>>();
        root.path("conditions")
                .properties()
                .forEach(one ->
                        words.put(
                                one.getKey(),
                                List.of(
                                        one.getValue().path("cell").asText(),
                                        one.getValue().path("means").asText())));
        return words;
    }

    /** The operations that the matrix names, by service, in its order. */
    List<String> operationIds(String service) {
        return root.path("operations")
                .path(service)
                .propertyStream()
                .map(Map.Entry::getKey)
                .toList();
    }

    List<String> pageIds() {
        return root.path("pages")
                .valueStream()
                .flatMap(JsonNode::propertyStream)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Each operation of a service's document that the matrix names. */
    List<Row> operations(String service) {
        JsonNode named = root.path("operations").path(service);
        return ApiDocument.of(service).operations().stream()
                .filter(operation -> named.has(operation.id()))
                .map(operation ->
                        new Row(
                                service,
                                operation.id(),
                                operation.method().toUpperCase(Locale.ROOT),
                                operation.path(),
                                conditions(named.path(operation.id()))))
                .toList();
    }

    List<Row> pages() {
        return root.path("pages")
                .propertyStream()
                .flatMap(service -> rows(service.getKey(), service.getValue()))
                .toList();
    }

    /** What a service has beside its own doors. */
    List<Row> technical(String service) {
        return rows(service, root.path("every-service")).toList();
    }

    List<Row> rows() {
        var rows = new ArrayList<Row>();
        SERVICES.forEach(service -> rows.addAll(operations(service)));
        rows.addAll(pages());
        SERVICES.forEach(service -> rows.addAll(technical(service)));
        return rows;
    }

    private static Stream<Row> rows(String service, JsonNode named) {
        return named.propertyStream()
                .map(one -> {
                    String[] at = one.getValue().path("at").asText().split(" ", 2);
                    return new Row(
                            service,
                            one.getKey(),
                            at[0],
                            at[1],
                            conditions(one.getValue().path("roles")));
                });
    }

    private static Map<String, Condition> conditions(JsonNode roles) {
        var conditions = new LinkedHashMap<String, Condition>();
        roles.properties()
                .forEach(one ->
                        conditions.put(
                                one.getKey(),
                                Condition.valueOf(constant(one.getValue().asText()))));
        return conditions;
    }

    /** As the files write it. */
    private static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
