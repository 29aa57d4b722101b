package dev.crossregion.bedrock.autoconfigure.comparison;

/**
 * How a model is called.
 */
enum CallKind {

	BLOCKING("blocking"), STREAMING("streaming");

	private final String text;

	CallKind(String text) {
		this.text = text;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
