package uk.inspection.eventstore.service;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.IndexView;

/** Says in the API document which reads take {@code minVersion}, and how they answer it. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class MinVersionParameter implements OASFilter {
    private static final String DESCRIPTION =
            "Waits until this service has applied a version: 17 is one of its own stream of the"
                    + " inspection, case-events/17 one of the inspection's stream in a topic that it"
                    + " reads. May be given several times. Who may not see how the inspection moves"
                    + " is answered at once, as without it.";

    private static final String NOT_REACHED =
            "The version asked for by minVersion is not reached, and which one is; or too many"
                    + " readers are waiting";

    private static final String MALFORMED =
            "minVersion is no version, or of a topic that is not read here";

    private final Set<String> operations;

    public MinVersionParameter(IndexView index) {
        this.operations =
                index.getAnnotations(MinVersion.class).stream()
                        .map(AnnotationInstance::target)
                        .filter(target -> target.kind() == AnnotationTarget.Kind.METHOD)
                        .map(target ->
                                target.asMethod()
                                        .annotation(
                                                org.eclipse.microprofile.openapi.annotations
                                                        .Operation.class)
                                        .value("operationId")
                                        .asString())
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Operation filterOperation(Operation operation) {
        if (operations.contains(operation.getOperationId())) {
            operation.addParameter(
                    OASFactory.createParameter()
                            .name(MinVersionFilter.PARAMETER)
                            .in(Parameter.In.QUERY)
                            .description(DESCRIPTION)
                            .schema(
                                    OASFactory.createSchema()
                                            .addType(SchemaType.ARRAY)
                                            .items(
                                                    OASFactory.createSchema()
                                                            .addType(SchemaType.STRING)
                                                            .pattern(
                                                                    "^([A-Za-z0-9._-]+/)?\\d{1,18}$"))));
            describe(operation.getResponses(), "400", MALFORMED);
            describe(operation.getResponses(), "503", NOT_REACHED);
        }
        return operation;
    }

    private static void describe(APIResponses responses, String status, String description) {
        var known = responses.getAPIResponse(status);
        if (known == null) {
            responses.addAPIResponse(
                    status,
                    OASFactory.createAPIResponse()
                            .description(description)
                            .content(
                                    OASFactory.createContent()
                                            .addMediaType(
                                                    HttpProblem.MEDIA_TYPE.toString(),
                                                    OASFactory.createMediaType()
                                                            .schema(
                                                                    OASFactory.createSchema()
                                                                            .ref("HttpProblem")))));
        } else {
            known.setDescription(known.getDescription() + "; or: " + description);
        }
    }
}
