/**
 * A web application that chats with Spring AI through the starter.
 */
@NullMarked
package dev.crossregion.bedrock.samples.springai;

import org.jspecify.annotations.NullMarked;
