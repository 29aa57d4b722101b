package dev.crossregion.bedrock.shared;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;

/**
 * An engine that is a map. Like those of Bucket4j for databases, it may know blocking
 * calls alone.
 */
final class MapProxyManager extends AbstractCompareAndSwapBasedProxyManager<String> {

	private final ConcurrentMap<String, byte[]> states = new ConcurrentHashMap<>();

	private final boolean async;

	private volatile boolean failing;

	private volatile CompletableFuture<Void> open = CompletableFuture.completedFuture(null);

	MapProxyManager(boolean async) {
		super(ClientSideConfig.getDefault());
		this.async = async;
	}

	ConcurrentMap<String, byte[]> states() {
		return this.states;
	}

	void fail(boolean failing) {
		this.failing = failing;
	}

	/**
	 * Have commands that come from now on wait. Only for engines that do not block.
	 * @return completed, it has them answered
	 */
	CompletableFuture<Void> hold() {
		CompletableFuture<Void> gate = new CompletableFuture<>();
		this.open = gate;
		return gate;
	}

	private Optional<byte[]> read(String key) {
		if (this.failing) {
			throw new IllegalStateException("The map is closed");
		}
		return Optional.ofNullable(this.states.get(key));
	}

	private boolean swap(String key, byte[] before, byte[] after) {
		byte[] result = this.states.compute(key, (name, now) -> (Arrays.equals(now, before)) ? after : now);
		return result == after;
	}

	@Override
	protected CompareAndSwapOperation beginCompareAndSwapOperation(String key) {
		return new CompareAndSwapOperation() {

			@Override
			public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
				return read(key);
			}

			@Override
			public boolean compareAndSwap(byte[] originalData, byte[] newData, RemoteBucketState newState,
					Optional<Long> timeoutNanos) {
				return swap(key, originalData, newData);
			}

		};
	}

	@Override
	protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String key) {
		return new AsyncCompareAndSwapOperation() {

			@Override
			public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeoutNanos) {
				return MapProxyManager.this.open.thenApply((open) -> read(key));
			}

			@Override
			public CompletableFuture<Boolean> compareAndSwap(byte[] originalData, byte[] newData,
					RemoteBucketState newState, Optional<Long> timeoutNanos) {
				return CompletableFuture.completedFuture(swap(key, originalData, newData));
			}

		};
	}

	@Override
	public void removeProxy(String key) {
		this.states.remove(key);
	}

	@Override
	protected CompletableFuture<Void> removeAsync(String key) {
		this.states.remove(key);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public boolean isAsyncModeSupported() {
		return this.async;
	}

}
