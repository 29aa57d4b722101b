package dev.crossregion.bedrock.ledger.reconciliation;

import java.nio.file.Path;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.ledger.LedgerAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.ledger.reconciliation.Trail.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Compares what an application wrote with the journal of the emulator that it called.
 */
class ReconciliationOfARunTests {

	private static final Message HELLO = Message.builder().role("user").content(ContentBlock.fromText("Hello")).build();

	@TempDir
	Path temporary;

	@Test
	void callsStreamsFailoverAndRefusalsOfARunMatch() {
		Path trail = this.temporary.resolve("trail");
		Path ledger = this.temporary.resolve("ledger");
		try (BedrockEmulator emulator = BedrockEmulator.builder().cloudTrail(trail).start()) {
			Runners.emulated(emulator)
				.withConfiguration(AutoConfigurations.of(LedgerAutoConfiguration.class))
				.withPropertyValues("bedrock.cross-region.ledger.enabled=true",
						"bedrock.cross-region.ledger.directory=" + ledger, "bedrock.cross-region.residency.allow=EU",
						"bedrock.cross-region.routes[0].source-region=eu-central-1",
						"bedrock.cross-region.routes[1].source-region=eu-west-1")
				.run((context) -> {
					BedrockRuntimeClient client = context.getBean(BedrockRuntimeClient.class);
					client.converse((request) -> request.modelId("bedrock").messages(HELLO));
					emulator.fail(Fault.throttled().from("eu-central-1").times(1));
					client.converse((request) -> request.modelId("bedrock").messages(HELLO));
					assertThatException().isThrownBy(
							() -> client.converse((request) -> request.modelId("global.model").messages(HELLO)));
					context.getBean(BedrockRuntimeAsyncClient.class)
						.converseStream((request) -> request.modelId("bedrock").messages(HELLO),
								ConverseStreamResponseHandler.builder().subscriber((event) -> {
								}).build())
						.join();
				});
		}
		Result result = Trail.run("--json", ledger, trail);
		assertThat(result.status()).as(result.output()).isZero();
		JsonNode report = result.json();
		assertThat(report.get("calls").asLong()).isEqualTo(4);
		assertThat(report.get("refused").asLong()).isEqualTo(1);
		assertThat(report.get("matched").asLong()).isEqualTo(4);
		assertThat(report.at("/regions/none").asLong()).isEqualTo(1);
	}

}
