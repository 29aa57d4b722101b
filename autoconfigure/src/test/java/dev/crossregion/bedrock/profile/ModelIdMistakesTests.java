package dev.crossregion.bedrock.profile;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ModelIdMistakes}: what people write instead of an ID is named for what
 * it is, with the value to write.
 */
class ModelIdMistakesTests {

	private static final BundledSnapshot SNAPSHOT = BundledSnapshot.load();

	private static final KnownModels KNOWN = KnownModels.of(SNAPSHOT.catalog());

	private static final ModelIdMistakes FORMS = new ModelIdMistakes(KNOWN, SNAPSHOT.regions());

	private static final RegionCode HERE = new RegionCode("eu-central-1");

	/** IDs of the snapshot, and some that evidence does not know yet. */
	private static final List<String> IDS = Stream
		.concat(ids(), Stream.of("mx.anthropic.claude-next-9", "newvendor.model-x7-v1:0", "us.newvendor.model-x7.2",
				"anthropic.claude-next-20290101-v1:0", "cohere.other-embedding-v9:1"))
		.toList();

	private static final List<UnaryOperator<String>> DECORATIONS = List.of((id) -> "bedrock/" + id,
			(id) -> "bedrock/converse/" + id, (id) -> "bedrock/invoke/" + id, (id) -> "converse/" + id,
			(id) -> "bedrock/converse_like/" + id, (id) -> "bedrock_converse/" + id, (id) -> "bedrock/us-east-1/" + id,
			(id) -> "bedrock/eu-central-1/" + id, (id) -> "bedrock/ap-northeast-1/1-month-commitment/" + id,
			(id) -> "bedrock:" + id, (id) -> "bedrock::" + id, (id) -> "bedrock:converse:" + id,
			(id) -> "bedrock_converse:" + id, (id) -> "amazon-bedrock/" + id, (id) -> "amazon_bedrock/" + id,
			(id) -> "aws-bedrock/" + id, (id) -> "@aws-bedrock/" + id, (id) -> "aws/" + id,
			(id) -> "aws_bedrock::" + id, (id) -> "opencode/amazon-bedrock/" + id, (id) -> "bedrock-anthropic:" + id,
			(id) -> "litellm/bedrock/" + id, (id) -> "some-gateway/" + id, (id) -> "bedrock." + id, (id) -> id + "[1m]",
			(id) -> id + ":thinking", (id) -> id + ":thinking-toggle-on", (id) -> id + ":beta", (id) -> id + ":latest",
			(id) -> id + "@default", (id) -> id + "+high", (id) -> '"' + id + '"', (id) -> "'" + id + "'",
			(id) -> "`" + id + "`", (id) -> " " + id, (id) -> id + "\n", (id) -> "\u00a0" + id + "\u200b",
			(id) -> id + ",", (id) -> "\u201c" + id + "\u201d", (id) -> id.replace("-", "\u2011"),
			(id) -> "https://bedrock-runtime.eu-central-1.amazonaws.com/model/" + id + "/converse-stream",
			(id) -> "https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com/model/" + encoded(id) + "/invoke",
			(id) -> id + "/converse", (id) -> "~" + "bedrock/" + id);

	static Stream<String> ids() {
		return SNAPSHOT.catalog()
			.sourceRegions()
			.stream()
			.flatMap((region) -> SNAPSHOT.catalog().from(region).stream())
			.flatMap((evidence) -> evidence.profiles().stream())
			.flatMap((profile) -> Stream.of(profile.id(), profile.model().value()))
			.distinct()
			.sorted();
	}

