package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Locale;

/**
 * Names of properties and of values that failures and their reports refer to. They are
 * here because this package must not depend on the properties themselves, whose checks
 * throw its exceptions.
 */
public final class PropertyNames {

	/** Prefix of all properties. */
	public static final String PREFIX = "bedrock.cross-region";

	/** The property that declares the default model. */
	public static final String CHAT_MODEL = PREFIX + ".chat-model";

	/** The name of the default model. */
	public static final String CHAT_MODEL_NAME = "bedrock";

	static final String MODELS = PREFIX + ".models";

	private PropertyNames() {
	}

	/**
	 * A constant as configuration writes it: in lower case, with hyphens.
	 * @param constant the constant
	 * @return the value
	 */
	public static String value(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The property that declares a model.
	 * @param name the name of the model
	 * @return the full name of the property
	 */
	public static String model(String name) {
		return (name.equals(CHAT_MODEL_NAME)) ? CHAT_MODEL : MODELS + "." + name;
	}

}
