package dev.crossregion.bedrock.autoconfigure.emulator;

import java.net.URI;

import dev.crossregion.bedrock.autoconfigure.BedrockConnectionDetails;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Connection details of an emulator, with made-up credentials, so that those of a real
 * account are never sent to it.
 */
final class EmulatorConnectionDetails implements BedrockConnectionDetails {

	private final URI endpoint;

	EmulatorConnectionDetails(BedrockEmulator emulator) {
		this.endpoint = emulator.uri();
	}

	@Override
	public URI getEndpoint() {
		return this.endpoint;
	}

	@Override
	public AwsCredentialsProvider getCredentialsProvider() {
		return StaticCredentialsProvider.create(AwsBasicCredentials.create("emulator", "emulator"));
	}

	@Override
	public String toString() {
		return "the BedrockEmulator bean";
	}

}
