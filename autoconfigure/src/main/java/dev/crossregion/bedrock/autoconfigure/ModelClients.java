package dev.crossregion.bedrock.autoconfigure;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * The clients of Amazon Bedrock Runtime that a model of LangChain4j or Spring AI holds.
 * Neither library publishes them, so the fields are read.
 */
final class ModelClients {

	private static final List<String> PACKAGES = List.of("dev.langchain4j.model.bedrock.",
			"org.springframework.ai.bedrock.");

	/** Spring AI's embedding models hold an API class, which holds the client. */
	private static final int MAX_DEPTH = 2;

	private final List<@Nullable Object> values = new ArrayList<>();

	private boolean allRead = true;

	private ModelClients() {
	}

	/**
	 * Read the clients of a model.
	 * @param bean any object
	 * @return its clients; none if it is no model of these libraries
	 */
	static ModelClients of(Object bean) {
		ModelClients clients = new ModelClients();
		clients.add(bean, MAX_DEPTH);
		return clients;
	}

	private void add(Object holder, int depth) {
		for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
			if (isLibraryType(type)) {
				for (Field field : type.getDeclaredFields()) {
					add(holder, field, depth);
				}
			}
		}
	}

	private void add(Object holder, Field field, int depth) {
		boolean client = Stream.of(BedrockRuntimeClient.class, BedrockRuntimeAsyncClient.class)
			.anyMatch((type) -> type.isAssignableFrom(field.getType()));
		boolean nested = depth > 1 && isLibraryType(field.getType()) && !field.getType().isEnum();
		if (Modifier.isStatic(field.getModifiers()) || !(client || nested)) {
			return;
		}
		try {
			field.setAccessible(true);
			Object value = field.get(holder);
			if (client) {
				// null if the model creates its client with the first call.
				this.values.add(value);
			}
			else if (value != null) {
				add(value, depth - 1);
			}
		}
		catch (IllegalAccessException | InaccessibleObjectException ex) {
			this.allRead = this.allRead && !client;
		}
	}

	private static boolean isLibraryType(Class<?> type) {
		return PACKAGES.stream().anyMatch((name) -> type.getName().startsWith(name));
	}

	boolean isEmpty() {
		return this.values.isEmpty() && this.allRead;
	}

	/**
	 * The clients that could be read.
	 * @return the clients; {@code null} for one that the model makes with its first call
	 */
	List<@Nullable Object> values() {
		return Collections.unmodifiableList(this.values);
	}

	/**
	 * Whether all clients could be read.
	 * @return {@code false} if the Java runtime denies access to a field
	 */
	boolean allRead() {
		return this.allRead;
	}

}
