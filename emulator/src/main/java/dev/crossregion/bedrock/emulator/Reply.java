package dev.crossregion.bedrock.emulator;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the emulated model answers: made from the prompt, the same every time.
 *
 * @param reasoning its reasoning, or empty
 * @param text its text; empty when it calls a tool
 * @param tool the tool that it calls, or {@code null}
 * @param toolInput the input of the tool, as JSON
 * @param stopReason why it stopped
 * @param inputTokens tokens of the prompt
 * @param outputTokens tokens of the answer
 */
record Reply(String reasoning, String text, @Nullable Tool tool, String toolInput, String stopReason, long inputTokens,
		long outputTokens) {

	private static final int QUOTED = 400;

	static Reply to(Prompt prompt) {
		String shown = (prompt.reasoning()) ? "The user says something, and a short answer will do." : "";
		if (prompt.tool() != null) {
			String input = Json.example(prompt.tool().schema(), shorten(prompt.question())).toString();
			return new Reply(shown, "", prompt.tool(), input, "tool_use", prompt.inputTokens(),
					Tokens.count(shown + input));
		}
		String said = text(prompt);
		String reason = "end_turn";
		for (String stop : prompt.stopSequences()) {
			int at = said.indexOf(stop);
			if (!stop.isEmpty() && at >= 0) {
				said = said.substring(0, at);
				reason = "stop_sequence";
			}
		}
		if (prompt.maxTokens() > 0 && Tokens.count(said) > prompt.maxTokens()) {
			said = said.substring(0, (int) Math.min(said.length(), prompt.maxTokens() * 4));
			reason = "max_tokens";
		}
		return new Reply(shown, said, null, "", reason, prompt.inputTokens(), Tokens.count(shown + said));
	}

	/**
	 * The reply of a model whose answer has no tokens.
	 * @param prompt the prompt
	 * @return a reply that counts the input alone
	 */
	static Reply withoutText(Prompt prompt) {
		return new Reply("", "", null, "", "end_turn", prompt.inputTokens(), 0);
	}

	private static String text(Prompt prompt) {
		if (prompt.schema() != null) {
			return Json.example(prompt.schema(), shorten(prompt.question())).toString();
		}
		if (prompt.toolResult() != null) {
			return "The tool answered: " + shorten(prompt.toolResult()) + ". That settles the question.";
		}
		return "You said: " + shorten(prompt.question())
				+ ". This answer comes from an emulator, so it knows nothing more about that.";
	}

	private static String shorten(String text) {
		return (text.length() <= QUOTED) ? text : text.substring(0, QUOTED) + "...";
	}

	/**
	 * A text in the pieces in which it is streamed.
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

}
