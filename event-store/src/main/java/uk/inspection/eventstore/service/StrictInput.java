package uk.inspection.eventstore.service;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
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
 * Nothing is guessed from a request: an absent number is not zero, 1.9 is not 1, "5" is not 5. And
 * no text holds the character 0, which no database here can keep.
 */
@Singleton
public class StrictInput implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
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
        mapper.registerModule(new SimpleModule("text").addDeserializer(String.class, new Text()));
    }

    private static final class Text extends StringDeserializer {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        public String deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            String text = super.deserialize(json, context);
            if (text != null && text.indexOf('\0') >= 0) {
                return (String)
                        context.handleWeirdStringValue(
                                String.class, "", "must not hold the character 0");
            }
            return text;
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
                            .anyMatch(values -> values.stream().anyMatch(OfAddress::bad));
            if (inQuery || bad(uri.getPath())) {
                throw Requests.problem(
                        Response.Status.BAD_REQUEST,
                        "The address holds the character 0.",
                        List.of(
                                new Violation(
                                        inQuery ? "query" : "path",
                                        "must not hold the character 0")));
            }
        }

        private static boolean bad(String text) {
            return text.indexOf('\0') >= 0;
        }
    }
}
