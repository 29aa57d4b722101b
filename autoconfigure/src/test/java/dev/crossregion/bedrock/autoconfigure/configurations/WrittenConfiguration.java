package dev.crossregion.bedrock.autoconfigure.configurations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * The {@code application.yml} of a user: it can be started, and what a failure suggests
 * can be written into it.
 */
final class WrittenConfiguration {

	/** The properties as a YAML file holds them, lists as {@code name[0]}. */
	private final Map<String, Object> properties;

	private final Class<?>[] sources;

	private WrittenConfiguration(Map<String, Object> properties, Class<?>... sources) {
		this.properties = properties;
		this.sources = sources;
	}

	/**
	 * A configuration. Where it does not say which evidence to take, that is the
	 * snapshot.
	 * @param yaml the whole file
	 * @param sources configuration classes of the application; ours alone when empty
	 * @return the configuration
	 */
	static WrittenConfiguration of(String yaml, Class<?>... sources) {
		return new WrittenConfiguration(load(yaml), (sources.length != 0) ? sources : new Class<?>[] { Ours.class });
	}

	private static Map<String, Object> load(String yaml) {
		Map<String, Object> properties = new LinkedHashMap<>();
		try {
			for (PropertySource<?> source : new YamlPropertySourceLoader().load("application.yml",
					new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
				((OriginTrackedMapPropertySource) source).getSource()
					.forEach((name, value) -> properties.put(name.toString(), value));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties;
	}

	/**
	 * Write a piece of YAML into the file as a user does: a value replaces the one that
	 * stands there, a list the whole list, and a key without a value is taken out.
	 * @param suggestion the piece of YAML
	 * @return the configuration with it
	 */
	WrittenConfiguration with(Suggestion suggestion) {
		Map<String, Object> merged = new LinkedHashMap<>(this.properties);
		Map<String, Object> written = load(suggestion.yaml());
		written.keySet().forEach((name) -> {
			String replaced = uniform(name.replaceFirst("\\[\\d+].*", ""));
			merged.keySet()
				.removeIf((other) -> uniform(other).equals(replaced) || uniform(other).startsWith(replaced + "[")
						|| uniform(other).startsWith(replaced + "."));
		});
		written.forEach((name, value) -> {
			if (!suggestion.isRemoval() && !String.valueOf(value).isEmpty()) {
				merged.put(name, value);
			}
		});
		return new WrittenConfiguration(merged, this.sources);
	}

	// chatModel.modelId and chat-model.model-id are one property.
	private static String uniform(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Start the application, and end it.
	 * @return what came of it
	 */
	Outcome start() {
		SpringApplication application = new SpringApplication(this.sources);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.setLogStartupInfo(false);
		if (this.properties.keySet().stream().noneMatch((name) -> name.contains(".catalog."))) {
			application.setDefaultProperties(Map.of("bedrock.cross-region.catalog.source", "bundled"));
		}
		application.addInitializers((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new OriginTrackedMapPropertySource("application.yml", this.properties)));
		Analysis analysis = new Analysis();
		application.addListeners(analysis);
		try {
			application.run().close();
			return Outcome.started();
		}
		catch (RuntimeException ex) {
			return Outcome.failed(Objects.requireNonNull(analysis.made.get(), () -> "no analysis of " + ex));
		}
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.properties.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
		return text.toString();
	}

	/**
	 * Asks the analyzers of {@code spring.factories} as Spring Boot does, and when it
	 * does.
	 */
	private static final class Analysis implements ApplicationListener<ApplicationFailedEvent> {

		private final AtomicReference<FailureAnalysis> made = new AtomicReference<>();

		@Override
		public void onApplicationEvent(ApplicationFailedEvent event) {
			ConfigurableApplicationContext context = event.getApplicationContext();
			ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
				.and(Environment.class, context.getEnvironment());
			List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
				.load(FailureAnalyzer.class, arguments,
						FailureHandler.logging(LogFactory.getLog(WrittenConfiguration.class)));
			for (FailureAnalyzer analyzer : analyzers) {
				FailureAnalysis analysis = analyzer.analyze(event.getException());
				if (analysis != null) {
					this.made.set(analysis);
					return;
				}
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class })
	static class Ours {

	}

}
