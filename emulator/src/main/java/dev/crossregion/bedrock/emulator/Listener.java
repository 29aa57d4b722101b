package dev.crossregion.bedrock.emulator;

import java.net.URI;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What listens on a port and answers, from its start to its end. An emulator that is
 * opened again has another one.
 */
final class Listener {

	private static final int LOOK_AFTER_CLIENTS = 200;

	private final ScheduledThreadPoolExecutor scheduler;

	private final EmulatorServlet servlet;

	private final EmulatorServer server;

	private Listener(int port, Function<ScheduledExecutorService, EmulatorServlet> servlet) {
		AtomicInteger number = new AtomicInteger();
		this.scheduler = new ScheduledThreadPoolExecutor(4, (task) -> {
			Thread thread = new Thread(task, "bedrock-emulator-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.servlet = servlet.apply(this.scheduler);
		this.server = new EmulatorServer(port, this.servlet);
		this.servlet.servedBy(this.server);
	}

	/**
	 * Start to listen.
	 * @param port the port; 0 for a free one
	 * @param servlet answers
	 * @return what listens
	 * @throws IllegalStateException if the port is taken
	 */
	static Listener start(int port, Function<ScheduledExecutorService, EmulatorServlet> servlet) {
		Listener listener = new Listener(port, servlet);
		try {
			listener.server.start();
		}
		catch (IllegalStateException ex) {
			listener.scheduler.shutdownNow();
			throw ex;
		}
		listener.scheduler.scheduleWithFixedDelay(listener.servlet::lookAfterClients, LOOK_AFTER_CLIENTS,
				LOOK_AFTER_CLIENTS, TimeUnit.MILLISECONDS);
		return listener;
	}

	URI uri() {
		return this.server.uri();
	}

	int port() {
		return this.server.port();
	}

	EmulatorServlet servlet() {
		return this.servlet;
	}

	/**
	 * Stop at once. Requests that are still open are cut.
	 */
	void stop() {
		this.scheduler.shutdownNow();
		this.server.disconnect();
		this.servlet.endAll();
		this.server.stop();
	}

}
