package dev.crossregion.bedrock.benchmarks.context;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts applications that use the starter.
 *
 * @since 0.1.0
 */
public final class Applications {

	private Applications() {
	}

	/**
	 * Start an application.
	 * @param properties its properties, without the prefix of the starter
	 * @return its context, to be closed
	 */
	public static ConfigurableApplicationContext start(Map<String, String> properties) {
		Map<String, Object> all = new LinkedHashMap<>();
		properties.forEach((name, value) -> all.put("bedrock.cross-region." + name, value));
		// Spring AI may be on the class path for another contender.
		all.put("spring.ai.model.chat", "none");
		return new SpringApplicationBuilder(StarterApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.properties(all)
			.run();
	}

}
