package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.format.DateTimeParseException;

import dev.crossregion.bedrock.profile.DisplayText;

/**
 * Something in an input file cannot be read.
 */
final class UnreadableInputException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param problem what is wrong, half a sentence
	 */
	UnreadableInputException(String problem) {
		super(problem);
	}

	/**
	 * Describe what is wrong with an input.
	 * @param failure the failure
	 * @return half a sentence
	 */
	static String describe(Exception failure) {
		if (failure instanceof EOFException) {
			return "the compressed data is truncated";
		}
		if (failure instanceof NoSuchFileException) {
			return "there is no such file";
		}
		if (failure instanceof AccessDeniedException) {
			return "the file may not be read";
		}
		if (failure instanceof DateTimeParseException time) {
			return "'" + DisplayText.of(time.getParsedString()) + "' is no time such as 2026-11-28T18:00:00Z";
		}
		return DisplayText.of(failure.getMessage());
	}

}
