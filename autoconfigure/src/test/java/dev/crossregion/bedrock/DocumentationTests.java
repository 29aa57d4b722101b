package dev.crossregion.bedrock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.KnownProperties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links of the documentation lead somewhere, and the classes, properties and files that
 * it names exist.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern TYPE = Pattern
		.compile("@?([A-Z][a-z]\\w*(?:\\.[A-Z][a-z]\\w*)*)(?:[.#][a-z]\\w*)?(?:\\(.*\\))?");

	private static final Pattern WORD = Pattern.compile("[A-Z]\\w+");

	private static final Pattern FILE = Pattern
		.compile("[\\w./-]+\\.(?:java|md|yml|yaml|tsv|xml|sh|factories|imports)");

	private static final Pattern TEXT = Pattern
		.compile(".+\\.(?:java|yml|yaml|tsv|xml|json|properties|factories|imports)|run");

	private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]*(?:\\[\\])?(?:\\.[a-z0-9<>*-]+(?:\\[\\])?)+");

	/** Metrics of Amazon CloudWatch. */
	private static final Set<String> METRICS = Set.of("EstimatedTPMQuotaUsage");

	/** What builds and tools write, and what is measured. */
	private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".idea", "results");

	private static final List<Path> files = new ArrayList<>();

	private static Map<Path, Page> pages;

	@BeforeAll
	static void readAll() throws IOException {
		Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
				return (LEFT_OUT.contains(folder.getFileName().toString())) ? FileVisitResult.SKIP_SUBTREE
						: FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
				files.add(file);
				return FileVisitResult.CONTINUE;
			}

		});
		pages = files.stream()
			.filter((file) -> file.toString().endsWith(".md"))
			.collect(Collectors.toMap(Function.identity(), Page::read));
		assertThat(pages.keySet()).extracting((page) -> page.getFileName().toString())
			.contains("README.md", "routing.md", "properties.md");
	}

	@Test
	void linksLeadSomewhere() {
		List<String> broken = new ArrayList<>();
		int links = 0;
		for (Page page : List.copyOf(pages.values())) {
			for (String link : page.matches(LINK)) {
				if (link.matches("[a-z]+:.*")) {
					continue;
				}
				links++;
				String[] parts = link.split("#", 2);
				Path target = (parts[0].isEmpty()) ? page.file()
						: page.file().resolveSibling(parts[0]).toAbsolutePath().normalize();
				if (!Files.exists(target)) {
					broken.add(page.name() + ": " + link + " does not exist");
				}
				else if (parts.length > 1 && target.toString().endsWith(".md")
						&& !pages.computeIfAbsent(target, Page::read).anchors().contains(parts[1])) {
					broken.add(page.name() + ": " + link + " has no such heading");
				}
			}
		}
		assertThat(broken).isEmpty();
		assertThat(links).isGreaterThan(50);
	}

	@Test
	void namesOfTypesExist() throws IOException {
		Set<String> known = typesOnTheClassPath();
		known.addAll(METRICS);
		for (Path file : files) {
			if (TEXT.matcher(file.getFileName().toString()).matches()) {
				WORD.matcher(Files.readString(file)).results().forEach((word) -> known.add(word.group()));
			}
		}
		Set<String> unknown = new TreeSet<>();
		int names = 0;
		for (Page page : pages.values()) {
			for (String code : page.code()) {
				Matcher type = TYPE.matcher(code);
				if (!type.matches()) {
					continue;
				}
				for (String name : type.group(1).split("\\.")) {
					names++;
					if (!known.contains(name) && !known.contains(name + "Request")) {
						unknown.add(page.name() + ": " + code);
					}
				}
			}
		}
		assertThat(unknown).isEmpty();
		assertThat(names).isGreaterThan(100);
	}

	@Test
	void propertiesExist() {
		Set<String> sections = Stream.of(CrossRegionProperties.class.getRecordComponents())
			.map((component) -> component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
			.collect(Collectors.toSet());
		Set<String> unknown = new TreeSet<>();
		int names = 0;
		for (Page page : pages.values()) {
			for (String code : page.code()) {
				String name = code.replaceFirst("[:=].*", "").strip();
				boolean full = name.startsWith(CrossRegionProperties.PREFIX + ".");
				String key = (full) ? name.substring(CrossRegionProperties.PREFIX.length() + 1) : name;
				if (!KEY.matcher((full) ? "x." + key : key).matches() || FILE.matcher(key).matches()
						|| (!full && !sections.contains(key.replaceFirst("[.\\[].*", "")))) {
					continue;
				}
				names++;
				if (!isKnown(key)) {
					unknown.add(page.name() + ": " + code);
				}
			}
			for (String yaml : page.blocks("yaml")) {
				Set<String> keys = new TreeSet<>();
				new Yaml().loadAll(yaml).forEach((document) -> flatten("", document, keys::add));
				for (String key : keys) {
					if (key.startsWith(CrossRegionProperties.PREFIX + ".")) {
						names++;
						if (!isKnown(key.substring(CrossRegionProperties.PREFIX.length() + 1))) {
							unknown.add(page.name() + ": " + key);
						}
					}
				}
			}
		}
		assertThat(unknown).isEmpty();
		assertThat(names).isGreaterThan(100);
	}

	private static boolean isKnown(String key) {
		String name = CrossRegionProperties.PREFIX + "."
				+ key.replace("[]", "[0]").replaceAll("<[a-z-]+>", "fast").replaceAll("\\.\\*$", "");
		return KnownProperties.type(ConfigurationPropertyName.of(name)) != null;
	}

	private static void flatten(String prefix, Object value, Consumer<String> keys) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, below) -> flatten((prefix.isEmpty()) ? key.toString() : prefix + "." + key, below, keys));
		}
		else if (value instanceof List<?> list) {
			for (int index = 0; index < list.size(); index++) {
				flatten(prefix + "[" + index + "]", list.get(index), keys);
			}
		}
		else {
			keys.accept(prefix);
		}
	}

	@Test
	void filesExist() {
		Set<String> unknown = new TreeSet<>();
		int names = 0;
		for (Page page : pages.values()) {
			for (String code : page.code()) {
				if (FILE.matcher(code).matches()) {
					names++;
					String suffix = code.replaceFirst("^(\\.\\.?/)+", "");
					if (files.stream().noneMatch((file) -> file.endsWith(suffix))) {
						unknown.add(page.name() + ": " + code);
					}
				}
			}
		}
		assertThat(unknown).isEmpty();
		assertThat(names).isPositive();
	}

	private static Set<String> typesOnTheClassPath() throws IOException {
		Set<String> names = new HashSet<>();
		Consumer<String> add = (file) -> {
			if (file.endsWith(".class")) {
				String name = file.substring(file.lastIndexOf('/') + 1, file.length() - ".class".length());
				names.addAll(List.of(name.split("\\$")));
			}
		};
		for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
			if (entry.endsWith(".jar")) {
				try (JarFile jar = new JarFile(entry)) {
					jar.stream().forEach((file) -> add.accept(file.getName()));
				}
			}
		}
		try (Stream<Path> jdk = Files
			.walk(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base"))) {
			jdk.forEach((file) -> add.accept(file.toString()));
		}
		return names;
	}

	/**
	 * A page in Markdown.
	 *
	 * @param file where it is
	 * @param prose its lines outside of blocks of code
	 * @param blocks its blocks of code by language
	 */
	private record Page(Path file, List<String> prose, Map<String, List<String>> blocks) {

		static Page read(Path file) {
			List<String> prose = new ArrayList<>();
			Map<String, List<String>> blocks = new HashMap<>();
			String language = null;
			StringBuilder block = new StringBuilder();
			for (String line : lines(file)) {
				if (line.strip().startsWith("```")) {
					if (language == null) {
						language = line.strip().substring(3);
						block.setLength(0);
					}
					else {
						blocks.computeIfAbsent(language, (key) -> new ArrayList<>()).add(block.toString());
						language = null;
					}
				}
				else if (language == null) {
					prose.add(line);
				}
				else {
					block.append(line).append('\n');
				}
			}
			return new Page(file, prose, blocks);
		}

		private static List<String> lines(Path file) {
			try {
				return Files.readAllLines(file);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		String name() {
			return ROOT.relativize(this.file).toString();
		}

		List<String> blocks(String language) {
			return this.blocks.getOrDefault(language, List.of());
		}

		List<String> code() {
			return matches(CODE);
		}

		List<String> matches(Pattern pattern) {
			return this.prose.stream()
				.flatMap((line) -> pattern.matcher(line).results())
				.map((match) -> match.group(1))
				.toList();
		}

		/** As GitHub makes them. */
		Set<String> anchors() {
			Set<String> anchors = new HashSet<>();
			for (String line : this.prose) {
				Matcher heading = HEADING.matcher(line);
				if (heading.matches()) {
					String anchor = LINK.matcher(heading.group(1).replaceAll("\\]\\([^)]*\\)", "]"))
						.replaceAll("$1")
						.toLowerCase(Locale.ROOT)
						.replaceAll("[^a-z0-9 _-]", "")
						.replace(' ', '-');
					String unique = anchor;
					for (int count = 1; !anchors.add(unique); count++) {
						unique = anchor + "-" + count;
					}
				}
			}
			return anchors;
		}

	}

}
