package uk.inspection.endtoend.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code deploy/containers/Dockerfile}, one instruction a line, by its stages. */
final class Dockerfile {
    static final Path FILE = ComposeFile.ROOT.resolve("deploy/containers/Dockerfile");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One line: COPY and what follows. */
    record Instruction(String name, String arguments) {
        /** Where it copies from, flags left out. */
        List<String> sources() {
            var words = words();
            return words.subList(0, words.size() - 1);
        }

        String target() {
            return words().getLast();
        }

        private List<String> words() {
            var words = new ArrayList<>(List.of(arguments.split(" ", -1)));
            words.removeIf(word -> word.startsWith("--"));
            return words;
        }

        boolean has(String flag) {
            return List.of(arguments.split(" ", -1)).contains(flag);
        }

        /** Of the form that needs no shell. */
        List<String> words(String of) {
            assertThat(arguments).as(of).startsWith("[");
            try {
                return List.of(JSON.readValue(arguments, String[].class));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a stage is made from, and how. */
    record Stage(String from, List<Instruction> instructions) {}

    private final LinkedHashMap<String, Stage> stages = new LinkedHashMap<>();
    private String java = "";

    static Dockerfile read() throws IOException {
        var file = new Dockerfile();
        for (var line : Files.readAllLines(FILE)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                assertThat(line).as("one instruction a line").doesNotEndWith("\\");
                file.add(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ')));
            }
        }
        return file;
    }

    private void add(String name, String rest) {
        var arguments = rest.strip();
        switch (name) {
            case "ARG" -> java = arguments.substring(arguments.indexOf('=') + 1);
            case "FROM" -> {
                var words = arguments.split(" ", -1);
                assertThat(words).hasSize(3).contains("AS");
                stages.put(words[2], new Stage(words[0], new ArrayList<>()));
            }
            case "COPY", "RUN", "USER", "WORKDIR", "ENTRYPOINT", "EXPOSE" ->
                    stages.lastEntry()
                            .getValue()
                            .instructions()
                            .add(new Instruction(name, arguments));
            default -> throw new AssertionError("an instruction that is not expected: " + name);
        }
    }

    Map<String, Stage> stages() {
        return stages;
    }

    Stage stage(String name) {
        var stage = stages.get(name);
        if (stage == null) {
            throw new AssertionError("there is no stage " + name);
        }
        return stage;
    }

    /** The image that all begins with. */
    String java() {
        return java;
    }

    /** The last one that counts, in the stage or in those it is made from. */
    Instruction last(String stage, String name) {
        for (var at = stages.get(stage); at != null; at = stages.get(at.from())) {
            var found = at.instructions().stream().filter(one -> one.name().equals(name)).toList();
            if (!found.isEmpty()) {
                return found.getLast();
            }
        }
        throw new AssertionError(stage + " has no " + name);
    }

    List<String> entryPoint(String stage) {
        return last(stage, "ENTRYPOINT").words(stage);
    }
}
