package dev.crossregion.bedrock.client.connection;

/**
 * A setting of the connection to Amazon Bedrock, in the configuration or the environment,
 * cannot be used.
 *
 * @since 0.1.0
 */
public final class ConnectionSettingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String remedy;

	/**
	 * Create the exception.
	 * @param problem what is wrong, where it was set, and with which values; whole
	 * sentences without secrets
	 * @param remedy what to do about it; whole sentences
	 */
	public ConnectionSettingException(String problem, String remedy) {
		super(problem);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * What is wrong.
	 * @return whole sentences
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * What to do about it.
	 * @return whole sentences
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
