package dev.crossregion.bedrock.autoconfigure.comparison;

/**
 * A client under test, with one question to ask.
 */
interface Client extends AutoCloseable {

	/**
	 * Ask.
	 * @return what the caller got
	 */
	Result call();

	@Override
	void close();

}
