/**
 * Spring AI's chat models on the routing clients. The only package that uses Spring AI.
 * Start with
 * {@link dev.crossregion.bedrock.autoconfigure.springai.SpringAiAutoConfiguration}, then
 * {@code SpringAiModelRegistrar}, {@code SpringAiModelFactory} and
 * {@code RoutedBedrockProxyChatModel}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.springai;

import org.jspecify.annotations.NullMarked;
