package dev.crossregion.bedrock.autoconfigure.comparison;

import java.util.concurrent.atomic.AtomicInteger;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A provider that has credentials, unless it is told to fail.
 */
final class FailingCredentials implements AwsCredentialsProvider {

	private final AtomicInteger failures = new AtomicInteger();

	void fail(int times) {
		this.failures.set(times);
	}

	void restore() {
		this.failures.set(0);
	}

	@Override
	public AwsCredentials resolveCredentials() {
		if (this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
		}
		return AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret");
	}

}
