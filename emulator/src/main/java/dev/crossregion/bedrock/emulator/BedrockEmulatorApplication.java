package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs an emulator as a process, until the process is terminated, the time of
 * {@code --stop-after} is over or, with {@code --stop-with-stdin}, standard input ends.
 * The first line of its output has the URI.
 *
 * @since 0.1.0
 */
public final class BedrockEmulatorApplication {

	private static final int INVALID_OPTION_EXIT_CODE = 2;

	private BedrockEmulatorApplication() {
	}

	/**
	 * Start an emulator.
	 * @param args the options; an invalid one ends the process with exit code 2 and the
	 * list of options
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		EmulatorOptions options;
		try {
			options = EmulatorOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.err.print(EmulatorOptions.USAGE);
			System.exit(INVALID_OPTION_EXIT_CODE);
			return;
		}
		run(options);
	}

	private static void run(EmulatorOptions options) throws InterruptedException {
		CountDownLatch stopRequested = new CountDownLatch(1);
		try (BedrockEmulator emulator = options.builder().start()) {
			// A terminated process runs shutdown hooks, but not the end of this block.
			Runtime.getRuntime().addShutdownHook(new Thread(emulator::close));
			System.out.println(emulator);
			if (options.isStopWithStdin()) {
				Thread reader = new Thread(() -> readToEnd(System.in, stopRequested), "bedrock-emulator-stdin");
				reader.setDaemon(true);
				reader.start();
			}
			stopRequested.await(options.stopAfter().toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private static void readToEnd(InputStream input, CountDownLatch stopRequested) {
		try {
			input.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Standard input cannot be read", ex);
		}
		finally {
			stopRequested.countDown();
		}
	}

}
