package dev.crossregion.bedrock.emulator;

import java.net.URI;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

import dev.crossregion.bedrock.emulator.http.Connections;
import dev.crossregion.bedrock.emulator.http.TomcatServer;

/**
 * Owns the server, its servlet and its threads from start to stop. An emulator that is
 * reopened has a new one.
 */
final class Listener {

	private static final int CLIENT_CHECK_MILLIS = 200;

	private final ScheduledThreadPoolExecutor scheduler;

	private final EmulatorServlet servlet;

	private final TomcatServer server;

	private Listener(int port, BiFunction<Connections, ScheduledExecutorService, EmulatorServlet> servlet) {
		AtomicInteger number = new AtomicInteger();
		this.scheduler = new ScheduledThreadPoolExecutor(4, (task) -> {
			Thread thread = new Thread(task, "bedrock-emulator-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		Connections connections = new Connections();
		this.servlet = servlet.apply(connections, this.scheduler);
		this.server = new TomcatServer(port, connections, this.servlet, this.servlet::rejected);
	}

	/**
	 * Start to listen.
	 * @param port the port; 0 for a free one
	 * @param servlet creates the servlet
	 * @return the listener
	 * @throws IllegalStateException if the port is taken
	 */
	static Listener start(int port, BiFunction<Connections, ScheduledExecutorService, EmulatorServlet> servlet) {
		Listener listener = new Listener(port, servlet);
		try {
			listener.server.start();
		}
		catch (IllegalStateException ex) {
			listener.scheduler.shutdownNow();
			throw ex;
		}
		listener.scheduler.scheduleWithFixedDelay(listener.servlet::endDisconnected, CLIENT_CHECK_MILLIS,
				CLIENT_CHECK_MILLIS, TimeUnit.MILLISECONDS);
		return listener;
	}

	URI uri() {
		return this.server.uri();
	}

	EmulatorServlet servlet() {
		return this.servlet;
	}

	/**
	 * Stop at once, and cut the open requests.
	 */
	void stop() {
		this.scheduler.shutdownNow();
		this.server.disconnect();
		this.servlet.cutAll();
		this.server.stop();
	}

}
