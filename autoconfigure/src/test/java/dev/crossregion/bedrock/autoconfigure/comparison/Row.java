package dev.crossregion.bedrock.autoconfigure.comparison;

/**
 * One line of the table: what the clients made of one failure.
 *
 * @param failure the failure
 * @param kind how it was called
 * @param routes the starter's routes
 * @param sdk the AWS SDK
 * @param langChain4j LangChain4j
 * @param springAi Spring AI
 * @param starter LangChain4j with the starter
 * @param starterSpringAi Spring AI with the starter
 */
record Row(Failure failure, CallKind kind, Routes routes, Observation sdk, Observation langChain4j,
		Observation springAi, Recovery starter, Recovery starterSpringAi) {

	static final String HEADER = """
			| failure | call | routes | AWS SDK | LangChain4j | Spring AI | starter, LangChain4j | starter, Spring AI | next call | health |
			| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
			""";

	/**
	 * Whether one of the other clients answers the call.
	 * @return {@code true} if so
	 */
	boolean isAnsweredByAnother() {
		return this.sdk.answered() || this.langChain4j.answered() || this.springAi.answered();
	}

	String line() {
		return "| " + String.join(" | ", this.failure.name(), this.kind.toString(), this.routes.toString(),
				this.sdk.toString(), this.langChain4j.toString(), this.springAi.toString(),
				this.starter.failed().toString(), this.starterSpringAi.failed().toString(),
				this.starter.next().toString(), this.starter.healthAfterFailure().getCode()) + " |\n";
	}

	@Override
	public String toString() {
		return this.failure.name() + ", " + this.kind + ", " + this.routes;
	}

}
