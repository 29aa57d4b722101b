package dev.crossregion.bedrock.emulator.http;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

/**
 * Suppresses the log lines of Tomcat about the start and the stop of an emulator. Only
 * lines of the calling thread are suppressed, so an application's own Tomcat logs as
 * usual.
 */
final class QuietTomcat {

	/** Strong references, because collected loggers lose their filters. */
	private static final List<Logger> LOGGERS = List.of(Logger.getLogger("org.apache.catalina.core.StandardService"),
			Logger.getLogger("org.apache.catalina.core.StandardEngine"),
			Logger.getLogger("org.apache.coyote.http11.Http11NioProtocol"));

	private static final ThreadLocal<Boolean> QUIET = ThreadLocal.withInitial(() -> false);

	private QuietTomcat() {
	}

	static <E extends Exception> void run(Step<E> step) throws E {
		synchronized (LOGGERS) {
			for (Logger logger : LOGGERS) {
				if (!(logger.getFilter() instanceof NotWhenQuiet)) {
					logger.setFilter(new NotWhenQuiet(logger.getFilter()));
				}
			}
		}
		QUIET.set(true);
		try {
			step.run();
		}
		finally {
			QUIET.remove();
		}
	}

	/**
	 * A step whose log lines are suppressed.
	 *
	 * @param <E> the exception that it may throw
	 */
	@FunctionalInterface
	interface Step<E extends Exception> {

		void run() throws E;

	}

	private record NotWhenQuiet(@Nullable Filter before) implements Filter {

		@Override
		public boolean isLoggable(LogRecord log) {
			boolean heard = log.getLevel().intValue() > Level.INFO.intValue() || !QUIET.get();
			return heard && (this.before == null || this.before.isLoggable(log));
		}

	}

}
