package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.util.ClassUtils;

/**
 * Explains that LangChain4j cannot wire an {@code @AiService} by itself, and prints the
 * annotation that wires it. Its automatic wiring counts the beans of a type, and neither
 * default candidates nor {@code @Primary} change the count.
 */
final class AiServiceWiringFailureAnalyzer implements FailureAnalyzer {

	private static final String WIRING = "dev.langchain4j.service.spring.AiServicesAutoConfig";

	private final BeanFactory beanFactory;

	AiServiceWiringFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		Throwable conflict = failure;
		while (conflict != null && !isOfTheWiring(conflict)) {
			conflict = conflict.getCause();
		}
		return (conflict != null && this.beanFactory instanceof ConfigurableListableBeanFactory listable)
				? analyze(conflict, new AiServiceBeans(listable)) : null;
	}

	// LangChain4j's starter is no dependency, so none of its types is named as one.
	private static boolean isOfTheWiring(Throwable failure) {
		return failure.getClass().getSimpleName().equals("IllegalConfigurationException")
				&& Arrays.stream(failure.getStackTrace()).anyMatch((frame) -> frame.getClassName().startsWith(WIRING));
	}

	private static @Nullable FailureAnalysis analyze(Throwable conflict, AiServiceBeans beans) {
		Map<String, List<String>> ambiguous = beans.ambiguous();
		List<Class<?>> services = beans.automaticServices();
		if (ambiguous.isEmpty() || services.isEmpty()) {
			return null;
		}
		String found = ambiguous.entrySet()
			.stream()
			.map((entry) -> "    %s: %s".formatted(ClassUtils.getShortName(AiServiceBeans.TYPES.get(entry.getKey())),
					shown(entry.getValue(), beans.preferred(entry.getValue()))))
			.collect(Collectors.joining("\n"));
		String annotations = services.stream()
			.map((service) -> AiServiceAnnotation.of(service, beans))
			.collect(Collectors.joining("\n"));
		String others = ambiguous.entrySet()
			.stream()
			.map((entry) -> "    %s: %s".formatted(entry.getKey(), AiServiceAnnotation.quoted(entry.getValue())))
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis(
				"@AiService wires a service by itself only where the context has one bean of a type, whichever of "
						+ "several is the default. It finds:\n\n" + found,
				"""
						Name the beans in the annotation. With EXPLICIT wiring a service gets what its annotation \
						names and nothing else, so memory, tools and whatever else it takes are named too:

						    import static dev.langchain4j.service.spring.AiServiceWiringMode.EXPLICIT;

						%s
						There is a choice of:

						%s""".formatted(annotations, others), conflict);
	}

	private static String shown(List<String> names, @Nullable String preferred) {
		return names.stream()
			.map((name) -> (name.equals(preferred)) ? name + " (the default)" : name)
			.collect(Collectors.joining(", "));
	}

}
