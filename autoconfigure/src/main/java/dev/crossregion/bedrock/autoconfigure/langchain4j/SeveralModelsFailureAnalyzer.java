package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.Collection;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.ChatModelBeans;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a plain injection that finds several models of {@code models.*} and no
 * {@code chat-model}. Spring Boot's own analysis advises {@code @Primary}, which beans
 * that come from properties cannot carry.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SeveralModelsFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoUniqueBeanDefinitionException> {

	private final BeanFactory beanFactory;

	SeveralModelsFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause,
			@Nullable String description) {
		Collection<String> found = cause.getBeanNamesFound();
		if (found == null || found.isEmpty()
				|| !found.stream().allMatch((bean) -> ChatModelBeans.isOurs(this.beanFactory, bean))) {
			return null;
		}
		List<String> models = found.stream()
			.map((bean) -> "    %s, of %s".formatted(bean, CrossRegionProperties.property(ChatModelBeans.model(bean))))
			.toList();
		List<String> qualifiers = found.stream().map((bean) -> "    @Qualifier(\"%s\")".formatted(bean)).toList();
		Class<?> type = cause.getBeanType();
		return new FailureAnalysis(
				"%s required a single %s, and several models are configured, none of them as the default:\n\n%s"
					.formatted((description != null) ? description : "A component",
							(type != null) ? type.getSimpleName() : "bean", String.join("\n", models)),
				"""
						Make one of them the default by moving its properties, such as

						    from %s.*
						    to   %s.*

						A plain injection gets it then, and the others are injected by qualifier. Or let every \
						injection name its model:

						%s""".formatted(CrossRegionProperties.property(ChatModelBeans.model(found.iterator().next())),
						CrossRegionProperties.CHAT_MODEL, String.join("\n", qualifiers)),
				cause);
	}

}
