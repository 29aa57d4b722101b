/**
 * LangChain4j's chat models on the routing clients. The only package that uses
 * LangChain4j. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration},
 * then {@code ChatModelRegistrar} and {@code ChatModelFactory}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.langchain4j;

import org.jspecify.annotations.NullMarked;
