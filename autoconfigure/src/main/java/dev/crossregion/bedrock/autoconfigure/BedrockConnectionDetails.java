package dev.crossregion.bedrock.autoconfigure;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Details of a connection to Amazon Bedrock, or to its replacement in a test. A bean of
 * this type takes precedence over the properties.
 *
 * @since 0.1.0
 */
public interface BedrockConnectionDetails extends ConnectionDetails {

	/**
	 * The endpoint of runtime and control plane, for all Regions.
	 * @return the endpoint, or {@code null} for those of AWS
	 */
	default @Nullable URI getEndpoint() {
		return null;
	}

	/**
	 * The credentials that sign the calls.
	 * @return the credentials, or {@code null} for an {@code AwsCredentialsProvider}
	 * bean, else the default chain of the AWS SDK
	 */
	default @Nullable AwsCredentialsProvider getCredentialsProvider() {
		return null;
	}

}
