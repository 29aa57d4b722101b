package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether the application would start with another configuration: it is bound,
 * planned and checked as at start, on the evidence at hand, and without a call. Reports
 * suggest only changes that have passed it. Changes are full names of properties with
 * their new values; {@code null} removes a property.
 *
 * @since 0.1.0
 */
public interface DryRun {

	/**
	 * The failure that would stop the start.
	 * @param changes the changes
	 * @return the failure; empty if the application would start
	 */
	Optional<RuntimeException> failure(Map<String, @Nullable Object> changes);

	/**
	 * The changed configuration.
	 * @param changes the changes
	 * @return everything under {@code bedrock.cross-region}, as maps, lists and values
	 */
	Map<String, Object> configuration(Map<String, @Nullable Object> changes);

}
