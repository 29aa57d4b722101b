package dev.crossregion.bedrock.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

import dev.crossregion.bedrock.emulator.payload.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BedrockEmulatorApplicationTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	@RegisterExtension
	static Clients clients = new Clients();

	@TempDir
	Path temporary;

	private final List<Process> processes = new ArrayList<>();

	private Process run(String... options) throws IOException {
		return run(List.of(), options);
	}

	private Process run(List<String> jvmOptions, String... options) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"-Djava.io.tmpdir=" + this.temporary, "-cp", System.getProperty("java.class.path"),
						BedrockEmulatorApplication.class.getName(), "--stop-after=PT2M"));
		command.addAll(1, jvmOptions);
		command.addAll(List.of(options));
		Process process = new ProcessBuilder(command).start();
		this.processes.add(process);
		return process;
	}

	@AfterEach
	void leaveNothingBehind() {
		this.processes.forEach(Process::destroyForcibly);
	}

	private static URI uri(BufferedReader output) throws IOException {
		return URI.create(output.readLine().replaceAll(".*(http://[0-9.:\\[\\]]+).*", "$1"));
	}

	@Test
	void answersUnderItsQuotasUntilItsStandardInputEnds() throws Exception {
		Process process = run("--stop-with-stdin", "--quota=eu-central-1/" + PROFILE + "=100000,1,fixed-window",
				"--quota-window=PT1H");
		try (BufferedReader output = process.inputReader()) {
			BedrockRuntimeClient client = clients.sync(uri(output), Region.EU_CENTRAL_1);
			client.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
			assertThatExceptionOfType(ThrottlingException.class).isThrownBy(
					() -> client.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello"))));
			process.getOutputStream().close();
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		assertThat(process.exitValue()).isZero();
	}

	@Test
	void listensOnIpV6WhereTheJvmPrefersIt() throws Exception {
		Process process = run(List.of("-Djava.net.preferIPv6Addresses=true"), "--region=eu-central-1");
		try (BufferedReader output = process.inputReader()) {
			URI uri = uri(output);
			assertThat(uri.getHost()).isNotNull();
			assertThat(PlainClient.get(uri, "/inference-profiles?maxResults=1", "Authorization: Bearer any\r\n"))
				.startsWith("HTTP/1.1 200")
				.contains("arn:aws:bedrock:eu-central-1:");
		}
	}

	@Test
	void deletesItsDirectoryWhenItIsTerminated() throws Exception {
		Process process = run();
		try (BufferedReader output = process.inputReader()) {
			assertThat(uri(output).getPort()).isPositive();
			process.destroy();
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		try (var left = Files.list(this.temporary)) {
			assertThat(left.map(Path::getFileName).map(Path::toString)).noneMatch((name) -> name.startsWith("bedrock"));
		}
	}

	@Test
	void writesItsJournalAsACloudTrailFileWhenItEnds() throws Exception {
		Path directory = this.temporary.resolve("trail");
		Process process = run("--stop-with-stdin", "--cloudtrail=" + directory);
		String requestId;
		try (BufferedReader output = process.inputReader()) {
			requestId = clients.sync(uri(output), Region.EU_CENTRAL_1)
				.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")))
				.responseMetadata()
				.requestId();
			process.getOutputStream().close();
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		try (var files = Files.list(directory)) {
			Path file = files.findFirst().orElseThrow();
			assertThat(file.getFileName().toString()).endsWith(".json.gz");
			try (InputStream input = new GZIPInputStream(Files.newInputStream(file))) {
				assertThat(Json.read(input.readAllBytes()).at("/Records/0/requestID").asString()).isEqualTo(requestId);
			}
		}
	}

	@Test
	void endsWithAListOfOptionsWhenOneIsInvalid() throws Exception {
		Process process = run("--quota=nonsense");
		try (BufferedReader output = process.errorReader()) {
			assertThat(output.readLine())
				.isEqualTo("--quota=nonsense: A quota is REGION/PROFILE=TOKENS,REQUESTS[,REFILL].");
			assertThat(output.lines()).anyMatch((line) -> line.contains("--quota-window=PT10S"))
				.noneMatch((line) -> line.contains("Exception"));
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		assertThat(process.exitValue()).isEqualTo(2);
	}

}
