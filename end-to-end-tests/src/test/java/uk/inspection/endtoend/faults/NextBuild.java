package uk.inspection.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a packaged service the one of the next build, which writes a judgement in a second
 * version and reads both: the schema of that version is there, and what brings the first to it. It
 * is an agent of the service's Java machine; today's build knows nothing of it.
 */
public final class NextBuild {
    static final String TYPE = "CaseJudged";

    private static final String UPCASTS = "uk/inspection/contract/Upcasts";

    private NextBuild() {}

    /** The options with which a Java machine starts a service of the next build. */
    static List<String> options(Path directory) throws IOException {
        Path jar =
                Agent.jar(
                        NextBuild.class,
                        directory,
                        Map.of("events/%s/v2/schema.json".formatted(TYPE), "{}".getBytes(UTF_8)));
        return List.of("-javaagent:" + jar, "-Xbootclasspath/a:" + jar);
    }

    /** Called by the Java machine before the service's own main. */
    public static void premain(String argument, Instrumentation instrumentation) {
        instrumentation.addTransformer(new Upcast());
    }

    private static final class Upcast implements ClassFileTransformer {
        @Override
        public byte @Nullable [] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] bytes) {
            if (!UPCASTS.equals(name)) {
                return null;
            }
            return Agent.changed(
                    loader,
                    bytes,
                    () ->
                            ClassTransform.transformingMethodBodies(
                                    method -> method.methodName().equalsString("toNext"),
                                    Agent.before(Upcast::sameWords)));
        }

        /** A judgement of the first version says the same in the second. */
        private static void sameWords(CodeBuilder code) {
            var others = code.newLabel();
            code.ldc(TYPE)
                    .aload(0)
                    .invokevirtual(
                            ConstantDescs.CD_String,
                            "equals",
                            MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object))
                    .ifeq(others)
                    .aload(2)
                    .areturn()
                    .labelBinding(others);
        }
    }
}
