package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Says what a start would come to with another configuration: bound, planned and checked
 * as at the start, on the evidence at hand, and without a call. Reports show only what
 * has passed it. Changes are full names of properties with their new values; {@code null}
 * removes a property.
 *
 * @since 0.1.0
 */
public interface DryRun {

	/**
	 * What would stop the start.
	 * @param changes the changes
	 * @return the failure; empty if the application would start
	 */
	Optional<RuntimeException> failure(Map<String, @Nullable Object> changes);

	/**
	 * The configuration.
	 * @param changes the changes
	 * @return what stands under {@code bedrock.cross-region}, as maps, lists and values
	 */
	Map<String, Object> configuration(Map<String, @Nullable Object> changes);

}
