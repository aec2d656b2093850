package uk.inspection.eventstore.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;

class EnvelopeTest {
    private static final String STREAM = "0190a5f2-sefton";

    /** Of the event below with neither cause nor anything seen, as it was made before. */
    private static final String HASH_BEFORE =
            "05b28504acad47a207c0b7aa9d08ce3f194317c3de314b3c4d106b0f22f9e9cd";

    private static StoredEvent event(@Nullable String causation, String seen) {
        return event(causation, seen, (String) null);
    }

    private static StoredEvent event(
            @Nullable String causation, String seen, @Nullable String onBehalfOf) {
        StoredEvent unhashed = event(causation, seen, onBehalfOf, HashChain.origin());
        return event(causation, seen, onBehalfOf, HashChain.hash(unhashed));
    }

    private static StoredEvent event(@Nullable String causation, String seen, byte[] hash) {
        return event(causation, seen, null, hash);
    }

    private static StoredEvent event(
            @Nullable String causation, String seen, @Nullable String onBehalfOf, byte[] hash) {
        return new StoredEvent(
                "case-events",
                123_456_789_012L,
                STREAM,
                7,
                "CaseJudged",
                2,
                "{\"caseId\":\"C-07\",\"name\":\"Zoë 😀\"}".getBytes(UTF_8),
                "inspector-ä",
                causation,
                "request-1",
                "POST /v1/inspections#3",
                1,
                Instant.parse("2009-06-24T11:00:00.123456Z"),
                Instant.parse("2026-01-31T23:59:59.000001Z"),
                seen,
                HashChain.origin(),
                hash,
                onBehalfOf);
    }

    private static ProducerRecord<byte[], byte[]> written(StoredEvent event) {
        return Envelope.write("case-service", event, "p-case-events");
    }

