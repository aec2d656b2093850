package uk.inspection.scoring.projection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.eventstore.UnknownEvent;

/**
 * The frameworks that come with the platform and those that were registered since. A registered
 * version goes before a shipped one of the same number, which a later release might bring.
 */
@ApplicationScoped
public class KnownFrameworks {

    /** One version of a framework; empty when there is none. */
    public Optional<Framework> framework(String id, int version) {
        return FrameworkEntity.<FrameworkEntity>findByIdOptional(new FrameworkRef(id, version))
                .map(KnownFrameworks::read)
                .or(() ->
                        Frameworks.all().stream()
                                .filter(shipped ->
                                        shipped.id().equals(id) && shipped.version() == version)
                                .findFirst());
    }

    private static Framework read(FrameworkEntity row) {
        return switch (Codec.decode(
                FrameworkRegistered.class.getSimpleName(), row.typeVersion, row.registered)) {
            case Decoded.Known(FrameworkRegistered(Framework framework)) -> framework;
            case Decoded.Known(var other) ->
                    throw new IllegalStateException("This registers no framework: " + other);
            case Decoded.Unknown(String type, int version) -> throw new UnknownEvent(type, version);
        };
    }
}
