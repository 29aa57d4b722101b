package dev.crossregion.bedrock.autoconfigure.failure;

import dev.crossregion.bedrock.client.connection.ConnectionSettingException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link ConnectionSettingException}.
 */
final class ConnectionSettingFailureAnalyzer extends AbstractFailureAnalyzer<ConnectionSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ConnectionSettingException cause) {
		return new FailureAnalysis(cause.getProblem(), cause.getRemedy(), cause);
	}

}