	@Test
	void nothingIsWrongWithWhatTheSnapshotNames() {
		List<String> named = Stream
			.concat(SNAPSHOT.models().stream().map((facts) -> facts.model().value()), SNAPSHOT.profileIds().stream())
			.toList();
		assertThat(named).allMatch(SNAPSHOT::names).allMatch((id) -> FORMS.of(id, HERE).isEmpty());
		assertThat(SNAPSHOT.names("anthropic.claude-next-20290101-v1:0")).isFalse();
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static ModelIdMistake form(String written) {
		return FORMS.of(written, HERE).orElseThrow(() -> new AssertionError("nothing is said of " + written));
	}

	@ParameterizedTest
	@MethodSource("ids")
	void nothingIsSaidOfWhatExists(String id) {
		assertThat(FORMS.of(id, HERE)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ai21.jamba-1-5-large-v1:0", "amazon.titan-embed-text-v2:0", "anthropic.claude-v2:1",
			"anthropic.claude-next-9", "mx.anthropic.claude-opus-5", "newvendor.model-1", "openai.gpt-9.1-nova",
			"moonshotai.kimi-k2-thinking", "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0",
			"arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0",
			"arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7",
			"arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl",
			"arn:aws:bedrock:eu-central-1:123456789012:custom-model/amazon.nova-lite-v1:0:300k.mine/abcdefghijkl",
			"arn:aws:bedrock:eu-central-1:123456789012:default-prompt-router/anthropic.claude:1",
			"arn:aws:bedrock:eu-central-1:123456789012:prompt/ABCDEFGHIJ:3",
			"arn:aws:sagemaker:eu-central-1:123456789012:endpoint/my-endpoint-01",
			"arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us-gov.anthropic.claude-opus-4-8",
			"arn:aws-eusc:bedrock:eusc-de-east-1:123456789012:inference-profile/eusc.anthropic.claude-opus-4-8" })
	void nothingIsSaidOfWhatMayExist(String written) {
		assertThat(FORMS.of(written, HERE)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "gibberish", "gibberish here" })
	void nothingIsSaidOfWhatIsNoFormOfAnId(String written) {
		assertThat(FORMS.of(written, HERE)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					anthropic.claude-3-sonnet-20240229-v1:0:28k       | variant ':28k' exists for Provisioned Throughput only | anthropic.claude-3-sonnet-20240229-v1:0
					anthropic.claude-3-haiku-20240307-v1:0:48k        | variant ':48k'       | anthropic.claude-3-haiku-20240307-v1:0
					anthropic.claude-3-sonnet-20240229-v1:0:200K      | variant ':200K'      | anthropic.claude-3-sonnet-20240229-v1:0
					amazon.nova-pro-v1:0:300k                         | variant ':300k'      | amazon.nova-pro-v1:0
					us.amazon.nova-pro-v1:0:24k                       | variant ':24k'       | us.amazon.nova-pro-v1:0
					amazon.nova-canvas-v1:0:mm                        | variant ':mm'        | amazon.nova-canvas-v1:0
					cohere.embed-english-v3:0:512                     | variant ':512'       | cohere.embed-english-v3:0
					anthropic.claude-3-sonnet-20240229-v1:28k         | variant ':28k'       | anthropic.claude-3-sonnet-20240229-v1:0
					anthropic/claude-sonnet-4.5                       | a dot separates      | anthropic.claude-sonnet-4-5-20250929-v1:0
					anthropic:claude-sonnet-4-6                       | a dot separates      | anthropic.claude-sonnet-4-6
					us.anthropic/claude-opus-5                        | a dot separates      | us.anthropic.claude-opus-5
					eu.anthropic.claude/opus-5                        | a dot separates      | eu.anthropic.claude-opus-5
					eu/anthropic.claude-opus-5                        | a dot separates      | eu.anthropic.claude-opus-5
					bedrock/global/anthropic.claude-opus-5            | a dot separates      | global.anthropic.claude-opus-5
					anthropic.claude-opus-5.                          | full stop            | anthropic.claude-opus-5
					spring.ai.bedrock:eu.anthropic.claude-opus-5      | 'spring.ai.bedrock:' | eu.anthropic.claude-opus-5
					eu.claude-opus-5                                  | it has no provider   | eu.anthropic.claude-opus-5
					opus-4.8                                          | no known model       | anthropic.claude-opus-4-8
					openrouter/anthropic/claude-opus-4.5:thinking     | OpenRouter           | anthropic.claude-opus-4-5-20251101-v1:0
					vertex_ai/claude-haiku-4-5@20251001               | Vertex AI            | anthropic.claude-haiku-4-5-20251001-v1:0
					claude-sonnet-4-5@20250929                        | '@20250929'          | anthropic.claude-sonnet-4-5-20250929-v1:0
					claude-opus-4-5-20251101                          | it has no provider   | anthropic.claude-opus-4-5-20251101-v1:0
					claude-haiku-4-5                                  | date '20251001'      | anthropic.claude-haiku-4-5-20251001-v1:0
					claude-sonnet-4.6                                 | it has no provider   | anthropic.claude-sonnet-4-6
					claude-opus-4-1-latest                            | alias                | anthropic.claude-opus-4-1-20250805-v1:0
					Claude Sonnet 4.5                                 | the name of a model  | anthropic.claude-sonnet-4-5-20250929-v1:0
					Claude 4.5 Haiku                                  | the name of a model  | anthropic.claude-haiku-4-5-20251001-v1:0
					Claude 3.5 Sonnet v2                              | the name of a model  | anthropic.claude-3-5-sonnet-20241022-v2:0
					Anthropic Claude Opus 4.6                         | the name of a model  | anthropic.claude-opus-4-6-v1
					Amazon Nova 2 Lite                                | the name of a model  | amazon.nova-2-lite-v1:0
					GPT-5.6 Luna                                      | the name of a model  | openai.gpt-5.6-luna
					gpt-5.6-luna                                      | it has no provider   | openai.gpt-5.6-luna
					x-ai/grok-4.6                                     | 'x-ai/'              | xai.grok-4.6
					meta-llama/llama-3.3-70b-instruct                 | 'meta-llama/'        | meta.llama3-3-70b-instruct-v1:0
					openai/gpt-oss-120b                               | a dot separates      | openai.gpt-oss-120b-1:0
					deepseek/deepseek-r1                              | 'deepseek/'          | deepseek.r1-v1:0
					amazon/nova-lite-v1                               | ends with '-v1:0'    | amazon.nova-lite-v1:0
					eu-anthropic-claude-sonnet-4-6                    | joined               | eu.anthropic.claude-sonnet-4-6
					amazon-bedrock/us.anthropic.claude-opus-4-6-v1:0  | ends with '-v1'      | us.anthropic.claude-opus-4-6-v1
					bedrock/us.anthropic.claude-sonnet-4-6-v1:0       | does not end with    | us.anthropic.claude-sonnet-4-6
					bedrock/global.anthropic.claude-sonnet-4.5        | date '20250929'      | global.anthropic.claude-sonnet-4-5-20250929-v1:0
					ANTHROPIC.CLAUDE-SONNET-4-6                       | lower case           | anthropic.claude-sonnet-4-6
					inference-profile/eu.amazon.nova-lite-v1:0        | a piece of an ARN    | eu.amazon.nova-lite-v1:0
					foundation-model/amazon.nova-lite-v1:0            | a piece of an ARN    | amazon.nova-lite-v1:0
					""")
	void namesWhatItIsAndWhatToWrite(String written, String finding, String value) {
		assertThat(form(written).problem()).contains(finding);
		assertThat(form(written).values()).first().isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gdkqufd9flgg", "p7aksl2pa6w7", "088k6ehrxpci", "GDKQUFD9FLGG", "bedrock/gdkqufd9flgg",
			"application-inference-profile/gdkqufd9flgg", "'gdkqufd9flgg'", "abcdefghijkl" })
	void theIdOfAnApplicationProfileNeedsItsArn(String written) {
		assertThat(form(written).problem()).contains("application inference profile").contains("ARN");
		assertThat(form(written).values()).singleElement()
			.asString()
			.startsWith("arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/")
			.satisfies((value) -> assertThat(written.toLowerCase(Locale.ROOT)).contains(BedrockArn.parse(value).id()));
	}

	@Test
	void theArnOfAnApplicationProfileIsOneOfThePartition() {
		assertThat(FORMS.of("gdkqufd9flgg", new RegionCode("us-gov-west-1")).orElseThrow().values()).containsExactly(
				"arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:application-inference-profile/gdkqufd9flgg");
		assertThat(FORMS.of("gdkqufd9flgg", null).orElseThrow().problem()).contains("your Region for eu-central-1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					arn:aws:bedrock:us-west-2::foundation-model/us.anthropic.claude-opus-5                        | is an inference profile       | us.anthropic.claude-opus-5
					arn:aws:bedrock:us-west-2::foundation-model/us.anthropic.claude-sonnet-4-5                    | has the date '20250929'       | us.anthropic.claude-sonnet-4-5-20250929-v1:0
					arn:aws:bedrock:mx-central-1::foundation-model/mx.anthropic.claude-opus-5                     | is an inference profile       | mx.anthropic.claude-opus-5
					arn:aws:bedrock:eu-west-1:123456789012:provisioned-model-v2/abcdefghijkl                      | has no resource 'provisioned-model-v2' | arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abcdefghijkl
					arn:aws:bedrock:us-west-2:123456789012:foundation-model/us.anthropic.claude-opus-5            | is an inference profile       | arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.anthropic.claude-opus-5
					arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/eu.amazon.nova-lite-v1:0 | is an inference profile       | arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:123456789012:inference-profiles/eu.amazon.nova-lite-v1:0            | has no resource 'inference-profiles' | arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:123456789012:inference-profile:eu.amazon.nova-lite-v1:0             | a slash stands                | arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:123456789012:eu.amazon.nova-lite-v1:0                               | is an inference profile       | arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/amazon.nova-lite-v1:0                | is a foundation model         | arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:123456789012:inference-profile/gdkqufd9flgg                         | application-inference-profile | arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/gdkqufd9flgg
					arn:aws:bedrock:eu-west-1:123456789012:inference-profile/my-team-profile                      | application-inference-profile | arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/my-team-profile
					arn:aws:bedrock:eu-west-1::foundation-model/gdkqufd9flgg                                      | application-inference-profile | arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/gdkqufd9flgg
					arn:aws:bedrock:eu-west-1:123456789012:inference-profile/amazon.nova-lite-v1:0                | begins with a prefix          | arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1::inference-profile/eu.amazon.nova-lite-v1:0                         | not an account ID             | eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:1234-5678-9012:inference-profile/eu.amazon.nova-lite-v1:0           | digits only                   | arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:*:application-inference-profile/gdkqufd9flgg                        | put yours                     | arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/gdkqufd9flgg
					arn:aws:bedrock:eu-west-1:123456789012:foundation-model/amazon.nova-lite-v1:0                 | belongs to no account         | arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:foundation-model/amazon.nova-lite-v1:0                              | six fields                    | arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:inference-profile/eu.amazon.nova-lite-v1:0                          | six fields                    | eu.amazon.nova-lite-v1:0
					arn:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0                 | six fields                    | arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:::foundation-model/amazon.nova-lite-v1:0                                      | no call takes it              | amazon.nova-lite-v1:0
					arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0                                     | '*' is not a Region code      | arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0
					arn:aws:bedrock::123456789012:inference-profile/eu.amazon.nova-lite-v1:0                      | it names no Region            | arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:us-east-1a::foundation-model/amazon.nova-lite-v1:0                            | is not a Region code          | arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0
					arn:aws:bedrock:us-gov-west-1:123456789012:inference-profile/us-gov.openai.gpt-oss-120b-1:0   | partition 'aws-us-gov'        | arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us-gov.openai.gpt-oss-120b-1:0
					arn:aws-cn:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0                          | partition 'aws'               | arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0
					arn:amazon:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0                          | not a partition of AWS        | arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0
					arn:aws:bedrock-runtime:eu-west-1::foundation-model/amazon.nova-lite-v1:0                     | of the service 'bedrock'      | arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1:123456789012:endpoint/my-endpoint                                   | of the service 'sagemaker'    | arn:aws:sagemaker:eu-west-1:123456789012:endpoint/my-endpoint
					ARN:AWS:BEDROCK:EU-WEST-1::FOUNDATION-MODEL/AMAZON.NOVA-LITE-V1:0                             | lower case                    | arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0
					arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0:48k        | Provisioned Throughput        | arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
					bedrock/converse/arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abcd    | before 'arn:'                 | arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abcd
					bedrock:arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abcd             | before 'arn:'                 | arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abcd
					""")
	void namesWhatIsWrongInAnArn(String written, String finding, String value) {
		assertThat(form(written).problem()).contains(finding);
		assertThat(form(written).values()).first().isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			arn:aws:s3:::bucket/x                                 | 's3' has no resource 'bucket'
			arn:aws:bedrock:eu-west-1:123456789012:guardrail/abc  | 'bedrock' has no resource 'guardrail'
			arn:aws:lambda:eu-west-1:123456789012:function:mine   | 'lambda' has no resource
			arn:aws:bedrock:eu-west-1::foundation-model/          | nothing follows
			arn:aws                                               | six fields
			eu.guardrail.v1:0                                     | it is a guardrail profile
			uk.guardrail.v1:0                                     | it is a guardrail profile
			us-gov.guardrail.v1:0                                 | it is a guardrail profile
			arn:aws:bedrock:eu-west-1:123456789012:guardrail-profile/eu.guardrail.v1:0 | it is a guardrail profile
			arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.guardrail.v1:0 | it is a guardrail profile
			""")
	void namesWhatCannotBeCalled(String written, String finding) {
		assertThat(form(written).problem()).contains(finding);
		assertThat(form(written).values()).isEmpty();
	}

	@Test
	void anIdWithAnythingAroundItIsNamedAndLeftAsItIs() {
		Theories.theory("a decorated ID", Math.min(Theories.EXAMPLES, 20_000)).forAll((source) -> {
			Choices choices = new Choices(source);
			String id = choices.oneOf(IDS);
			String written = choices.oneOf(DECORATIONS).apply(id);
			if (choices.chance(30)) {
				written = choices.oneOf(DECORATIONS.subList(0, 24)).apply(id);
				written = choices.oneOf(DECORATIONS.subList(24, 40)).apply(written);
			}
			for (int rounds = choices.below(3); rounds > 0; rounds--) {
				written = encoded(written);
			}
			return List.of(id, written);
		}).assuming((pair) -> !pair.get(0).equals(pair.get(1))).checkAssert((pair) -> {
			ModelIdMistake form = FORMS.of(pair.get(1), HERE).orElse(new ModelIdMistake(List.of(), List.of()));
			assertThat(form.values()).as(pair.get(1)).containsExactly(pair.get(0));
			assertThat(form.findings()).as(pair.get(1)).isNotEmpty();
		});
	}

	@Test
	void whateverIsOfferedIsAReference() {
		List<String> pieces = new ArrayList<>(List.of("arn", "aws", "bedrock", "", ":", "/", "::", ".", "-", "eu", "us",
				"eu-central-1", "123456789012", "*", "inference-profile", "foundation-model", "anthropic", "claude",
				"sonnet", "4", "5", "v1", "0", "20250929", "%3A", "%2F", "[1m]", "@", "\n", " ", "\u00e9", "28k",
				"Claude", "gdkqufd9flgg", "application-inference-profile", "https://", "converse"));
		Theories.theory("any text", Math.min(Theories.EXAMPLES, 20_000)).forAll((source) -> {
			Choices choices = new Choices(source);
			StringBuilder text = new StringBuilder();
			for (int length = choices.below(14); length >= 0; length--) {
				text.append(choices.oneOf(pieces));
			}
			return text.toString();
		}).checkAssert((text) -> FORMS.of(text, HERE).ifPresent((form) -> {
			assertThat(form.oneLine()).as(text).doesNotContain("\n", "\r");
			form.values().forEach((value) -> assertThat(ModelReference.parse(value).value()).isEqualTo(value));
		}));
	}

	@Test
	void aTextThatIsTooLongIsLeftAlone() {
		assertThat(FORMS.of("bedrock/" + "a".repeat(600) + ".b", HERE)).isEmpty();
	}

}
