package uk.inspection.eventstore.service;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import uk.inspection.eventstore.Refusal.Violation;

/**
 * Nothing is guessed from a request: an absent number is not zero, 1.9 is not 1, "5" is not 5, and
 * of a field that is there twice neither counts. And no text holds what no database here can keep:
 * the character 0, or half of a pair of surrogates.
 */
@Singleton
public class StrictInput implements ObjectMapperCustomizer {
    private static final String RULE = "must not hold the character 0 or half a surrogate pair";

    private final Limits limits;

    StrictInput(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        var json = limits.json();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(json.nesting())
                                .maxStringLength(json.text())
                                .maxNameLength(json.name())
                                .maxNumberLength(json.number())
                                .build());
        mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        mapper.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.coercionConfigFor(LogicalType.Integer)
                .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        mapper.coercionConfigFor(LogicalType.Boolean)
                .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        mapper.registerModule(
                new SimpleModule("text")
                        .addDeserializer(String.class, new Text())
                        .addKeyDeserializer(String.class, new Name()));
    }

    /** Whether a database can keep it. */
    private static boolean bad(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one == '\0' || Character.isLowSurrogate(one)) {
                return true;
            }
            if (Character.isHighSurrogate(one)
                    && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
                return true;
            }
        }
        return false;
    }

    private static final class Text extends StringDeserializer {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        public String deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            String text = super.deserialize(json, context);
            if (text != null && bad(text)) {
                return (String) context.handleWeirdStringValue(String.class, "", RULE);
            }
            return text;
        }
    }

    private static final class Name extends KeyDeserializer {
        @Override
        public Object deserializeKey(String name, DeserializationContext context)
                throws IOException {
            return bad(name) ? context.handleWeirdKey(String.class, "", RULE) : name;
        }
    }

    /** The same for path and query. */
    @Provider
    public static class OfAddress implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            var uri = request.getUriInfo();
            boolean inQuery =
                    uri.getQueryParameters().values().stream()
                            .anyMatch(values -> values.stream().anyMatch(StrictInput::bad));
            if (inQuery || bad(uri.getPath())) {
                throw Requests.problem(
                        Response.Status.BAD_REQUEST,
                        "The address holds what no text here can.",
                        List.of(new Violation(inQuery ? "query" : "path", RULE)));
            }
        }
    }
}
