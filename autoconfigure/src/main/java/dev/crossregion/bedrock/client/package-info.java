/**
 * The last point before the wire: SDK clients that obey route plans, and the control
 * plane as a source of evidence.
 */
@NullMarked
package dev.crossregion.bedrock.client;

import org.jspecify.annotations.NullMarked;
