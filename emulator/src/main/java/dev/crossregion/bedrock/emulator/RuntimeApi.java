package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import dev.crossregion.bedrock.emulator.http.Connections;
import dev.crossregion.bedrock.emulator.model.ModelDirectory;
import dev.crossregion.bedrock.emulator.model.ModelKind;
import dev.crossregion.bedrock.emulator.model.Profiles;
import dev.crossregion.bedrock.emulator.payload.Embeddings;
import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import dev.crossregion.bedrock.emulator.payload.EventFrames;
import dev.crossregion.bedrock.emulator.payload.InvokeFormats;
import dev.crossregion.bedrock.emulator.payload.Json;
import dev.crossregion.bedrock.emulator.payload.Placeholders;
import dev.crossregion.bedrock.emulator.payload.Prompt;
import dev.crossregion.bedrock.emulator.payload.Reply;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers the runtime operations.
 */
final class RuntimeApi {

	private static final int MAX_ID_LENGTH = 2048;

	private final ModelDirectory directory;

	private final QuotaLedger quotas;

	private final Guardrails guardrails;

	private final Random random;

	private final Delays delays;

	RuntimeApi(ModelDirectory directory, QuotaLedger quotas, Guardrails guardrails, Random random, Delays delays) {
		this.directory = directory;
		this.quotas = quotas;
		this.guardrails = guardrails;
		this.random = random;
		this.delays = delays;
	}

	void answer(Exchange exchange, byte[] body, FaultEffect fault, Connections connections) {
		switch (exchange.operation()) {
			case CONVERSE, CONVERSE_STREAM, INVOKE_MODEL, INVOKE_MODEL_WITH_RESPONSE_STREAM ->
				run(exchange, body, fault, connections);
			case COUNT_TOKENS -> countTokens(exchange, body);
			case START_ASYNC_INVOKE -> startAsyncInvoke(exchange);
			case LIST_ASYNC_INVOKES -> {
				ObjectNode list = Json.object();
				list.putArray("asyncInvokeSummaries");
				exchange.json(list);
			}
			case GET_ASYNC_INVOKE -> exchange.error(ErrorAnswer.notFound("The async invocation could not be found."));
			case APPLY_GUARDRAIL -> applyGuardrail(exchange);
			default -> exchange.error(ErrorAnswer.unknownOperation());
		}
	}

	Placeholders placeholders(Exchange exchange) {
		return new Placeholders(exchange.modelId(),
				this.directory.foundationModel(exchange.sourceRegion(), exchange.modelId()), this.directory.account(),
				exchange.operation().iamAction(),
				this.directory.guardrailArn(exchange.sourceRegion(), exchange.guardrail()));
	}

	private void run(Exchange exchange, byte[] body, FaultEffect fault, Connections connections) {
		ModelDirectory.Target target = resolve(exchange);
		JsonNode request = (target != null) ? request(exchange, body) : null;
		if (target == null || request == null) {
			return;
		}
		Optional<ErrorAnswer> error = ModelRules.check(exchange.operation(), target.model(), target.facts(), request);
		if (error.isPresent()) {
			exchange.error(error.get());
			return;
		}
		Prompt prompt = (isConverse(exchange)) ? Prompt.ofConverse(request) : Prompt.ofInvoke(request);
		if (!this.guardrails.exists(exchange.sourceRegion(), exchange.guardrail())) {
			exchange.error(ErrorAnswer.guardrailMissing());
			return;
		}
		QuotaLedger.Key key = new QuotaLedger.Key(exchange.sourceRegion(), target.profile());
		QuotaLedger.Reservation reservation = this.quotas.reserve(key, prompt.reservedTokens(target.maxOutput()));
		if (reservation.exhausted().isPresent()) {
			ErrorAnswer throttled = ErrorAnswer.throttled(reservation.exhausted().get());
			exchange.after(this.delays.throttledLatency(), () -> exchange.error(throttled));
			return;
		}
		FaultEffect.Cut cut = (fault instanceof FaultEffect.Cut cutting) ? cutting : null;
		EventFrames.MetadataPosition metadata = (fault instanceof FaultEffect.MisplacedMetadata misplaced)
				? misplaced.position() : EventFrames.MetadataPosition.LAST;
		exchange.settleAtEnd(reservation, target.burndown());
		exchange.inferenceRegion(destination(target));
		exchange.after(this.delays.latency(), () -> {
			boolean embedding = ModelKind.of(target.model()) == ModelKind.EMBEDDING;
			Reply reply = (embedding) ? Reply.withoutText(prompt) : Reply.to(prompt);
			exchange.reply(reply);
			if (exchange.operation().isStreaming()) {
				List<EventFrames.Frame> frames = (exchange.operation() == Operation.CONVERSE_STREAM)
						? EventFrames.converse(reply, metadata)
						: EventFrames.invoke(InvokeFormats.chunks(target.model(), reply));
				new EventStream(exchange, frames, this.delays.pace(), cut, connections).start();
			}
			else if (exchange.operation() == Operation.CONVERSE) {
				exchange.json(converse(reply));
			}
			else {
				exchange.header("X-Amzn-Bedrock-Input-Token-Count", String.valueOf(reply.usage().inputTokens()));
				exchange.header("X-Amzn-Bedrock-Output-Token-Count", String.valueOf(reply.usage().outputTokens()));
				exchange.json((embedding) ? Embeddings.answer(target.model(), request, reply.usage().inputTokens())
						: InvokeFormats.body(target.model(), reply));
			}
		});
	}

