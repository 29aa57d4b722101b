/**
 * A web application that chats through the starter.
 */
@NullMarked
package dev.crossregion.bedrock.samples.quickstart;

import org.jspecify.annotations.NullMarked;
