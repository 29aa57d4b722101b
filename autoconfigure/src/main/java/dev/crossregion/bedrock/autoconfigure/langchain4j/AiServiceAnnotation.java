package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.ChatModelBeans;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * Prints an {@code @AiService} annotation with explicit wiring, equivalent to automatic
 * wiring with one bean of each type.
 */
final class AiServiceAnnotation {

	private AiServiceAnnotation() {
	}

	/**
	 * Print the annotation together with the declaration of the interface.
	 * @param service the interface
	 * @param beans what there is to wire
	 * @return lines of Java
	 */
	static String of(Class<?> service, AiServiceBeans beans) {
		MergedAnnotation<Annotation> written = MergedAnnotations.from(service).get(AiServiceBeans.AI_SERVICE);
		StringBuilder attributes = new StringBuilder("wiringMode = EXPLICIT");
		String chatModel = chosen(written, beans, AiServiceBeans.CHAT_MODEL, null);
		for (String attribute : AiServiceBeans.TYPES.keySet()) {
			String bean = chosen(written, beans, attribute, chatModel);
			if (bean != null) {
				attributes.append(", %s = \"%s\"".formatted(attribute, bean));
			}
		}
		List<String> named = written.getValue("tools", String[].class).map(List::of).orElse(List.of());
		List<String> tools = (named.isEmpty()) ? beans.tools() : named;
		if (!tools.isEmpty()) {
			attributes.append(", tools = ").append((tools.size() > 1) ? "{ " + quoted(tools) + " }" : quoted(tools));
		}
		return """
				    // %s
				    @AiService(%s)
				    interface %s
				""".formatted(service.getName(), attributes, service.getSimpleName());
	}

	static String quoted(List<String> names) {
		return names.stream().map((name) -> '"' + name + '"').collect(Collectors.joining(", "));
	}

	// Keeps names of the existing annotation, which automatic wiring ignores.
	private static @Nullable String chosen(MergedAnnotation<Annotation> written, AiServiceBeans beans, String attribute,
			@Nullable String chatModel) {
		List<String> names = beans.of(attribute);
		String named = written.getValue(attribute, String.class).orElse("");
		if (names.contains(named)) {
			return named;
		}
		String twin = (chatModel != null && attribute.equals(AiServiceBeans.STREAMING_CHAT_MODEL))
				? ChatModelBeans.streamingChatModel(ChatModelBeans.model(chatModel)) : "";
		if (names.contains(twin)) {
			return twin;
		}
		String preferred = beans.preferred(names);
		return (preferred != null || names.isEmpty()) ? preferred : names.get(0);
	}

}
