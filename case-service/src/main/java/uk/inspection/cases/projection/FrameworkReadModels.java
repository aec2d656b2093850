package uk.inspection.cases.projection;

import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;

/** Keeps frameworks for reading, in the transaction that registers them. */
@ApplicationScoped
public class FrameworkReadModels implements ReadModels {

    @Override
    public void apply(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            if (Codec.decode(event.type(), event.typeVersion(), event.bytes())
                    instanceof Decoded.Known(FrameworkEvent known)) {
                switch (known) {
                    case FrameworkRegistered(Framework framework) -> register(event, framework);
                }
            }
        }
        // Errors show here, where the writer can tell whose they are, and not in the commit.
        Panache.getEntityManager().flush();
    }

    private static void register(StoredEvent event, Framework framework) {
        var entity = new FrameworkEntity();
        entity.id = FrameworkEntity.key(framework.id(), framework.version());
        entity.frameworkId = framework.id();
        entity.version = framework.version();
        entity.title = framework.title();
        entity.inForceFrom = framework.inForce().from();
        entity.inForceTo = framework.inForce().to();
        entity.document = new String(Codec.encode(framework), StandardCharsets.UTF_8);
        entity.registeredBy = event.actor();
        entity.registeredAt = event.occurredAt();
        entity.registeredPosition = event.position();
        entity.persist();
    }
}
