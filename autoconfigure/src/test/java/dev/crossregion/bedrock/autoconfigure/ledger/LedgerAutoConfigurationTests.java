package dev.crossregion.bedrock.autoconfigure.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.ledger.CallLedger;
import dev.crossregion.bedrock.ledger.LedgerContent;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LedgerAutoConfigurationTests {

	private static final Message SECRET = Message.builder()
		.role("user")
		.content(ContentBlock.fromText("The secret of Milan"))
		.build();

	private final BedrockEmulator emulator = BedrockEmulator.start();

	@TempDir
	Path directory;

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	private ApplicationContextRunner runner() {
		return Runners.emulated(this.emulator)
			.withConfiguration(AutoConfigurations.of(LedgerAutoConfiguration.class))
			.withPropertyValues("bedrock.cross-region.ledger.enabled=true",
					"bedrock.cross-region.ledger.directory=" + this.directory,
					"bedrock.cross-region.residency.allow=EU",
					"bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1");
	}

	private JsonNode onlyCall() throws Exception {
		List<JsonNode> calls = LedgerContent.calls(this.directory);
		assertThat(calls).hasSize(1);
		assertThat(LedgerContent.lines(this.directory).toString()).doesNotContain("secret", "You said", "123456789012");
		return calls.get(0);
	}

	private void assertIdsOfTheJournal(JsonNode call) {
		assertThat(call.get("attempts")).extracting((attempt) -> attempt.get("requestId").asString())
			.containsExactlyElementsOf(
					this.emulator.journal().entries().stream().map(JournalEntry::requestId).toList());
	}

	@Test
	void aCallWithFailoverHasALineWithTheRequestIdOfEachAttempt() throws Exception {
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		runner().run((context) -> context.getBean(BedrockRuntimeClient.class)
			.converse((request) -> request.modelId("bedrock").messages(SECRET)));
		JsonNode call = onlyCall();
		assertIdsOfTheJournal(call);
		assertThat(call.get("outcome").asString()).isEqualTo("success");
		assertThat(call.at("/attempts/0/outcome").asString()).isEqualTo("throttled");
		assertThat(call.at("/attempts/0/sourceRegion").asString()).isEqualTo("eu-central-1");
		assertThat(call.at("/attempts/1/sourceRegion").asString()).isEqualTo("eu-west-1");
		assertThat(call.at("/attempts/1/profile").asString()).isEqualTo("eu." + Runners.SONNET);
		assertThat(call.at("/attempts/1/destinations")).hasSizeGreaterThan(3);
		assertThat(call.at("/tokens/input").asLong()).isPositive();
		assertThat(call.get("policyHash").asString()).hasSize(64);
	}

	@Test
	void anAsynchronousCallHasALineWithTheRequestIdOfEachAttempt() throws Exception {
		this.emulator.fail(Fault.internalError().from("eu-central-1"));
		runner().run((context) -> context.getBean(BedrockRuntimeAsyncClient.class)
			.converse((request) -> request.modelId("bedrock").messages(SECRET))
			.join());
		JsonNode call = onlyCall();
		assertThat(call.get("attempts").size()).isGreaterThan(1);
		assertIdsOfTheJournal(call);
	}

	@Test
	void aStreamWithFailoverHasALineWithTheRequestIdOfEachAttempt() throws Exception {
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		runner().run((context) -> stream(context.getBean(BedrockRuntimeAsyncClient.class)));
		JsonNode call = onlyCall();
		assertIdsOfTheJournal(call);
		assertThat(call.get("attempts")).hasSize(2);
		assertThat(call.get("operation").asString()).isEqualTo("ConverseStream");
	}

	@Test
	void aStreamThatFailsAfterItsContentHasTheRequestIdOfItsAttempt() throws Exception {
		this.emulator.fail(Fault.truncated(4));
		runner().run((context) -> assertThatException()
			.isThrownBy(() -> stream(context.getBean(BedrockRuntimeAsyncClient.class))));
		JsonNode call = onlyCall();
		assertIdsOfTheJournal(call);
		assertThat(call.get("outcome").asString()).isNotEqualTo("success");
	}

	private static void stream(BedrockRuntimeAsyncClient client) {
		client.converseStream((request) -> request.modelId("bedrock").messages(SECRET),
				ConverseStreamResponseHandler.builder().subscriber((event) -> {
				}).build())
			.join();
	}

	@Test
	void aRefusedCallHasALineWithoutAttempts() throws Exception {
		runner().run((context) -> assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> context.getBean(BedrockRuntimeClient.class)
				.converse((request) -> request.modelId("global." + Runners.SONNET).messages(SECRET))));
		JsonNode call = onlyCall();
		assertThat(call.get("attempts")).isEmpty();
		assertThat(call.get("reason").asString()).isEqualTo("not-planned");
		assertThat(call.has("planHash")).isTrue();
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@Test
	void nothingIsWrittenByDefault() throws Exception {
		runner().withPropertyValues("bedrock.cross-region.ledger.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallLedger.class));
		assertThat(LedgerContent.files(this.directory)).isEmpty();
	}

	@Test
	void meterAndHealthTellTheCallsThatWereDropped() {
		runner().withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
			assertThat(registry.get("bedrock.crossregion.ledger.dropped").functionCounter().count()).isZero();
			HealthIndicator model = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
				.getContributor("bedrock");
			assertThat(model.health(true).getDetails().toString()).contains("ledger={dropped=0}");
		});
	}

	@Test
	void aDirectoryThatCannotBeWrittenStopsTheStart() throws Exception {
		Path file = Files.writeString(this.directory.resolve("file"), "text");
		runner().withPropertyValues("bedrock.cross-region.ledger.directory=" + file)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("bedrock.cross-region.ledger.directory is '" + file + "'")
				.hasMessageContaining("cannot be created or written"));
	}

	@ParameterizedTest
	@CsvSource({ "max-file-size, 1B, at least 1KB", "max-history, 0, at least 1" })
	void limitsThatMakeNoSenseStopTheStart(String property, String value, String message) {
		runner().withPropertyValues("bedrock.cross-region.ledger." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining(message));
	}

}
