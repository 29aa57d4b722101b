/**
 * The HTTP server of the emulator: an embedded Tomcat, its connections and HTTP/2
 * streams, and non-blocking reads and writes. Internal. Depends on Tomcat and on
 * {@code emulator.payload}; start reading at {@code TomcatServer}.
 */
@NullMarked
package dev.crossregion.bedrock.emulator.http;

import org.jspecify.annotations.NullMarked;
