package dev.crossregion.bedrock.profile;

import java.util.ArrayList;
import java.util.List;

/**
 * The mistakes in the text of a model reference, and the references to write instead.
 *
 * @param findings descriptions of the mistakes, each half a sentence; empty when only
 * similar values are known
 * @param values values to write instead, the likeliest first; each is a model reference,
 * and there may be none
 * @since 0.1.0
 */
public record ModelIdMistake(List<String> findings, List<String> values) {

	/**
	 * Create a mistake.
	 */
	public ModelIdMistake {
		findings = List.copyOf(findings);
		values = List.copyOf(values);
	}

	/**
	 * All findings as one text.
	 * @return half a sentence in one line; empty without findings
	 */
	public String problem() {
		return String.join("; ", this.findings);
	}

	/**
	 * Findings and values in one line, for messages about requests.
	 * @return half a sentence, such as
	 * {@code 'bedrock/' ...; write 'amazon.nova-lite-v1:0'}
	 */
	public String oneLine() {
		List<String> parts = new ArrayList<>(this.findings);
		if (!this.values.isEmpty()) {
			parts
				.add(((this.findings.isEmpty()) ? "similar: '" : "write '") + String.join("' or '", this.values) + "'");
		}
		return String.join("; ", parts);
	}

}
