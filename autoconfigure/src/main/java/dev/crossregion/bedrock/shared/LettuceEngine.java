package dev.crossregion.bedrock.shared;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Stores buckets in Redis or Valkey, through the application's own Lettuce connection to
 * a single server, a Sentinel setup or a cluster. A key expires one minute after its
 * bucket is full again. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LettuceEngine implements AutoCloseable {

	/** A quota that is used with pauses keeps its bucket. */
	private static final Duration KEEP_AFTER_REFILL = Duration.ofMinutes(1);

	private final LettuceConnectionFactory connectionFactory;

	private @Nullable RedisConnection connection;

	/**
	 * Create an engine. It does not connect yet.
	 * @param connectionFactory the application's connection factory
	 */
	public LettuceEngine(LettuceConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	/**
	 * Connect. Blocks until the connection is open; Lettuce reconnects it from then on.
	 * Further invocations use the same connection.
	 * @return the manager of the buckets on that connection
	 * @throws RuntimeException if the connection cannot be opened
	 */
	public synchronized ProxyManager<String> open() {
		if (this.connection == null) {
			this.connection = this.connectionFactory.getConnection();
		}
		return builder(this.connection.getNativeConnection())
			.expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEEP_AFTER_REFILL))
			.build()
			.withMapper((String key) -> key.getBytes(StandardCharsets.UTF_8));
	}

	@SuppressWarnings("unchecked")
	private static LettuceBasedProxyManagerBuilder<byte[]> builder(Object commands) {
		return (commands instanceof RedisAdvancedClusterAsyncCommands<?, ?> cluster)
				? Bucket4jLettuce.casBasedBuilder((RedisAdvancedClusterAsyncCommands<byte[], byte[]>) cluster)
				: Bucket4jLettuce.casBasedBuilder((RedisAsyncCommands<byte[], byte[]>) commands);
	}

	@Override
	public synchronized void close() {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
	}

}