    private static StoredEvent read(ProducerRecord<byte[], byte[]> message) {
        return Envelope.read("case-events", TestTopics.received(message));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,'',-",
                "report-events/x/1,'report-events=2,score-events=40',-",
                "-,'',inspector-ö",
                "-,'',''"
            })
    void what_is_written_is_read_to_the_last_column(
            @Nullable String causation, String seen, @Nullable String onBehalfOf) {
        StoredEvent event = event(causation, seen, onBehalfOf);
        StoredEvent read = read(written(event));
        assertThat(read).usingRecursiveComparison().isEqualTo(event);
        assertThat(HashChain.intact(read)).isTrue();
    }

    /** Hashes of a release that knew nobody on whose behalf anything was done. */
    @Test
    void what_was_written_before_there_was_a_header_is_read_and_its_hash_stands() {
        StoredEvent event = event(null, "");
        ProducerRecord<byte[], byte[]> message = written(event);
        assertThat(message.headers().lastHeader("ce_onbehalfof")).isNull();
        assertThat(read(message).onBehalfOf()).isNull();
        assertThat(HexFormat.of().formatHex(event.hash())).isEqualTo(HASH_BEFORE);
    }

    @Test
    void on_whose_behalf_cannot_be_taken_away_changed_or_added_unnoticed() {
        ProducerRecord<byte[], byte[]> message = written(event(null, "", "ann"));
        message.headers().remove("ce_onbehalfof");
        assertThat(HashChain.intact(read(message))).isFalse();
        message.headers().add("ce_onbehalfof", "anna".getBytes(UTF_8));
        assertThat(HashChain.intact(read(message))).isFalse();
        ProducerRecord<byte[], byte[]> before = written(event(null, ""));
        before.headers().add("ce_onbehalfof", "".getBytes(UTF_8));
        assertThat(HashChain.intact(read(before))).isFalse();
        // What ends one column does not begin the next.
        assertThat(event(null, "", "ann").hash()).isNotEqualTo(event(null, "ann").hash());
        assertThat(event(null, "", "").hash()).isNotEqualTo(event(null, "").hash());
    }

    @Test
    void a_record_is_a_cloud_event_keyed_by_its_stream() {
        ProducerRecord<byte[], byte[]> message = written(event(null, ""));
        assertThat(message.topic()).isEqualTo("p-case-events");
        assertThat(message.key()).asString(UTF_8).isEqualTo(STREAM);
        assertThat(header(message, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(message, "ce_id")).isEqualTo("case-events/" + STREAM + "/7");
        assertThat(header(message, "ce_type")).isEqualTo("CaseJudged");
        assertThat(header(message, "ce_source")).isEqualTo("/case-service");
        assertThat(header(message, "ce_subject")).isEqualTo(STREAM);
        assertThat(header(message, "ce_time")).isEqualTo("2009-06-24T11:00:00.123456Z");
        assertThat(header(message, "ce_dataschema")).isEqualTo("/events/CaseJudged/v2/schema.json");
        assertThat(header(message, "ce_streamversion")).isEqualTo("7");
        assertThat(header(message, "content-type")).isEqualTo("application/json");
        assertThat(message.headers().lastHeader("ce_causation")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ce_specversion",
                "ce_id",
                "ce_type",
                "ce_subject",
                "ce_time",
                "ce_position",
                "ce_streamversion",
                "ce_typeversion",
                "ce_actor",
                "ce_correlation",
                "ce_commandid",
                "ce_ordinal",
                "ce_recordedat",
                "ce_seen",
                "ce_previoushash",
                "ce_hash"
            })
    void a_record_without_a_header_is_unreadable(String header) {
        ProducerRecord<byte[], byte[]> message = written(event(null, ""));
        message.headers().remove(header);
        assertThatThrownBy(() -> read(message)).isInstanceOf(Envelope.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_streamversion,seven",
        "ce_streamversion,0",
        "ce_typeversion,0",
        "ce_ordinal,-1",
        "ce_id,case-events/another/7",
        "ce_subject,another",
        "ce_time,yesterday",
        "ce_recordedat,2026-01-31T23:59:59.000000001Z",
        "ce_hash,abc",
        "ce_hash,abcd",
        "ce_previoushash,xyz"
    })
    void a_record_with_a_wrong_header_is_unreadable(String header, String value) {
        ProducerRecord<byte[], byte[]> message = written(event(null, ""));
        message.headers().remove(header).add(header, value.getBytes(UTF_8));
        assertThatThrownBy(() -> read(message)).isInstanceOf(Envelope.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_addedlater", "ce_traceparent", "trace-id"})
    void a_header_that_a_newer_service_added_is_ignored(String header) {
        StoredEvent event = event(null, "");
        ProducerRecord<byte[], byte[]> message = written(event);
        message.headers().add(header, "v9".getBytes(UTF_8));
        StoredEvent read = read(message);
        assertThat(read).usingRecursiveComparison().isEqualTo(event);
        assertThat(HashChain.intact(read)).isTrue();
    }

    @Test
    void a_character_that_no_log_can_keep_is_unreadable() {
        ProducerRecord<byte[], byte[]> message = written(event(null, ""));
        message.headers().remove("ce_actor").add("ce_actor", "a\0b".getBytes(UTF_8));
        assertThatThrownBy(() -> read(message)).isInstanceOf(Envelope.Unreadable.class);
    }

    @Test
    void a_record_without_key_or_value_is_unreadable() {
        ProducerRecord<byte[], byte[]> message = written(event(null, ""));
        var noKey = new ProducerRecord<byte[], byte[]>("t", null, null, message.value());
        var noValue =
                new ProducerRecord<byte[], byte[]>(
                        "t", null, message.key(), null, Arrays.asList(message.headers().toArray()));
        assertThatThrownBy(() -> read(noKey)).isInstanceOf(Envelope.Unreadable.class);
        assertThatThrownBy(() -> read(noValue)).isInstanceOf(Envelope.Unreadable.class);
    }

    @Test
    void changed_bytes_no_longer_match_their_hash() {
        ProducerRecord<byte[], byte[]> message = written(event(null, ""));
        message.value()[2] ^= 1;
        assertThat(HashChain.intact(read(message))).isFalse();
    }

    private static String header(ProducerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), UTF_8);
    }
}
