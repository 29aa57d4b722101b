package dev.crossregion.bedrock.autoconfigure.versions;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Artifacts that are released together under one version. The others call the base
 * artifacts: a base newer than its callers still has what they call, an older one may
 * lack it.
 *
 * @param groupId their group
 * @param minimum the oldest version that has everything that the starter calls
 * @param base the base: a class of each artifact, by its name
 * @param others the others: a class of each artifact, by its name
 */
record ArtifactFamily(String groupId, MinorVersion minimum, Map<String, String> base, Map<String, String> others) {

	static final ArtifactFamily AWS_SDK = new ArtifactFamily("software.amazon.awssdk", new MinorVersion(2, 50),
			Map.of("aws-core", "software.amazon.awssdk.awscore.AwsClient", "endpoints-spi",
					"software.amazon.awssdk.endpoints.Endpoint", "http-client-spi",
					"software.amazon.awssdk.http.SdkHttpClient", "sdk-core", "software.amazon.awssdk.core.SdkClient"),
			Map.of("apache5-client", "software.amazon.awssdk.http.apache5.Apache5HttpClient", "bedrock",
					"software.amazon.awssdk.services.bedrock.BedrockClient", "bedrockruntime",
					"software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient", "netty-nio-client",
					"software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient", "url-connection-client",
					"software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient"));

	static final ArtifactFamily LANGCHAIN4J = new ArtifactFamily("dev.langchain4j", new MinorVersion(1, 12),
			Map.of("langchain4j-core", "dev.langchain4j.model.chat.ChatModel"),
			Map.of("langchain4j", "dev.langchain4j.service.AiServices", "langchain4j-bedrock",
					"dev.langchain4j.model.bedrock.BedrockChatModel"));

	/**
	 * The versions of these artifacts, where they can be read.
	 * @param versions finds the version of an artifact, by its name and a class of it
	 * @return versions by artifact
	 */
	SortedMap<String, String> find(BiFunction<String, String, Optional<String>> versions) {
		SortedMap<String, String> found = new TreeMap<>();
		Stream.of(this.base, this.others)
			.flatMap((artifacts) -> artifacts.entrySet().stream())
			.forEach((artifact) -> versions.apply(artifact.getKey(), artifact.getValue())
				.filter((version) -> MinorVersion.of(version).isPresent())
				.ifPresent((version) -> found.put(artifact.getKey(), version)));
		return found;
	}

	/**
	 * Why the versions do not work together.
	 * @param versions versions by artifact
	 * @return the reason, or empty where none is known
	 */
	Optional<String> conflict(SortedMap<String, String> versions) {
		for (Map.Entry<String, String> artifact : versions.entrySet()) {
			Optional<MinorVersion> version = MinorVersion.of(artifact.getValue());
			if (version.isEmpty()) {
				continue;
			}
			if (version.get().isOlderThan(this.minimum)) {
				return Optional.of("%s %s lacks what this starter calls: at least %s is needed"
					.formatted(artifact.getKey(), artifact.getValue(), this.minimum));
			}
			Optional<Map.Entry<String, String>> caller = (this.base.containsKey(artifact.getKey()))
					? newer(version.get(), versions) : Optional.empty();
			if (caller.isPresent()) {
				return Optional.of("%s %s may lack what %s %s calls".formatted(artifact.getKey(), artifact.getValue(),
						caller.get().getKey(), caller.get().getValue()));
			}
		}
		return Optional.empty();
	}

	private Optional<Map.Entry<String, String>> newer(MinorVersion than, SortedMap<String, String> versions) {
		return versions.entrySet()
			.stream()
			.filter((artifact) -> this.others.containsKey(artifact.getKey()))
			.filter((artifact) -> MinorVersion.of(artifact.getValue()).filter(than::isOlderThan).isPresent())
			.findFirst();
	}

}
