package uk.inspection.endtoend.faults;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.sql.Driver;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a guard out of a packaged service as it is loaded, for tests of those who must notice. It
 * is an agent of the service's Java machine, so that the service itself has no switch for it.
 */
public final class Sabotage {
    /** What keeps the services from losing, doubling and disordering. */
    enum Guard {
        /** The relay moves its cursor after the broker's acknowledgement. */
        CURSOR("uk/inspection/eventstore/kafka/Relay", "publish", "V"),
        /** A record's offset is kept with its effect, in one transaction. */
        OFFSET("uk/inspection/eventstore/postgres/PostgresLog$PostgresTx", "save", "V"),
        /** A repeat of a command is known. */
        COMMAND(
                "uk/inspection/eventstore/postgres/PostgresLog$PostgresTx",
                "commands",
                "Ljava/util/Map;"),
        /** A cached state is used only while nobody else has written. */
        VERSION("uk/inspection/eventstore/Writer$Round", "<init>", "V"),
        /** One write at a time. */
        LOCK(
                "uk/inspection/eventstore/postgres/PostgresLog",
                "lock",
                "Luk/inspection/eventstore/Log$Head;");

        private final String type;
        private final String method;
        private final String returns;

        Guard(String type, String method, String returns) {
            this.type = type;
            this.method = method;
            this.returns = returns;
        }

        private boolean stands(MethodModel in) {
            return in.methodName().equalsString(method)
                    && in.methodType().stringValue().endsWith(")" + returns);
        }
    }

    private static final ClassDesc SELF = Sabotage.class.describeConstable().orElseThrow();
    private static final ClassDesc STORED_EVENT =
            ClassDesc.of("uk.inspection.eventstore.StoredEvent");
    private static final ClassDesc RELAY = ClassDesc.of("uk.inspection.eventstore.kafka.Relay");
    private static final ClassDesc SESSION = ClassDesc.of("uk.inspection.eventstore.kafka.Session");
    private static final ClassDesc WRITER = ClassDesc.of("uk.inspection.eventstore.Writer");
    private static final MethodTypeDesc TO_VOID = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final String LOCK = "pg_advisory_xact_lock(?, ?)";
    private static final String MARK = "sabotage.died";
    private static final int DIES_AT = 12;
    private static final AtomicInteger MOMENTS = new AtomicInteger();

    private Sabotage() {}

    /** The option with which a Java machine starts without a guard. */
    static String without(Guard guard, Path directory) throws IOException {
        Path jar = Agent.jar(Sabotage.class, directory, Map.of());
        return "-javaagent:%s=%s,%s".formatted(jar, guard, directory.resolve("died"));
    }

    /** Whether a guard is still where it is taken out. */
    static boolean finds(Guard guard) throws IOException {
        ClassLoader loader = Sabotage.class.getClassLoader();
        try (InputStream type = loader.getResourceAsStream(guard.type + ".class")) {
            var cut = new Cut(guard);
            cut.taken(loader, type.readAllBytes());
            return cut.found;
        }
    }

    /** Called by the Java machine before the service's own main. */
    public static void premain(String argument, Instrumentation instrumentation) {
        String[] guardAndMark = argument.split(",", 2);
        System.setProperty(MARK, guardAndMark[1]);
        instrumentation.addTransformer(new Cut(Guard.valueOf(guardAndMark[0])));
    }

    /**
     * Called by the service where it would be bad to die: the first to be there often enough does.
     */
    public static void perhapsDie() throws IOException {
        if (MOMENTS.incrementAndGet() == DIES_AT) {
            try {
                Files.createFile(Path.of(System.getProperty(MARK)));
            } catch (FileAlreadyExistsException another) {
                return;
            }
            Runtime.getRuntime().halt(137);
        }
    }

