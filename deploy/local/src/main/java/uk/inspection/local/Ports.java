package uk.inspection.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Nine ports in a row: the four services, PostgreSQL, the broker, its controller, the keys, the
 * issuer of tokens.
 */
record Ports(int base) {
    static final int DEFAULT_BASE = 8080;
    private static final int COUNT = 9;
    private static final int FREE_ATTEMPTS_MAX = 100;
    private static final int PORT_MAX = 65_535;

    Ports {
        if (base < 1024 || base > PORT_MAX - COUNT + 1) {
            throw new StackException(
                    "--port-base is the first of nine ports and lies between 1024 and "
                            + (PORT_MAX - COUNT + 1)
                            + ".");
        }
    }

    /**
     * Nine that are free now, below the range from which the system takes ports for connections.
     */
    static Ports free() {
        for (var attempt = 0; attempt < FREE_ATTEMPTS_MAX; attempt++) {
            var ports = new Ports(ThreadLocalRandom.current().nextInt(10_000, 31_000));
            if (ports.byName().values().stream().allMatch(Ports::isFree)) {
                return ports;
            }
        }
        throw new StackException("No nine free ports in a row were found on 127.0.0.1.");
    }

    int postgres() {
        return base + 4;
    }

    int broker() {
        return base + 5;
    }

    int controller() {
        return base + 6;
    }

    /** Of the server that holds the keys of notes. */
    int caseKeys() {
        return base + 7;
    }

    int issuer() {
        return base + 8;
    }

    Map<String, Integer> byName() {
        var ports = new LinkedHashMap<String, Integer>();
        for (var service : PlatformService.all()) {
            ports.put(service.module(), service.port(this));
        }
        ports.put("postgres", postgres());
        ports.put("broker", broker());
        ports.put("controller", controller());
        ports.put("case-keys", caseKeys());
        ports.put("issuer", issuer());
        return ports;
    }

    void requireFree() {
        byName().forEach(Ports::requireFree);
    }

    private static void requireFree(String user, int port) {
        if (!isFree(port)) {
            var holder = holder(port).map(process -> " by " + process).orElse("");
            throw new StackException(
                    "Port "
                            + port
                            + " ("
                            + user
                            + ") is in use"
                            + holder
                            + ": stop that program, or choose other ports with --port-base.");
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort() == port;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Who listens, where the system tells: the socket's inode, then the process that has it open.
     */
    static Optional<String> holder(int port) {
        return inode(port, "tcp")
                .or(() -> inode(port, "tcp6"))
                .flatMap(inode ->
                        ProcessHandle.allProcesses()
                                .filter(process -> hasOpen(process, inode))
                                .findFirst())
                .map(process ->
                        process.info()
                                        .command()
                                        .map(Path::of)
                                        .map(command -> command.getFileName() + " ")
                                        .orElse("")
                                + "(process "
                                + process.pid()
                                + ")");
    }

    private static Optional<String> inode(int port, String table) {
        var suffix = String.format(Locale.ROOT, ":%04X", port);
        try (var lines = Files.lines(Path.of("/proc/net", table))) {
            return lines.skip(1)
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(field -> field.length > 9)
                    .filter(field -> field[1].endsWith(suffix) && field[3].equals("0A"))
                    .map(field -> field[9])
                    .findFirst();
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    private static boolean hasOpen(ProcessHandle process, String inode) {
        var descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
        try (var entries = Files.newDirectoryStream(descriptors)) {
            for (var entry : entries) {
                if (Files.readSymbolicLink(entry).toString().equals("socket:[" + inode + "]")) {
                    return true;
                }
            }
        } catch (IOException goneOrForbidden) {
            return false;
        }
        return false;
    }
}
