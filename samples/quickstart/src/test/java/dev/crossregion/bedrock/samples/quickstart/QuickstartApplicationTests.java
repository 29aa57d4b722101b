package dev.crossregion.bedrock.samples.quickstart;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.JournalEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class QuickstartApplicationTests {

	@Autowired
	private BedrockEmulator emulator;

	@LocalServerPort
	private int port;

	private RestTestClient client;

	@BeforeEach
	void prepare() {
		this.emulator.journal().clear();
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void tableOfRoutesIsPrintedAtStart(CapturedOutput output) {
		assertThat(output.getAll()).contains("eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
				"eu.amazon.nova-lite-v1:0");
	}

	@Test
	void chatIsAnsweredThroughTheProfileOfTheDefaultModel() {
		chat("{\"message\": \"Say hello to Milan\"}").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.answer")
			.value(String.class, (answer) -> assertThat(answer).contains("hello to Milan"));
		assertThat(this.emulator.journal().entries()).extracting(JournalEntry::modelId)
			.containsExactly("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
	}

	@Test
	void requestMayNameAnotherConfiguredModel() {
		chat("{\"message\": \"Hi\", \"model\": \"fast\"}").expectStatus().isOk();
		assertThat(this.emulator.journal().entries()).extracting(JournalEntry::modelId)
			.containsExactly("eu.amazon.nova-lite-v1:0");
	}

	@Test
	void requestForAProfileThatResidencyDoesNotAdmitIsRefusedBeforeAnyCall() {
		chat("{\"message\": \"Hi\", \"model\": \"global.anthropic.claude-sonnet-4-5-20250929-v1:0\"}").expectStatus()
			.isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@Test
	void streamSendsTheAnswerInPieces() {
		String events = this.client.get()
			.uri("/chat/stream?message=Count to three")
			.accept(MediaType.TEXT_EVENT_STREAM)
			.exchange()
			.expectStatus()
			.isOk()
			.returnResult(String.class)
			.getResponseBody();
		assertThat(events).isNotNull();
		assertThat(events.lines().filter((line) -> line.startsWith("data:"))).hasSizeGreaterThan(3)
			.contains("data:{\"text\":\" said:\"}");
	}

	@Test
	void aiServiceAnswers() {
		this.client.get().uri("/ask?question=Why is the sky blue").exchange().expectStatus().isOk();
	}

	@Test
	void healthTellsTheProfileAndItsDestinations() {
		this.client.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.components.bedrockCrossRegion.status")
			.isEqualTo("UP")
			.jsonPath("$.components.bedrockCrossRegion.components.bedrock.details.routes[0].profile")
			.isEqualTo("eu.anthropic.claude-sonnet-4-5-20250929-v1:0")
			.jsonPath("$.components.bedrockCrossRegion.components.bedrock.details.routes[0].destinations.length()")
			.isEqualTo(6);
	}

	private RestTestClient.ResponseSpec chat(String body) {
		return this.client.post().uri("/chat").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

}
