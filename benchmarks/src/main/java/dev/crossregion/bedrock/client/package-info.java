/**
 * What has to reach into the clients of the starter.
 */
@NullMarked
package dev.crossregion.bedrock.client;

import org.jspecify.annotations.NullMarked;
