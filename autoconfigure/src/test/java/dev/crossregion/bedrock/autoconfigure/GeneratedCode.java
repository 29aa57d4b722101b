package dev.crossregion.bedrock.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.core.io.InputStreamSource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Code that was generated ahead of time. It uses package-private classes, so it must be
 * defined by their class loader.
 */
final class GeneratedCode {

	private final InMemoryGeneratedFiles files;

	private Path classes = Path.of("");

	GeneratedCode(InMemoryGeneratedFiles files) {
		this.files = files;
	}

	GeneratedCode compileTo(Path directory) throws IOException {
		Path sources = write(GeneratedFiles.Kind.SOURCE, directory.resolve("sources"));
		this.classes = write(GeneratedFiles.Kind.CLASS, directory.resolve("classes"));
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", this.classes.toString(), "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
		try (Stream<Path> paths = Files.walk(sources)) {
			paths.filter((path) -> path.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.as("exit code of the compiler")
			.isZero();
		return this;
	}

	private Path write(GeneratedFiles.Kind kind, Path directory) throws IOException {
		Files.createDirectories(directory);
		for (Map.Entry<String, InputStreamSource> file : this.files.getGeneratedFiles(kind).entrySet()) {
			Path path = directory.resolve(file.getKey());
			Files.createDirectories(path.getParent());
			try (InputStream content = file.getValue().getInputStream()) {
				Files.copy(content, path);
			}
		}
		return directory;
	}

	void define() throws IOException, IllegalAccessException {
		List<Path> compiled;
		try (Stream<Path> paths = Files.walk(this.classes)) {
			compiled = paths.filter((path) -> path.toString().endsWith(".class")).sorted().toList();
		}
		for (Path path : compiled) {
			String name = this.classes.relativize(path).toString().replace('/', '.').replace(".class", "");
			Class<?> neighbour = ClassUtils.resolveClassName(name.replaceAll("(__|\\$\\$).*", ""), null);
			MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup()).defineClass(Files.readAllBytes(path));
		}
	}

}
