package dev.crossregion.bedrock.benchmarks.load;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A call that has ended.
 *
 * @param number its number
 * @param duration its duration
 * @param failure the failure, or {@code null} if it was answered
 * @since 0.1.0
 */
public record CompletedCall(int number, Duration duration, @Nullable Throwable failure) {
}
