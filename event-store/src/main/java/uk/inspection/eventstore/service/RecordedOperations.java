package uk.inspection.eventstore.service;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.IndexView;

/** Says in the API document which reads are {@link Recorded}: {@code x-recorded}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class RecordedOperations implements OASFilter {
    private final Set<String> operations;

    public RecordedOperations(IndexView index) {
        this.operations =
                index.getAnnotations(Recorded.class).stream()
                        .map(AnnotationInstance::target)
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
            operation.addExtension("x-recorded", true);
        }
        return operation;
    }
}
