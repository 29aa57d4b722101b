package dev.crossregion.bedrock.autoconfigure.comparison;

/**
 * One call of one client.
 *
 * @param result what the caller got
 * @param requests how many requests reached the server
 */
record Observation(Result result, long requests) {

	static Observation of(Stage stage, Client client) {
		long before = stage.requests();
		Result result = client.call();
		return new Observation(result, stage.requests() - before);
	}

	boolean answered() {
		return this.result.answered();
	}

	@Override
	public String toString() {
		return this.result.seen() + " (" + this.requests + ")";
	}

}
