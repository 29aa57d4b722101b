package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.List;
import java.util.function.Consumer;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.service.spring.AiServiceWiringMode;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.GenericBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;

import static org.assertj.core.api.Assertions.assertThat;

class AiServiceBeansTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@Test
	void servicesAndToolsAreFoundBesideClassesThatCannotBeLoaded() {
		GenericBeanDefinition missing = new GenericBeanDefinition();
		missing.setBeanClassName("com.example.NotThere");
		this.beanFactory.registerBeanDefinition("missing", missing);
		register("clock", Clock.class);
		register("derived", Derived.class);
		register("assistant", Assistant.class);
		register("careful", Careful.class);
		AiServiceBeans beans = new AiServiceBeans(this.beanFactory);
		assertThat(beans.tools()).containsExactly("clock");
		assertThat(beans.automaticServices()).containsExactly(Assistant.class);
		assertThat(beans.ambiguous()).isEmpty();
		assertThat(AiServiceAnnotation.of(Assistant.class, beans)).isEqualTo("""
				    // %s
				    @AiService(wiringMode = EXPLICIT, tools = "clock")
				    interface Assistant
				""".formatted(Assistant.class.getName()));
	}

	@Test
	void thePreferredBeanIsTheOneThatAPlainInjectionGets() {
		assertPreferred("first");
		register("second", Model.class);
		assertPreferred(null);
		register("third", Model.class, (definition) -> definition.setPrimary(true));
		assertPreferred("third");
		this.beanFactory.removeBeanDefinition("third");
		register("second", Model.class, (definition) -> definition.setFallback(true));
		assertPreferred("first");
		register("first", Model.class, (definition) -> definition.setDefaultCandidate(false));
		assertPreferred("second");
	}

	private void assertPreferred(String expected) {
		if (!this.beanFactory.containsBeanDefinition("first")) {
			register("first", Model.class);
		}
		List<String> names = List.of(this.beanFactory.getBeanNamesForType(ChatModel.class));
		assertThat(new AiServiceBeans(this.beanFactory).preferred(names)).isEqualTo(expected);
		this.beanFactory.setAutowireCandidateResolver(new ContextAnnotationAutowireCandidateResolver());
		ObjectProvider<?> injected = ((Holder) this.beanFactory.autowire(Holder.class,
				AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR, false))
			.model();
		assertThat(injected.getIfUnique()).isSameAs((expected != null) ? this.beanFactory.getBean(expected) : null);
	}

	private void register(String name, Class<?> type) {
		register(name, type, (definition) -> {
		});
	}

	private void register(String name, Class<?> type, Consumer<RootBeanDefinition> customizer) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		customizer.accept(definition);
		this.beanFactory.registerBeanDefinition(name, definition);
	}

	@AiService
	interface Assistant {

	}

	@AiService(wiringMode = AiServiceWiringMode.EXPLICIT)
	interface Careful {

	}

	static class Clock {

		@Tool
		String time() {
			return "noon";
		}

	}

	static class Derived extends Clock {

	}

	record Holder(ObjectProvider<ChatModel> model) {
	}

	static final class Model implements ChatModel {

	}

}
