package dev.crossregion.bedrock.autoconfigure;

import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads, which never keep the JVM alive, all with one name.
 *
 * @param name the name of each thread
 */
record DaemonThreads(String name) implements ThreadFactory {

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(task, this.name);
		thread.setDaemon(true);
		return thread;
	}

}
