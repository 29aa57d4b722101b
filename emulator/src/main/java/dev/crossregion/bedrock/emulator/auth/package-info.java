/**
 * Reads the caller and the source Region of a request from its signature or its API key,
 * and checks the time of a signature. Internal. Depends on the servlet API and on
 * {@code emulator.payload}; start reading at {@code Authentication}.
 */
@NullMarked
package dev.crossregion.bedrock.emulator.auth;

import org.jspecify.annotations.NullMarked;
