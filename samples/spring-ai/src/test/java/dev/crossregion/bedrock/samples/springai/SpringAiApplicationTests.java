package dev.crossregion.bedrock.samples.springai;

import java.util.stream.Collectors;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class SpringAiApplicationTests {

	@Autowired
	private BedrockEmulator emulator;

	@LocalServerPort
	private int port;

	private RestTestClient client;

	@BeforeEach
	void prepare() {
		this.emulator.clearFaults();
		this.emulator.journal().clear();
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	private RestTestClient.ResponseSpec get(String path) {
		return this.client.get().uri(path).exchange();
	}

	@Test
	void theApplicationHasNoLangChain4j() {
		assertThat(ClassUtils.isPresent("dev.langchain4j.model.chat.ChatModel", null)).isFalse();
	}

	@Test
	void chatIsAnsweredThroughTheProfileOfTheDefaultModel() {
		get("/chat?message=Say hello to Milan").expectStatus()
			.isOk()
			.expectBody(String.class)
			.value((answer) -> assertThat(answer).contains("hello to Milan"));
		assertThat(this.emulator.journal().entries()).extracting(JournalEntry::modelId)
			.containsExactly("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
	}

	@Test
	void requestMayNameAnotherConfiguredModel() {
		get("/chat?message=Hi&model=fast").expectStatus().isOk();
		assertThat(this.emulator.journal().entries()).extracting(JournalEntry::modelId)
			.containsExactly("eu.amazon.nova-lite-v1:0");
	}

	@Test
	void requestForAProfileThatResidencyDoesNotAdmitIsRefusedBeforeAnyCall() {
		get("/chat?message=Hi&model=global.anthropic.claude-sonnet-4-5-20250929-v1:0").expectStatus()
			.isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@Test
	void toolIsCalledAndItsResultReachesTheModel() {
		get("/weather?city=Turin").expectStatus()
			.isOk()
			.expectBody(String.class)
			.value((answer) -> assertThat(answer).contains("light rain, 12 degrees"));
		assertThat(this.emulator.journal().entries()).hasSize(2);
	}

	@Test
	void streamSendsAllTextInPieces() {
		String events = this.client.get()
			.uri("/chat/stream?message=Count to three")
			.accept(MediaType.TEXT_EVENT_STREAM)
			.exchange()
			.expectStatus()
			.isOk()
			.returnResult(String.class)
			.getResponseBody();
		assertThat(events).isNotNull();
		String text = events.lines()
			.filter((line) -> line.startsWith("data:"))
			.map((line) -> line.replaceAll("^data:\\{\"text\":\"|\"\\}$", ""))
			.collect(Collectors.joining());
		assertThat(text).isEqualTo("You said: Count to three. This answer comes from an emulator, so it knows nothing "
				+ "more about that.");
	}

	@Test
	void throttledCallIsAnswered() {
		this.emulator.fail(Fault.throttledTokens().times(1));
		get("/chat?message=Hi").expectStatus().isOk();
		assertThat(this.emulator.journal().entries()).hasSize(2);
	}

	@Test
	void healthTellsTheProfileAndItsDestinations() {
		get("/actuator/health").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.components.bedrockCrossRegion.status")
			.isEqualTo("UP")
			.jsonPath("$.components.bedrockCrossRegion.components.bedrock.details.routes[0].profile")
			.isEqualTo("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
	}

}
