package dev.crossregion.bedrock.benchmarks.calls;

import java.util.concurrent.ThreadFactory;

/**
 * The way in which concurrent calls are made.
 */
enum CallMode {

	/** A platform thread for each. */
	PLATFORM("sync on platform threads"),

	/** A virtual thread for each; needs a JDK that has them. */
	VIRTUAL("sync on virtual threads"),

	/** Streams, from one thread. */
	STREAMING("streaming");

	private final String label;

	CallMode(String label) {
		this.label = label;
	}

	String label() {
		return this.label;
	}

	/**
	 * The factory for the threads of blocking calls.
	 * @return the factory
	 */
	ThreadFactory threads() {
		if (this == VIRTUAL) {
			return virtual();
		}
		return (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			return thread;
		};
	}

	// By reflection, because the code is compiled for a JDK without virtual threads.
	private static ThreadFactory virtual() {
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			return (ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("Virtual threads need a later JDK than " + Runtime.version(), ex);
		}
	}

}
