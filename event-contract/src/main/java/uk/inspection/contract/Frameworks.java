package uk.inspection.contract;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The frameworks that come with the platform: {@code frameworks/ID/vVERSION.yaml}. */
public final class Frameworks {
    private static final List<String> SHIPPED =
            List.of("cci-2009/v1", "yj-2018/v1", "yj-2021/v1", "iyjs-2025/v1");

    private static final List<Framework> ALL = SHIPPED.stream().map(Frameworks::load).toList();

    private Frameworks() {}

    /** All versions of all shipped frameworks, oldest regime first. */
    public static List<Framework> all() {
        return ALL;
    }

    /** The newest version of a framework. */
    public static Optional<Framework> newest(String id) {
        return ALL.stream()
                .filter(framework -> framework.id().equals(id))
                .reduce((a, b) -> a.version() > b.version() ? a : b);
    }

    private static Framework load(String name) {
        var yaml =
                YAMLMapper.builder()
                        .annotationIntrospector(RequiredComponents.introspector())
                        .addModule(new JavaTimeModule())
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .build();
        try (InputStream in =
                Frameworks.class.getResourceAsStream("/frameworks/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("The framework " + name + " is not shipped.");
            }
            return yaml.readValue(in, Framework.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The framework " + name + " cannot be read.", e);
        }
    }
}
