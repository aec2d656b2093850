package uk.inspection.eventstore.service;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.ReadModels;

/**
 * What a service tells the event store about itself.
 *
 * @param ownTopics the topics that its events go to; it alone writes them
 * @param upstreamTopics the topics it reads, with {@code handler} for their events
 */
public record Definition<S>(
        List<String> ownTopics,
        Model<S> model,
        ReadModels readModels,
        List<String> upstreamTopics,
        Arrival.@Nullable Handler<S> handler) {}
