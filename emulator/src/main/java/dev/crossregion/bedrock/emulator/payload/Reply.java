package dev.crossregion.bedrock.emulator.payload;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The answer of the emulated model, derived from the prompt alone, so that the same
 * prompt always gets the same answer.
 * <p>
 * Internal: public only for the other packages of the emulator.
 *
 * @param reasoning its reasoning, or empty
 * @param text its text; empty when it calls a tool
 * @param toolCall the tool call, or {@code null}
 * @param stopReason the reason for which it stops, as Bedrock writes it
 * @param usage the tokens of prompt and answer
 */
public record Reply(String reasoning, String text, @Nullable ToolCall toolCall, String stopReason, Usage usage) {

	private static final int MAX_QUOTED = 400;

	public static Reply to(Prompt prompt) {
		Prompt.Form form = prompt.form();
		Prompt.Limits limits = prompt.limits();
		String reasoning = (form.reasoning()) ? "The user says something, and a short answer will do." : "";
		if (form.tool() != null) {
			String input = Json.example(form.tool().schema(), shorten(prompt.question())).toString();
			return new Reply(reasoning, "", new ToolCall(form.tool().name(), input), "tool_use",
					new Usage(prompt.inputTokens(), Tokens.count(reasoning + input)));
		}
		String answer = text(prompt);
		String reason = "end_turn";
		for (String stop : limits.stopSequences()) {
			int index = answer.indexOf(stop);
			if (!stop.isEmpty() && index >= 0) {
				answer = answer.substring(0, index);
				reason = "stop_sequence";
			}
		}
		if (limits.maxTokens() > 0 && Tokens.count(answer) > limits.maxTokens()) {
			answer = Tokens.truncate(answer, limits.maxTokens());
			reason = "max_tokens";
		}
		return new Reply(reasoning, answer, null, reason,
				new Usage(prompt.inputTokens(), Tokens.count(reasoning + answer)));
	}

	/**
	 * The reply of a model whose answer has no tokens.
	 * @param prompt the prompt
	 * @return a reply that counts the input alone
	 */
	public static Reply withoutText(Prompt prompt) {
		return new Reply("", "", null, "end_turn", new Usage(prompt.inputTokens(), 0));
	}

	private static String text(Prompt prompt) {
		if (prompt.form().schema() != null) {
			return Json.example(prompt.form().schema(), shorten(prompt.question())).toString();
		}
		if (prompt.toolResult() != null) {
			return "The tool answered: " + shorten(prompt.toolResult()) + ". That settles the question.";
		}
		return "You said: " + shorten(prompt.question())
				+ ". This answer comes from an emulator, so it knows nothing more about that.";
	}

	private static String shorten(String text) {
		return (text.length() <= MAX_QUOTED) ? text : text.substring(0, MAX_QUOTED) + "...";
	}

	/**
	 * Split a text into the pieces of its stream.
	 * @param text the text
	 * @return its words, each with the space before it
	 */
	static List<String> words(String text) {
		List<String> words = new ArrayList<>();
		int start = 0;
		for (int index = 1; index < text.length(); index++) {
			if (text.charAt(index) == ' ') {
				words.add(text.substring(start, index));
				start = index;
			}
		}
		if (start < text.length()) {
			words.add(text.substring(start));
		}
		return words;
	}

	/**
	 * A call of a tool.
	 *
	 * @param name the name of the tool
	 * @param input the input of the tool, as JSON
	 */
	public record ToolCall(String name, String input) {
	}

	/**
	 * The tokens of a prompt and its answer.
	 *
	 * @param inputTokens tokens of the prompt
	 * @param outputTokens tokens of the answer
	 */
	public record Usage(long inputTokens, long outputTokens) {
	}

}
