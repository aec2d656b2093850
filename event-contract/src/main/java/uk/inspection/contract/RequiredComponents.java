package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import org.jspecify.annotations.Nullable;

/**
 * Makes the types of the records the rule for reading them: a component may be absent or null
 * exactly when it is marked {@link Nullable}, and a list or map never holds null. Jackson asks once
 * a class, when it builds the reader, so that reading an event costs nothing more.
 */
final class RequiredComponents extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    private RequiredComponents() {}

    static AnnotationIntrospector introspector() {
        return AnnotationIntrospector.pair(
                new RequiredComponents(), new JacksonAnnotationIntrospector());
    }

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        return isComponent(member) ? !isNullable((AnnotatedParameter) member) : null;
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
        if (!isComponent(member)) {
            return JsonSetter.Value.empty();
        }
        boolean nullable = isNullable((AnnotatedParameter) member);
        return JsonSetter.Value.construct(nullable ? Nulls.SET : Nulls.FAIL, Nulls.FAIL);
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    private static boolean isComponent(Annotated member) {
        return member instanceof AnnotatedParameter parameter
                && parameter.getDeclaringClass().isRecord();
    }

    private static boolean isNullable(AnnotatedParameter parameter) {
        return parameter
                .getDeclaringClass()
                .getRecordComponents()[parameter.getIndex()]
                .getAnnotatedType()
                .isAnnotationPresent(Nullable.class);
    }
}