    /** Called by the service before it keeps a batch: its offsets are kept at once, for good. */
    public static void offsetsFirst(Object batch) throws Exception {
        var offsets = (Collection<?>) batch.getClass().getMethod("offsets").invoke(batch);
        if (offsets.isEmpty()) {
            return;
        }
        var driver =
                (Driver)
                        batch.getClass()
                                .getClassLoader()
                                .loadClass("org.postgresql.Driver")
                                .getDeclaredConstructor()
                                .newInstance();
        var user = new Properties();
        user.setProperty("user", System.getenv("QUARKUS_DATASOURCE_USERNAME"));
        user.setProperty("password", System.getenv("QUARKUS_DATASOURCE_PASSWORD"));
        try (var connection = driver.connect(System.getenv("QUARKUS_DATASOURCE_JDBC_URL"), user);
                var upsert =
                        connection.prepareStatement(
                                "insert into log.consumed (topic, topic_id, partition, next_offset)"
                                        + " values (?, ?, ?, ?) on conflict (topic, partition) do"
                                        + " update set topic_id = excluded.topic_id, next_offset ="
                                        + " excluded.next_offset")) {
            for (Object offset : offsets) {
                upsert.setString(1, (String) value(offset, "topic"));
                upsert.setString(2, (String) value(offset, "topicId"));
                upsert.setInt(3, (int) value(offset, "partition"));
                upsert.setLong(4, (long) value(offset, "next"));
                upsert.executeUpdate();
            }
        }
        perhapsDie();
    }

    private static Object value(Object of, String name) throws ReflectiveOperationException {
        return of.getClass().getMethod(name).invoke(of);
    }

    private static final class Cut implements ClassFileTransformer {
        private final Guard guard;
        private boolean found;

        Cut(Guard guard) {
            this.guard = guard;
        }

        @Override
        public byte @Nullable [] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] bytes) {
            if (!guard.type.equals(name)) {
                return null;
            }
            byte[] cut = taken(loader, bytes);
            if (!found) {
                System.err.println("The guard " + guard + " is not where it was");
                Runtime.getRuntime().halt(1);
            }
            System.out.println("The guard " + guard + " is out");
            return cut;
        }

        private byte[] taken(ClassLoader loader, byte[] bytes) {
            return Agent.changed(
                    loader,
                    bytes,
                    () -> ClassTransform.transformingMethodBodies(guard::stands, code()));
        }

        private CodeTransform code() {
            return switch (guard) {
                case CURSOR -> Agent.before(this::moveFirst);
                case OFFSET ->
                        Agent.before(code -> {
                            found = true;
                            code.aload(1)
                                    .invokestatic(
                                            SELF,
                                            "offsetsFirst",
                                            MethodTypeDesc.of(
                                                    ConstantDescs.CD_void,
                                                    ConstantDescs.CD_Object));
                        });
                case COMMAND ->
                        instead(code ->
                                code.invokestatic(
                                                ConstantDescs.CD_Map,
                                                "of",
                                                MethodTypeDesc.of(ConstantDescs.CD_Map),
                                                true)
                                        .areturn());
                case VERSION -> this::nobodyElseWrote;
                case LOCK -> this::noLock;
            };
        }

        private CodeTransform instead(Consumer<CodeBuilder> all) {
            return new CodeTransform() {
                @Override
                public void atStart(CodeBuilder code) {
                    found = true;
                    all.accept(code);
                }

                @Override
                public void accept(CodeBuilder code, CodeElement element) {
                    // What was there before is left out.
                }
            };
        }

        private void moveFirst(CodeBuilder code) {
            found = true;
            code.aload(0)
                    .aload(1)
                    .aload(2)
                    .invokeinterface(
                            ConstantDescs.CD_List,
                            "getLast",
                            MethodTypeDesc.of(ConstantDescs.CD_Object))
                    .checkcast(STORED_EVENT)
                    .invokevirtual(
                            STORED_EVENT, "position", MethodTypeDesc.of(ConstantDescs.CD_long))
                    .invokevirtual(
                            RELAY,
                            "move",
                            MethodTypeDesc.of(
                                    ConstantDescs.CD_void, SESSION, ConstantDescs.CD_long))
                    .invokestatic(SELF, "perhapsDie", TO_VOID);
        }

        /** The store's count of changes is always the one that this writer knows. */
        private void nobodyElseWrote(CodeBuilder code, CodeElement element) {
            if (element instanceof InvokeInstruction call
                    && call.name().equalsString("change")
                    && call.owner().asInternalName().endsWith("Log$Head")) {
                found = true;
                code.pop().aload(1).getfield(WRITER, "knownChange", ConstantDescs.CD_long);
            } else {
                code.with(element);
            }
        }

        private void noLock(CodeBuilder code, CodeElement element) {
            if (element instanceof ConstantInstruction.LoadConstantInstruction load
                    && load.constantValue() instanceof String sql
                    && sql.contains(LOCK)) {
                found = true;
                code.loadConstant(sql.replace(LOCK, "?::int + ?::int"));
            } else {
                code.with(element);
            }
        }
    }
}
