package dev.crossregion.bedrock.autoconfigure.failure;

/**
 * Two routes of a model are the same.
 *
 * @since 0.1.0
 */
public final class SameRouteException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String first;

	private final String second;

	private final String route;

	/**
	 * Create the exception.
	 * @param first the property of the first route
	 * @param second the property of the second route
	 * @param route what both are
	 */
	public SameRouteException(String first, String second, String route) {
		super(first + " and " + second + " are both " + route);
		this.first = first;
		this.second = second;
		this.route = route;
	}

	@Override
	public String getProperty() {
		return this.second;
	}

	String getFirst() {
		return this.first;
	}

	String getSecond() {
		return this.second;
	}

	String getRoute() {
		return this.route;
	}

}
