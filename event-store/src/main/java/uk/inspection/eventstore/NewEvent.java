package uk.inspection.eventstore;

/** An event that a decision asks to append: the topic it goes to, its type and its exact bytes. */
@SuppressWarnings("ArrayRecordComponent")
public record NewEvent(String topic, String type, int typeVersion, byte[] data) {}
