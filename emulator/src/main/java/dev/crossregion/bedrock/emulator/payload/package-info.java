/**
 * The content of requests and answers: prompts, replies of the emulated model, errors in
 * Bedrock's words, event stream frames and JSON. Internal. Depends on Jackson and the
 * event stream library; start reading at {@code Reply} and {@code ErrorAnswer}.
 */
@NullMarked
package dev.crossregion.bedrock.emulator.payload;

import org.jspecify.annotations.NullMarked;
