package example;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class MixedVersionsTests {

	@Test
	void startSaysWhichVersionsAreMixedAndWhatToWrite(CapturedOutput output) {
		assertThatException().isThrownBy(() -> Application.main(new String[] {
				"--bedrock.cross-region.source-region=eu-central-1", "--bedrock.cross-region.geography=eu",
				"--bedrock.cross-region.catalog.source=bundled",
				"--bedrock.cross-region.chat-model.model-id=anthropic.claude-sonnet-4-5-20250929-v1:0" }));
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START", "dev.langchain4j:langchain4j-core 1.12.2",
				"dev.langchain4j:langchain4j-bedrock", "<artifactId>bedrock-cross-region-bom</artifactId>");
	}

}
