package dev.crossregion.bedrock.emulator.model;

import java.util.regex.Pattern;

/**
 * The output modality of a model. The snapshot does not state it, so it is derived from
 * the name of the model.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public enum ModelKind {

	/** Text, and tool calls. */
	TEXT,

	/** Vectors. */
	EMBEDDING,

	/** Images. */
	IMAGE,

	/** Videos. */
	VIDEO;

	private static final Pattern EMBEDDINGS = Pattern.compile("embed");

	private static final Pattern IMAGES = Pattern.compile("^stability\\.|canvas|titan-image");

	private static final Pattern VIDEOS = Pattern.compile("nova-reel|luma\\.ray");

	public static ModelKind of(String model) {
		if (EMBEDDINGS.matcher(model).find()) {
			return EMBEDDING;
		}
		if (IMAGES.matcher(model).find()) {
			return IMAGE;
		}
		return (VIDEOS.matcher(model).find()) ? VIDEO : TEXT;
	}

}
