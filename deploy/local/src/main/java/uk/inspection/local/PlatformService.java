package uk.inspection.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The four services, each with its place among the ports. */
enum PlatformService {
    REPORTING(0, "reporting-service"),
    CASE(1, "case-service"),
    SCORING(2, "scoring-service"),
    PLAN(3, "improvement-plan-service");

    private final int portOffset;
    private final String module;

    PlatformService(int portOffset, String module) {
        this.portOffset = portOffset;
        this.module = module;
    }

    static List<PlatformService> all() {
        return Arrays.asList(values());
    }

    String module() {
        return module;
    }

    /** Of its database and of the user that it runs as. */
    String database() {
        return module.replace('-', '_');
    }

    /** The user that owns its log and migrates it. */
    String databaseOwner() {
        return database() + "_owner";
    }

    int port(Ports ports) {
        return ports.base() + portOffset;
    }

    Path jar(Path root) {
        return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
