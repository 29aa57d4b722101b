package dev.crossregion.bedrock.autoconfigure.comparison;

/**
 * One line of the table: what the three clients made of one failure.
 *
 * @param failure the failure
 * @param kind how it was called
 * @param routes the starter's routes
 * @param sdk the AWS SDK
 * @param langChain4j LangChain4j
 * @param starter the starter
 */
record Row(Failure failure, CallKind kind, Routes routes, Observation sdk, Observation langChain4j, Recovery starter) {

	static final String HEADER = """
			| failure | call | routes | AWS SDK | LangChain4j | starter | next call | health |
			| --- | --- | --- | --- | --- | --- | --- | --- |
			""";

	/**
	 * Whether one of the other clients answers the call.
	 * @return {@code true} if so
	 */
	boolean isAnsweredByAnother() {
		return this.sdk.answered() || this.langChain4j.answered();
	}

	String line() {
		return "| " + String.join(" | ", this.failure.name(), this.kind.toString(), this.routes.toString(),
				this.sdk.toString(), this.langChain4j.toString(), this.starter.failed().toString(),
				this.starter.next().toString(), this.starter.healthAfterFailure().getCode()) + " |\n";
	}

	@Override
	public String toString() {
		return this.failure.name() + ", " + this.kind + ", " + this.routes;
	}

}
