package uk.inspection.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where this code, its libraries and the project are. The libraries lie in a folder of their own
 * beside the code, so that a test of another module can start a broker without having it on its
 * class path.
 */
record Installation(Path code, Path libraries, Path root) {

    static Installation own() {
        var code = codeOf(Installation.class);
        var libraries = code.resolveSibling("lib");
        if (!Files.isDirectory(libraries)) {
            throw new StackException(
                    "The folder "
                            + libraries
                            + " is missing: build the project first (./mvnw -Dquick -DskipTests"
                            + " package).");
        }
        return new Installation(code, libraries, projectRoot(code));
    }

    private static Path codeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the launcher does not know where it lies", e);
        }
    }

    private static Path projectRoot(Path code) {
        var given = System.getProperty("platform.root", System.getProperty("project.root"));
        if (given != null) {
            return Path.of(given).toAbsolutePath().normalize();
        }
        for (var folder = code.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        return Path.of("").toAbsolutePath();
    }

    /** A command line for one of the launcher's own classes in a process of its own. */
    List<String> javaCommand(List<String> options, Class<?> main, List<String> arguments) {
        var command = new java.util.ArrayList<String>();
        command.add(javaExecutable().toString());
        command.addAll(options);
        command.add("-cp");
        command.add(code + File.pathSeparator + libraries + File.separator + "*");
        command.add(main.getName());
        command.addAll(arguments);
        return List.copyOf(command);
    }

    static Path javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    Path library(String prefix) {
        try (var jars = Files.list(libraries)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() ->
                            new StackException("No " + prefix + " library in " + libraries + "."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
