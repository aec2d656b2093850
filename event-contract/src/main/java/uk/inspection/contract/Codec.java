package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Events to bytes and back. The type on the wire is the record's simple name; its version is the
 * newest schema version of that type. A reader ignores fields it does not know, so that a newer
 * service may add one; a type or version it does not know is {@link Decoded.Unknown}, never
 * silence.
 */
public final class Codec {

    /** What came of reading bytes. */
    public sealed interface Decoded {
        record Known(Event event) implements Decoded {}

        record Unknown(String type, int version) implements Decoded {}
    }

    /** The bytes of a known type cannot be read as that type. */
    public static final class Undecodable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Without its cause, whose sentence quotes what was read: this one goes into logs. */
        Undecodable(String type, int version, IOException cause) {
            super(
                    "The bytes of a %s v%d cannot be read (%s%s)."
                            .formatted(type, version, cause.getClass().getSimpleName(), at(cause)));
        }

        /** The field that it is in; what lies deeper may be named by what was sent. */
        private static String at(IOException cause) {
            return cause instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                    ? " at " + mapping.getPath().getFirst().getFieldName()
                    : "";
        }
    }

    /** Strict but for unknown fields: nothing is read from another kind of value. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .annotationIntrospector(RequiredComponents.introspector())
                    .addModule(
                            new JavaTimeModule()
                                    .addDeserializer(
                                            LocalDate.class,
                                            new Text<>(LocalDate.class, LocalDate::parse))
                                    .addDeserializer(
                                            Instant.class,
                                            new Text<>(Instant.class, Instant::parse)))
                    .addModule(
                            new SimpleModule("answers")
                                    .addDeserializer(
                                            SortedMap.class, new AnsweredQuestions.Reader()))
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .withCoercionConfigDefaults(kind -> {
                        for (var shape : CoercionInputShape.values()) {
                            kind.setCoercion(shape, CoercionAction.Fail);
                        }
                    })
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.USE_DEFAULTS))
                    .build();

    private static final ObjectWriter WRITER = JSON.writer();

    /**
     * A day is text such as {@code 2009-06-24}, a moment such as {@code 2009-06-24T09:00:00Z};
     * Jackson's own readers also take numbers and lists of them.
     */
    private static final class Text<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        Text(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (T) context.handleUnexpectedToken(handledType(), parser);
            }
            String text = parser.getText();
            try {
                return parse.apply(text);
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(text, handledType(), e.getMessage());
            }
        }
    }

    private record Known(Class<? extends Event> record, ObjectReader reader, int newestVersion) {}

    private static final Map<String, Known> TYPES = types();

    private Codec() {}

    /** The wire type of an event. */
    public static String typeOf(Event event) {
        return event.getClass().getSimpleName();
    }

    /** The schema version in which this build writes events of a type. */
    public static int versionOf(Event event) {
        return Objects.requireNonNull(TYPES.get(typeOf(event))).newestVersion();
    }

    /** Where the JSON Schema of a type lies: the {@code dataschema} of its events. */
    public static String schemaOf(String type, int version) {
        return "/events/%s/v%d/schema.json".formatted(type, version);
    }

    /**
     * The bytes of an event: UTF-8 JSON, the components in the record's order, absent ones left
     * out.
     */
    public static byte[] encode(Event event) {
        try {
            return WRITER.writeValueAsBytes(event);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whether this build can read events of this type and version. */
    public static boolean knows(String type, int version) {
        Known known = TYPES.get(type);
        return known != null && version >= 1 && version <= known.newestVersion();
    }

    /** Whether this build can read events of this type and version, and they are of a service. */
    public static boolean knows(Class<? extends Event> service, String type, int version) {
        return knows(type, version)
                && service.isAssignableFrom(Objects.requireNonNull(TYPES.get(type)).record());
    }

    /**
     * Reads an event.
     *
     * @throws Undecodable when the type is known and the bytes are not such an event
     */
    public static Decoded decode(String type, int version, byte[] data) {
        Known known = TYPES.get(type);
        if (known == null || !knows(type, version)) {
            return new Decoded.Unknown(type, version);
        }
        try {
            Event event =
                    version == known.newestVersion()
                            ? known.reader().readValue(data)
                            : known.reader().readValue(upToDate(type, version, known, data));
            if (event == null) {
                throw new IOException("The bytes say null.");
            }
            return new Decoded.Known(event);
        } catch (IOException e) {
            throw new Undecodable(type, version, e);
        }
    }

    private static JsonNode upToDate(String type, int version, Known known, byte[] data)
            throws IOException {
        if (!(JSON.readTree(data) instanceof ObjectNode event)) {
            throw new IOException("The bytes are no object.");
        }
        for (int from = version; from < known.newestVersion(); from++) {
            event = Upcasts.toNext(type, from, event);
        }
        return event;
    }

    /** The UTF-8 JSON of a framework, as its events carry it. */
    public static byte[] encode(Framework framework) {
        try {
            return WRITER.writeValueAsBytes(framework);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Reads a framework that {@link #encode(Framework)} wrote. */
    public static Framework framework(byte[] data) {
        try {
            return JSON.readValue(data, Framework.class);
        } catch (IOException e) {
            throw new UncheckedIOException("A framework cannot be read.", e);
        }
    }

    /** A framework from a tree of the right shape. */
    static Framework framework(JsonNode shaped) {
        try {
            return JSON.treeToValue(shaped, Framework.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("The shape of a framework is not what was checked.", e);
        }
    }

    /** Every event type of the contract, by its name on the wire. */
    public static Map<String, Class<? extends Event>> catalogue() {
        var all = new TreeMap<String, Class<? extends Event>>();
        TYPES.forEach((name, known) -> all.put(name, known.record()));
        return all;
    }

    /**
     * The newest version of a type is the newest schema folder that this module ships; {@link
     * Upcasts} brings earlier ones to it.
     */
    static int newestVersion(String type) {
        int version = 1;
        while (Codec.class.getResource(schemaOf(type, version + 1)) != null) {
            version++;
        }
        return version;
    }

    private static Map<String, Known> types() {
        var types = new TreeMap<String, Known>();
        Stream.of(
                        CaseEvent.class,
                        FrameworkEvent.class,
                        ScoreEvent.class,
                        ReportEvent.class,
                        PlanEvent.class,
                        DiscardEvent.class)
                .flatMap(service -> Arrays.stream(service.getPermittedSubclasses()))
                .map(type -> type.<Event>asSubclass(Event.class))
                .forEach(type -> {
                    String name = type.getSimpleName();
                    types.put(name, new Known(type, JSON.readerFor(type), newestVersion(name)));
                });
        return types;
    }
}
