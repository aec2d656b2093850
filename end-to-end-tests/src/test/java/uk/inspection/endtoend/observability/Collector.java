package uk.inspection.endtoend.observability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** Takes the spans and the logs of all services, as OTLP over HTTP. */
final class Collector implements AutoCloseable {
    private final Queue<Seen> spans = new ConcurrentLinkedQueue<>();
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    /**
     * A span.
     *
     * @param parent id of its parent; empty for none
     * @param whole everything that was told of it, as text
     */
    record Seen(
            String service,
            String trace,
            String id,
            String parent,
            String name,
            Map<String, String> attributes,
            long start,
            long end,
            String whole) {
        String label() {
            return service + ": " + name;
        }
    }

    /**
     * What a service said.
     *
     * @param trace of the request that was dealt with; empty for none
     * @param whole everything that was told with it, as text
     */
    record Line(
            String service,
            String trace,
            String message,
            Map<String, String> attributes,
            String whole) {}

    /** How what is posted is read. */
    @FunctionalInterface
    private interface Reading {
        void read(InputStream body) throws IOException;
    }

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> take(exchange, this::takeSpans));
        server.createContext("/v1/logs", exchange -> take(exchange, this::takeLines));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Seen> all() {
        return List.copyOf(spans);
    }

    List<Seen> of(String trace) {
        return spans.stream().filter(span -> span.trace.equals(trace)).toList();
    }

    /** The first span of this label in any trace. */
    Optional<Seen> first(String label) {
        return spans.stream().filter(span -> span.label().equals(label)).findFirst();
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    private static void take(HttpExchange exchange, Reading reading) throws IOException {
        try (exchange) {
            boolean zipped =
                    "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream body =
                    zipped
                            ? new GZIPInputStream(exchange.getRequestBody())
                            : exchange.getRequestBody()) {
                reading.read(body);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void takeSpans(InputStream body) throws IOException {
        for (ResourceSpans resource :
                ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
            String service = service(resource.getResource());
            resource.getScopeSpansList().stream()
                    .flatMap(scope -> scope.getSpansList().stream())
                    .map(span -> seen(service, span))
                    .forEach(spans::add);
        }
    }

    private void takeLines(InputStream body) throws IOException {
        for (ResourceLogs resource :
                ExportLogsServiceRequest.parseFrom(body).getResourceLogsList()) {
            String service = service(resource.getResource());
            resource.getScopeLogsList().stream()
                    .flatMap(scope -> scope.getLogRecordsList().stream())
                    .map(line -> said(service, line))
                    .forEach(lines::add);
        }
    }

    private static String service(Resource resource) {
        return String.valueOf(values(resource.getAttributesList()).get("service.name"));
    }

    private static Line said(String service, LogRecord line) {
        return new Line(
                service,
                HexFormat.of().formatHex(line.getTraceId().toByteArray()),
                line.getBody().getStringValue(),
                values(line.getAttributesList()),
                line.toString());
    }

    private static Seen seen(String service, Span span) {
        HexFormat hex = HexFormat.of();
        return new Seen(
                service,
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getName(),
                values(span.getAttributesList()),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                span.toString());
    }

    private static Map<String, String> values(List<KeyValue> attributes) {
        var values = new HashMap<String, String>();
        for (KeyValue one : attributes) {
            values.put(
                    one.getKey(),
                    one.getValue().hasIntValue()
                            ? Long.toString(one.getValue().getIntValue())
                            : one.getValue().getStringValue());
        }
        return values;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
