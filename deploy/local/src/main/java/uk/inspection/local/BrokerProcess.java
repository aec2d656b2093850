package uk.inspection.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * The broker's own process: one Kafka node that is broker and controller. Arguments: its properties
 * file, a file that it writes when it is ready to serve, and the id of the cluster, which counts at
 * its first start. Ends when its standard input does, so that a killed parent leaves no broker
 * behind.
 */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) {
        try {
            run(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
        } catch (Throwable e) {
            e.printStackTrace();
            System.err.flush();
            // Kafka's own threads would keep the process alive.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(Path configuration, Path readyFile, String cluster) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(configuration)) {
            properties.load(reader);
        }
        formatOnce(configuration, Path.of(properties.getProperty("log.dirs")), cluster);
        var server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
        Files.writeString(readyFile, Long.toString(ProcessHandle.current().pid()));
        Thread.ofPlatform().daemon().start(() -> exitWithParent(System.in));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        server.awaitShutdown();
    }

    private static void formatOnce(Path configuration, Path directory, String cluster)
            throws IOException {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        if (Files.isDirectory(directory)) {
            try (var entries = Files.list(directory)) {
                if (entries.anyMatch(Files::isDirectory)) {
                    throw new IOException(directory + " holds topics but no meta.properties");
                }
            }
        }
        Files.createDirectories(directory);
        var status =
                StorageTool.execute(
                        new String[] {
                            "format",
                            "--ignore-formatted",
                            "--cluster-id",
                            cluster,
                            "--config",
                            configuration.toString()
                        },
                        System.out);
        if (status != 0) {
            throw new IOException("the data directory " + directory + " could not be formatted");
        }
    }

    private static void exitWithParent(InputStream input) {
        try {
            while (input.read() >= 0) {
                // Nobody writes: only the end of the stream says something.
            }
        } catch (IOException e) {
            // The same message.
        }
        System.exit(0);
    }
}
