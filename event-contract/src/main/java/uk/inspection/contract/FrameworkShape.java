package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkDocument.Fault;

/**
 * Holds a document against the records of {@link Framework} and tells every difference with its
 * place. A parser stops at the first; somebody who writes a framework wants to hear of all.
 */
final class FrameworkShape {
    /** Faults told at most. */
    private static final int FAULTS_MAX = 50;

    /** Characters told of a field's name at most. */
    private static final int NAME_MAX = 100;

    private static final String METHOD =
            Objects.requireNonNull(Framework.class.getAnnotation(JsonTypeInfo.class)).property();

    private static final List<JsonSubTypes.Type> METHODS =
            List.of(
                    Objects.requireNonNull(Framework.class.getAnnotation(JsonSubTypes.class))
                            .value());

    private final List<Fault> faults = new ArrayList<>();

    private FrameworkShape() {}

    static List<Fault> faults(JsonNode document) {
        var shape = new FrameworkShape();
        shape.framework(document);
        return List.copyOf(shape.faults);
    }

    private void framework(JsonNode document) {
        if (!document.isObject()) {
            fault("", "must be an object");
            return;
        }
        JsonNode method = document.path(METHOD);
        METHODS.stream()
                .filter(known -> method.isTextual() && known.name().equals(method.textValue()))
                .findFirst()
                .ifPresentOrElse(
                        known -> record("", document, known.value(), METHOD),
                        () ->
                                fault(
                                        METHOD,
                                        "must be one of "
                                                + METHODS.stream()
                                                        .map(JsonSubTypes.Type::name)
                                                        .collect(Collectors.joining(", "))));
    }

    private void record(String place, JsonNode node, Class<?> type, @Nullable String alsoKnown) {
        if (!node.isObject()) {
            fault(place, "must be an object");
            return;
        }
        var unknown = new ArrayList<String>();
        node.fieldNames().forEachRemaining(unknown::add);
        var known = new HashSet<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            known.add(component.getName());
            component(join(place, component.getName()), node.get(component.getName()), component);
        }
        if (alsoKnown != null) {
            known.add(alsoKnown);
        }
        unknown.removeAll(known);
        unknown.forEach(name ->
                fault(
                        join(place, name.substring(0, Math.min(name.length(), NAME_MAX))),
                        "must not be given"));
    }

    private void component(String place, @Nullable JsonNode node, RecordComponent component) {
        if (node != null && !node.isNull()) {
            value(place, node, component.getGenericType());
        } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            fault(place, "must be given");
        }
    }

    private void value(String place, JsonNode node, Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            list(place, node, list.getActualTypeArguments()[0]);
        } else if (type == String.class) {
            require(node.isTextual() && storable(node.textValue()), place, "must be text");
        } else if (type == int.class) {
            require(
                    node.isIntegralNumber() && node.canConvertToInt(),
                    place,
                    "must be a whole number");
        } else if (type == boolean.class || type == Boolean.class) {
            require(node.isBoolean(), place, "must be true or false");
        } else if (type == LocalDate.class) {
            require(
                    node.isTextual() && day(node.textValue()),
                    place,
                    "must be a date such as 2009-06-24");
        } else if (type instanceof Class<?> named && named.isEnum()) {
            oneOf(place, node, named);
        } else if (type instanceof Class<?> named && named.isRecord()) {
            record(place, node, named, null);
        } else {
            throw new IllegalStateException("frameworks hold no " + type.getTypeName());
        }
    }

    private void list(String place, JsonNode node, Type element) {
        if (!node.isArray()) {
            fault(place, "must be a list");
            return;
        }
        for (int i = 0; i < node.size() && faults.size() < FAULTS_MAX; i++) {
            value("%s[%d]".formatted(place, i), node.get(i), element);
        }
    }

    private void oneOf(String place, JsonNode node, Class<?> type) {
        List<String> names =
                Arrays.stream(type.getFields())
                        .filter(Field::isEnumConstant)
                        .map(constant ->
                                Objects.requireNonNull(constant.getAnnotation(JsonProperty.class))
                                        .value())
                        .toList();
        require(
                node.isTextual() && names.contains(node.textValue()),
                place,
                "must be one of " + String.join(", ", names));
    }

    private void require(boolean holds, String place, String rule) {
        if (!holds) {
            fault(place, rule);
        }
    }

    private void fault(String place, String rule) {
        if (faults.size() < FAULTS_MAX) {
            faults.add(new Fault(place, rule));
        }
    }

    /** No database here keeps the character 0, and half a character has no bytes. */
    private static boolean storable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static boolean day(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static String join(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }
}
