package dev.crossregion.bedrock.catalog;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when only live evidence is accepted and the Bedrock control plane of a source
 * Region could not be read.
 *
 * @since 0.1.0
 */
public final class ControlPlaneUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<ControlPlaneFailure> failures;

	ControlPlaneUnavailableException(Collection<ControlPlaneFailure> failures) {
		super("The Bedrock control plane gave no evidence for "
				+ failures.stream().map(ControlPlaneFailure::toString).collect(Collectors.joining("; ")));
		this.failures = List.copyOf(failures);
	}

	/**
	 * What went wrong, by source Region.
	 * @return at least one failure, ordered by source Region
	 */
	public List<ControlPlaneFailure> getFailures() {
		return this.failures;
	}

	/**
	 * The permission that the look-up needs, whatever the cause is.
	 * @return an IAM statement in JSON
	 */
	public String getIamStatement() {
		return LiveInferenceProfileCatalog.IAM_STATEMENT;
	}

}
