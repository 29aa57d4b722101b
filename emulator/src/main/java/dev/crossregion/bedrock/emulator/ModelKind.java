package dev.crossregion.bedrock.emulator;

import java.util.regex.Pattern;

/**
 * What a model makes of its input. The snapshot does not say it; names do.
 */
enum ModelKind {

	TEXT, EMBEDDING, IMAGE, VIDEO;

	private static final Pattern EMBEDDINGS = Pattern.compile("embed");

	private static final Pattern IMAGES = Pattern.compile("^stability\\.|canvas|titan-image");

	private static final Pattern VIDEOS = Pattern.compile("nova-reel|luma\\.ray");

	static ModelKind of(String model) {
		if (EMBEDDINGS.matcher(model).find()) {
			return EMBEDDING;
		}
		if (IMAGES.matcher(model).find()) {
			return IMAGE;
		}
		return (VIDEOS.matcher(model).find()) ? VIDEO : TEXT;
	}

}