	private ModelDirectory.@Nullable Target resolve(Exchange exchange) {
		if (exchange.modelId().length() > MAX_ID_LENGTH) {
			exchange.error(ErrorAnswer.validation("1 validation error detected: Value at 'modelId' failed to satisfy "
					+ "constraint: Member must have length less than or equal to " + MAX_ID_LENGTH));
			return null;
		}
		try {
			return this.directory.resolve(exchange.sourceRegion(), exchange.modelId());
		}
		catch (ModelDirectory.UnresolvableModelException ex) {
			exchange.error(ex.error());
			return null;
		}
	}

	private static boolean isConverse(Exchange exchange) {
		return exchange.operation() == Operation.CONVERSE || exchange.operation() == Operation.CONVERSE_STREAM;
	}

	private static @Nullable JsonNode request(Exchange exchange, byte[] body) {
		JsonNode json = Json.read(body);
		if (!json.isObject()) {
			exchange.error(ErrorAnswer.malformed());
			return null;
		}
		if (isConverse(exchange) && json.path("messages").isEmpty()) {
			exchange.error(ErrorAnswer.validation("A conversation must start with a user message. Try again with a "
					+ "conversation that starts with a user message."));
			return null;
		}
		return json;
	}

	private String destination(ModelDirectory.Target target) {
		synchronized (this.random) {
			return target.destinations().get(this.random.nextInt(target.destinations().size()));
		}
	}

	private static ObjectNode converse(Reply reply) {
		ObjectNode body = Json.object();
		ObjectNode message = body.putObject("output").putObject("message");
		message.put("role", "assistant");
		var content = message.putArray("content");
		if (!reply.reasoning().isEmpty()) {
			content.addObject()
				.putObject("reasoningContent")
				.putObject("reasoningText")
				.put("text", reply.reasoning())
				.put("signature", "c2lnbmF0dXJl");
		}
		Reply.ToolCall toolCall = reply.toolCall();
		if (toolCall != null) {
			ObjectNode use = content.addObject().putObject("toolUse");
			use.put("toolUseId", "tooluse_1").put("name", toolCall.name()).set("input", Json.read(toolCall.input()));
		}
		else {
			content.addObject().put("text", reply.text());
		}
		body.put("stopReason", reply.stopReason());
		body.set("usage", EventFrames.usage(reply));
		body.putObject("metrics").put("latencyMs", 1);
		return body;
	}

	private void countTokens(Exchange exchange, byte[] body) {
		String model = exchange.modelId();
		if (!this.directory.inRegion(exchange.sourceRegion()).contains(model)) {
			exchange.error(ErrorAnswer.validation("The provided model doesn't support counting tokens."));
			return;
		}
		JsonNode input = Json.read(body).path("input");
		JsonNode converse = input.path("converse");
		Prompt prompt = (!converse.isMissingNode()) ? Prompt.ofConverse(converse)
				: Prompt.ofInvoke(input.path("invokeModel"));
		exchange.json(Json.object().put("inputTokens", prompt.inputTokens()));
	}

	private void startAsyncInvoke(Exchange exchange) {
		ModelDirectory.Target target = resolve(exchange);
		if (target != null) {
			exchange.inferenceRegion(destination(target));
			exchange.json(Json.object()
				.put("invocationArn", "arn:" + Profiles.partition(exchange.sourceRegion()) + ":bedrock:"
						+ exchange.sourceRegion() + ":" + this.directory.account() + ":async-invoke/emulated0001"));
		}
	}

	private void applyGuardrail(Exchange exchange) {
		if (!this.guardrails.exists(exchange.sourceRegion(), exchange.guardrail())) {
			exchange.error(ErrorAnswer.guardrailMissing());
			return;
		}
		ObjectNode body = Json.object().put("action", "NONE");
		body.putArray("outputs");
		body.putArray("assessments");
		body.putObject("usage")
			.put("topicPolicyUnits", 0)
			.put("contentPolicyUnits", 1)
			.put("wordPolicyUnits", 0)
			.put("sensitiveInformationPolicyUnits", 0)
			.put("sensitiveInformationPolicyFreeUnits", 0)
			.put("contextualGroundingPolicyUnits", 0);
		exchange.json(body);
	}

	/**
	 * The delays of answers.
	 *
	 * @param latency the time before an answer, or before a stream
	 * @param pace the time before each word of a stream
	 * @param throttledLatency the time before an answer with status 429
	 */
	record Delays(Duration latency, Duration pace, Duration throttledLatency) {
	}

}
