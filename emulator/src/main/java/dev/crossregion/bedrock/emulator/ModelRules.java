package dev.crossregion.bedrock.emulator;

/**
 * What models refuse in a request, in Bedrock's words.
 */
final class ModelRules {

	static final String NO_CACHING = "You invoked an unsupported model or your request did not allow prompt caching.";

	private ModelRules() {
	}

}
