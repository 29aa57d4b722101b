package dev.crossregion.bedrock.autoconfigure.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Starts an application that must not start, and keeps what Spring Boot reports of it.
 */
public final class FailedStart implements FailureAnalysisReporter {

	private static final ThreadLocal<FailureAnalysis> REPORTED = new ThreadLocal<>();

	@Override
	public void report(FailureAnalysis analysis) {
		REPORTED.set(analysis);
	}

	/**
	 * Start an application.
	 * @param yaml its {@code application.yml}
	 * @return what is reported: description and action
	 */
	public static String with(String yaml) {
		return with(yaml, Map.of());
	}

	/**
	 * Start an application.
	 * @param yaml its {@code application.yml}
	 * @param variables its environment variables
	 * @return what is reported: description and action
	 */
	public static String with(String yaml, Map<String, Object> variables) {
		return with(yaml, variables, Application.class);
	}

	/**
	 * Start an application that has beans of its own.
	 * @param yaml its {@code application.yml}
	 * @param variables its environment variables
	 * @param source its configuration
	 * @return what is reported: description and action
	 */
	public static String with(String yaml, Map<String, Object> variables, Class<?> source) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.setLogStartupInfo(false);
		application.addInitializers((context) -> configure(context, yaml, variables));
		REPORTED.remove();
		Throwable failure = catchThrowable(() -> application.run().close());
		assertThat(failure).as("the application must not start").isNotNull();
		FailureAnalysis analysis = REPORTED.get();
		assertThat(analysis).as("an analysis of " + failure).isNotNull();
		return analysis.getDescription() + "\n\n" + analysis.getAction();
	}

	private static void configure(ConfigurableApplicationContext context, String yaml, Map<String, Object> variables) {
		MutablePropertySources sources = context.getEnvironment().getPropertySources();
		try {
			new YamlPropertySourceLoader()
				.load("application.yml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(sources::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		sources.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class })
	static class Application {

	}

}
