package dev.crossregion.bedrock.ledger;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.crossregion.bedrock.plan.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class CallLedgerTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	private CallLedger open(Path directory) throws IOException {
		return CallLedger.open(directory, 64 * 1024 * 1024, 30, (model) -> null);
	}

	@Test
	void callsThatWaitAreWrittenAtTheClose() throws Exception {
		try (CallLedger ledger = open(this.directory)) {
			for (int i = 0; i < 1000; i++) {
				ledger.onInvocation(Records.call("id-" + i));
			}
		}
		assertThat(LedgerContent.calls(this.directory)).hasSize(1000)
			.extracting((line) -> line.at("/attempts/0/requestId").asString())
			.doesNotHaveDuplicates();
	}

	@Test
	void callsThatCollectAfterABatchAreWrittenWithoutAnotherCall() throws Exception {
		try (CallLedger ledger = open(this.directory)) {
			for (int written = 1; written < 60; written += 2) {
				int expected = written + 1;
				ledger.onInvocation(Records.call("first-" + written));
				await().atMost(LONG).until(() -> LedgerContent.files(this.directory).size() == 1);
				ledger.onInvocation(Records.call("second-" + written));
				await().atMost(LONG).until(() -> LedgerContent.calls(this.directory).size() == expected);
			}
		}
	}

	@Test
	void aCallThatEndsRightBeforeTheCloseIsWritten() throws Exception {
		for (int run = 1; run <= 50; run++) {
			Path own = this.directory.resolve("run-" + run);
			CallLedger ledger = open(own);
			ledger.onInvocation(Records.call("first"));
			await().atMost(LONG).until(() -> LedgerContent.files(own).size() == 1);
			ledger.onInvocation(Records.call("last"));
			ledger.close();
			assertThat(LedgerContent.calls(own)).hasSize(2);
			assertThat(ledger.dropped()).isZero();
		}
	}

	@Test
	void aFullQueueDropsCallsAndALineCountsThem() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		CallLedger ledger = CallLedger.open(this.directory, 64 * 1024 * 1024, 30, (model) -> {
			blocked.countDown();
			try {
				released.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return null;
		});
		ledger.onInvocation(Records.call("first", null));
		blocked.await();
		for (int i = 0; i < CallLedger.CAPACITY + 5; i++) {
			ledger.onInvocation(Records.call("id-" + i, null));
		}
		assertThat(ledger.dropped()).isEqualTo(5);
		released.countDown();
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(LedgerContent.calls(this.directory)).hasSize(CallLedger.CAPACITY + 1));
		ledger.close();
		assertThat(LedgerContent.lines(this.directory)).filteredOn((line) -> line.has("dropped"))
			.singleElement()
			.satisfies((line) -> assertThat(line.get("dropped").asLong()).isEqualTo(5))
			.satisfies((line) -> assertThat(line.get("since").asString())
				.isLessThanOrEqualTo(line.get("time").asString()));
	}

	@Test
	void aDirectoryThatCannotBeWrittenForAWhileCostsCallsThatAreCounted(CapturedOutput output) throws Exception {
		Path ledgers = this.directory.resolve("ledgers");
		CallLedger ledger = open(ledgers);
		ledger.onInvocation(Records.call("before"));
		await().atMost(LONG).until(() -> LedgerContent.files(ledgers).size() == 1);
		Path moved = this.directory.resolve("moved");
		Files.move(ledgers, moved);
		Files.writeString(ledgers, "not a directory");
		ledger.onInvocation(Records.call("during"));
		await().atMost(LONG).until(() -> ledger.dropped() == 1);
		Files.delete(ledgers);
		await().atMost(LONG)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(LedgerContent.lines(ledgers)).singleElement()
				.satisfies((line) -> assertThat(line.get("dropped").asLong()).isEqualTo(1)));
		ledger.onInvocation(Records.call("after"));
		ledger.close();
		assertThat(LedgerContent.calls(moved)).hasSize(1);
		assertThat(LedgerContent.calls(ledgers)).hasSize(1);
		assertThat(output).containsOnlyOnce("calls are dropped until it can be written");
	}

	@Test
	void aFileThatIsRemovedUnderWayIsFollowedByANewOne() throws Exception {
		try (CallLedger ledger = open(this.directory)) {
			ledger.onInvocation(Records.call("removed"));
			await().atMost(LONG).until(() -> LedgerContent.files(this.directory).size() == 1);
			await().atMost(LONG).until(() -> !LedgerContent.calls(this.directory).isEmpty());
			Files.delete(LedgerContent.files(this.directory).get(0));
			ledger.onInvocation(Records.call("kept"));
		}
		assertThat(LedgerContent.calls(this.directory))
			.extracting((line) -> line.at("/attempts/0/requestId").asString())
			.containsExactly("kept");
	}

	@Test
	void aFileThatIsEmptiedUnderWayIsFollowedByANewOne() throws Exception {
		try (CallLedger ledger = open(this.directory)) {
			ledger.onInvocation(Records.call("emptied"));
			await().atMost(LONG).until(() -> LedgerContent.files(this.directory).size() == 1);
			await().atMost(LONG).until(() -> !LedgerContent.calls(this.directory).isEmpty());
			Files.write(LedgerContent.files(this.directory).get(0), new byte[0]);
			ledger.onInvocation(Records.call("kept"));
		}
		assertThat(LedgerContent.calls(this.directory))
			.extracting((line) -> line.at("/attempts/0/requestId").asString())
			.containsExactly("kept");
	}

	@Test
	void droppedCallsAreCountedThoughTheFileIsRemovedMeanwhile() throws Exception {
		try (CallLedger ledger = CallLedger.open(this.directory, 64 * 1024 * 1024, 30, (model) -> {
			for (File file : Objects.requireNonNull(this.directory.toFile().listFiles())) {
				file.delete();
			}
			throw new IllegalStateException("No plan");
		})) {
			ledger.onInvocation(Records.call("removed"));
			await().atMost(LONG).until(() -> LedgerContent.files(this.directory).size() == 1);
			await().atMost(LONG).until(() -> !LedgerContent.calls(this.directory).isEmpty());
			ledger.onInvocation(Records.call("dropped", null));
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(LedgerContent.lines(this.directory)).singleElement()
					.satisfies((line) -> assertThat(line.get("dropped").asLong()).isEqualTo(1)));
		}
	}

	@Test
	void anErrorCostsOneCallAndNotTheLedger() throws Exception {
		try (CallLedger ledger = CallLedger.open(this.directory, 64 * 1024 * 1024, 30, (model) -> {
			throw new StackOverflowError();
		})) {
			ledger.onInvocation(Records.call("dropped", null));
			await().atMost(LONG).until(() -> ledger.dropped() == 1);
			await().atMost(LONG).until(() -> LedgerContent.files(this.directory).size() == 1);
			ledger.onInvocation(Records.call("kept"));
		}
		assertThat(LedgerContent.lines(this.directory)).filteredOn((line) -> line.has("dropped")).hasSize(1);
		assertThat(LedgerContent.calls(this.directory)).hasSize(1);
	}

	@Test
	void aClockThatIsSetBackCostsNoNewFile() throws Exception {
		for (int i = 1; i <= 3; i++) {
			Path before = Files.writeString(this.directory.resolve("bedrock-ledger-before-" + i + ".jsonl"), "");
			Files.setLastModifiedTime(before, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
		}
		try (CallLedger ledger = CallLedger.open(this.directory, 1, 3, (model) -> null)) {
			write(ledger, "id", 5);
		}
		assertThat(LedgerContent.calls(this.directory))
			.extracting((line) -> line.at("/attempts/0/requestId").asString())
			.containsExactly("id2", "id3", "id4");
	}

	@Test
	void aRestartLeavesWhatIsThereAndATornLineToo() throws Exception {
		try (CallLedger ledger = open(this.directory)) {
			ledger.onInvocation(Records.call("first"));
		}
		Path first = LedgerContent.files(this.directory).get(0);
		Files.writeString(first, "{\"schema\":1,\"time\":\"2026", StandardOpenOption.APPEND);
		byte[] before = Files.readAllBytes(first);
		try (CallLedger ledger = open(this.directory)) {
			ledger.onInvocation(Records.call("second"));
		}
		assertThat(Files.readAllBytes(first)).isEqualTo(before);
		assertThat(LedgerContent.files(this.directory)).hasSize(2);
	}

	@Test
	void twoWritersInOneDirectoryDoNotClash() throws Exception {
		int calls = 2000;
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try (CallLedger left = CallLedger.open(this.directory, 10_000, 1000, (model) -> null);
				CallLedger right = CallLedger.open(this.directory, 10_000, 1000, (model) -> null)) {
			List<Future<?>> writers = List.of(executor.submit(() -> write(left, "left", calls)),
					executor.submit(() -> write(right, "right", calls)));
			for (Future<?> writer : writers) {
				writer.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		Set<String> ids = new HashSet<>();
		LedgerContent.calls(this.directory).forEach((line) -> ids.add(line.at("/attempts/0/requestId").asString()));
		assertThat(ids).hasSize(2 * calls);
	}

	private static void write(CallLedger ledger, String name, int calls) {
		for (int i = 0; i < calls; i++) {
			ledger.onInvocation(Records.call(name + i));
		}
	}

	@Test
	void aFileThatAnotherWriterUsesIsNotPruned() throws Exception {
		try (CallLedger idle = open(this.directory);
				CallLedger busy = CallLedger.open(this.directory, 1024, 2, (model) -> null)) {
			idle.onInvocation(Records.call("idle"));
			await().atMost(LONG).until(() -> LedgerContent.files(this.directory).size() == 1);
			await().atMost(LONG).until(() -> !LedgerContent.calls(this.directory).isEmpty());
			write(busy, "busy", 50);
			await().atMost(LONG).until(() -> LedgerContent.calls(this.directory).toString().contains("busy49"));
			assertThat(LedgerContent.calls(this.directory).toString()).contains("\"idle\"").doesNotContain("busy0");
		}
	}

	@Test
	void theHashesAreThoseOfWhatTheFileSpellsOut() throws Exception {
		try (CallLedger ledger = CallLedger.open(this.directory, 2000, 100, (model) -> null)) {
			write(ledger, "id", 20);
		}
		assertThat(LedgerContent.files(this.directory)).hasSizeGreaterThan(2);
		for (Path file : LedgerContent.files(this.directory)) {
			List<JsonNode> lines = Files.readAllLines(file).stream().map(LedgerContent::parse).toList();
			JsonNode plan = lines.get(0);
			assertThat(sha256(plan.get("policy").toString())).isEqualTo(plan.get("policyHash").asString());
			assertThat(sha256(plan.get("plan").toString())).isEqualTo(plan.get("planHash").asString());
			assertThat(lines.subList(1, lines.size())).isNotEmpty().allSatisfy((line) -> {
				assertThat(line.get("planHash")).isEqualTo(plan.get("planHash"));
				assertThat(line.get("policyHash")).isEqualTo(plan.get("policyHash"));
			});
		}
		assertThat(LedgerContent.lines(this.directory).get(0).get("policy").toString())
			.isEqualTo("{\"allow\":[\"EU\"],\"deny\":[]}");
	}

	@Test
	void aHashDependsOnWhatItStandsForAlone() {
		Route route = Records.route("eu.model", "eu-west-1", "eu-central-1");
		PlanEvidence evidence = PlanEvidence.of(Records.plan("EU", route));
		assertThat(PlanEvidence.of(Records.plan("EU", Records.route("eu.model", "eu-central-1", "eu-west-1"))))
			.isEqualTo(evidence);
		assertThat(PlanEvidence.of(Records.plan("EEA", route)).policyHash()).isNotEqualTo(evidence.policyHash());
		assertThat(PlanEvidence.of(Records.plan("EEA", route)).planHash()).isNotEqualTo(evidence.planHash());
		assertThat(PlanEvidence.of(Records.plan("EU", Records.route("eu.model", "eu-west-1"))).planHash())
			.isNotEqualTo(evidence.planHash());
	}

	@Test
	void aLineHasNoAccountsAndNoTextThatIsNoRequestId() throws Exception {
		String arn = "arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/abc";
		try (CallLedger ledger = open(this.directory)) {
			ledger.onInvocation(
					Records.call("<html>secret\n</html>", Records.plan("EU", Records.route(arn, "eu-west-1"))));
			ledger.onInvocation(Records.call("0f0f0f0f-0000-4000-8000-123456789012"));
		}
		assertThat(LedgerContent.lines(this.directory).toString()).doesNotContain("111122223333", "secret")
			.contains("arn:aws:bedrock:eu-central-1:${AccountId}:application-inference-profile/abc",
					"0f0f0f0f-0000-4000-8000-123456789012");
	}

	@Test
	void aDirectoryThatIsAFileIsRejected() throws Exception {
		Path file = Files.writeString(this.directory.resolve("file"), "text");
		assertThatIOException().isThrownBy(() -> open(file));
		assertThatIOException().isThrownBy(() -> open(file.resolve("below")));
	}

	@Test
	void anUnusedLedgerLeavesNoFile() throws Exception {
		open(this.directory).close();
		assertThat(LedgerContent.files(this.directory)).isEmpty();
	}

	private static String sha256(String text) throws Exception {
		return HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
	}

}
