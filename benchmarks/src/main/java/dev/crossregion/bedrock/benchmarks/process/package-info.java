/**
 * Child processes: JVMs for measurements, and the Redis server. Start reading at
 * {@code ForkedJvm}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.process;

import org.jspecify.annotations.NullMarked;
