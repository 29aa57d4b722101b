/**
 * The API of the emulator, which answers like Amazon Bedrock over HTTP, and the services
 * behind it: faults, quotas, journal, runtime, control plane and Service Quotas. Its
 * sub-packages are internal and do not depend on it. Start reading at
 * {@code BedrockEmulator} for the API, and at {@code EmulatorServlet} for the path of a
 * request.
 */
@NullMarked
package dev.crossregion.bedrock.emulator;

import org.jspecify.annotations.NullMarked;
