package dev.crossregion.bedrock.client.connection;

/**
 * A connection setting of the application or of its environment is invalid.
 *
 * @since 0.1.0
 */
public final class ConnectionSettingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String remedy;

	/**
	 * Create the exception.
	 * @param problem the problem, with the origin of the setting and its value; whole
	 * sentences without secrets
	 * @param remedy the remedy; whole sentences
	 */
	public ConnectionSettingException(String problem, String remedy) {
		super(problem);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * The problem.
	 * @return whole sentences
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * The remedy.
	 * @return whole sentences
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
