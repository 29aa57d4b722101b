package dev.crossregion.bedrock.autoconfigure.comparison;

/**
 * What a caller got of one call.
 *
 * @param answered whether it was the whole answer, once
 * @param seen what it was, in one or two words
 */
record Result(boolean answered, String seen) {

	private static final Result ANSWERED = new Result(true, "answered");

	/** The end of a stream that never comes. */
	static final Result NO_END = new Result(false, "no end");

	/**
	 * A call that ended well, as its caller sees it.
	 * @param text the text that came
	 * @param expected the whole text
	 * @return what that is
	 */
	static Result text(String text, String expected) {
		if (text.equals(expected)) {
			return ANSWERED;
		}
		if (expected.startsWith(text) && text.endsWith(Question.STOP)) {
			return new Result(false, "no usage, no error");
		}
		if (expected.startsWith(text)) {
			return new Result(false, (text.isEmpty()) ? "no text, no error" : "half a text, no error");
		}
		return new Result(false, (text.endsWith(expected)) ? "text repeated, no error" : "another text, no error");
	}

	static Result failed(Throwable failure) {
		return new Result(false, failure.getClass().getSimpleName());
	}

}
