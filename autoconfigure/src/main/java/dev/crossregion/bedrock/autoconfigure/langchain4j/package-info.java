/**
 * LangChain4j's models on the routing clients; the only package that imports LangChain4j.
 * Start with
 * {@link dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.langchain4j;

import org.jspecify.annotations.NullMarked;
