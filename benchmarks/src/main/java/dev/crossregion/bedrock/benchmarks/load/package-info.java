/**
 * Open-loop load: calls arrive whether or not earlier ones have ended. Depends on the JDK
 * only. Start reading at {@code OpenLoop}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.load;

import org.jspecify.annotations.NullMarked;
