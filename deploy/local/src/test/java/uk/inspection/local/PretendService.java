package uk.inspection.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A process in the place of a service: it takes its port from the environment and says it is ready.
 */
final class PretendService {
    private PretendService() {}

    public static void main(String[] arguments) throws IOException {
        var port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext(
                "/",
                exchange -> {
                    var body = "{\"lag\":0}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    /** A project folder in which each service is one of these. */
    static void install(Path root) throws IOException {
        for (var rights : List.of("deploy/database/rights.sql", "deploy/broker/rights")) {
            Files.createDirectories(root.resolve(rights).resolveSibling("."));
            Files.copy(Installation.own().root().resolve(rights), root.resolve(rights));
        }
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(Attributes.Name.MAIN_CLASS, PretendService.class.getName());
        var entry = PretendService.class.getName().replace('.', '/') + ".class";
        for (var service : PlatformService.all()) {
            var jar = service.jar(root);
            Files.createDirectories(jar.resolveSibling("."));
            try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                    var code = PretendService.class.getClassLoader().getResourceAsStream(entry)) {
                if (code == null) {
                    throw new IOException("no " + entry);
                }
                out.putNextEntry(new JarEntry(entry));
                code.transferTo(out);
            }
        }
    }
}
