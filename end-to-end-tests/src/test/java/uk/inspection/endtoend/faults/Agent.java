package uk.inspection.endtoend.faults;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** What changes a packaged service's classes as they are loaded: an agent of its Java machine. */
final class Agent {
    private Agent() {}

    /**
     * The jar of an agent: a class of this package with those within it, and this one.
     *
     * @param files what else is in it, by name
     */
    static Path jar(Class<?> agent, Path directory, Map<String, byte[]> files) throws IOException {
        Path jar = directory.resolve(agent.getSimpleName() + ".jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
        Path classes = Path.of(URI.create(agent.getResource(".").toString()));
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var own =
                        Files.newDirectoryStream(
                                classes, "{Agent*,%s*}.class".formatted(agent.getSimpleName()))) {
            for (Path one : own) {
                out.putNextEntry(
                        new JarEntry(
                                agent.getPackageName().replace('.', '/')
                                        + "/"
                                        + one.getFileName()));
                Files.copy(one, out);
            }
            for (var file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return jar;
    }

    /** A class as it is to be loaded; where that fails, the service does not start. */
    static byte[] changed(ClassLoader loader, byte[] bytes, Supplier<ClassTransform> change) {
        try {
            var file =
                    ClassFile.of(
                            ClassFile.DebugElementsOption.DROP_DEBUG,
                            ClassFile.ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(loader)));
            return file.transformClass(file.parse(bytes), change.get());
        } catch (RuntimeException | Error e) {
            e.printStackTrace(); // the Java machine would say nothing
            Runtime.getRuntime().halt(1);
            throw e;
        }
    }

    /** Code that goes before that of a method. */
    static CodeTransform before(Consumer<CodeBuilder> first) {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                first.accept(code);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }
}
