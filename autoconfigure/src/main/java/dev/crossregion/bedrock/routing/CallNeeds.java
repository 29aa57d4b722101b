package dev.crossregion.bedrock.routing;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a call needs beside access to its model. A need may be denied while other calls of
 * the route are allowed.
 *
 * @param action the IAM action, such as {@code bedrock:InvokeModel}, or {@code null}
 * @param guardrail the guardrail and its version, or {@code null}
 * @since 0.1.0
 */
public record CallNeeds(@Nullable String action, @Nullable String guardrail) {

	/**
	 * No needs are known.
	 */
	public static final CallNeeds NONE = new CallNeeds(null, null);

	List<String> all() {
		return Stream.of(this.action, this.guardrail).filter((need) -> need != null).toList();
	}

}
