package dev.crossregion.bedrock.emulator.payload;

import tools.jackson.databind.JsonNode;

/**
 * A tool that the model can call.
 *
 * @param name its name
 * @param schema the JSON schema of its input
 */
record Tool(String name, JsonNode schema) {
}
