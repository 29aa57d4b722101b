package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs an emulator in a process of its own, until it is told to end, its time is over or,
 * if asked to, its standard input ends. The first line that it prints says where it
 * listens.
 *
 * @since 0.1.0
 */
public final class BedrockEmulatorApplication {

	private static final int BAD_OPTION = 2;

	private BedrockEmulatorApplication() {
	}

	/**
	 * Start an emulator.
	 * @param args the options; a wrong one ends the process with a list of them all
	 * @throws InterruptedException if the process is told to end
	 */
	public static void main(String[] args) throws InterruptedException {
		EmulatorOptions options;
		try {
			options = EmulatorOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.err.print(EmulatorOptions.USAGE);
			System.exit(BAD_OPTION);
			return;
		}
		run(options);
	}

	private static void run(EmulatorOptions options) throws InterruptedException {
		CountDownLatch told = new CountDownLatch(1);
		try (BedrockEmulator emulator = options.builder().start()) {
			// Closed here, because a process that is told to end waits for nothing else.
			Runtime.getRuntime().addShutdownHook(new Thread(emulator::close));
			System.out.println(emulator);
			if (options.isStopWithStdin()) {
				Thread reader = new Thread(() -> readToTheEnd(System.in, told), "bedrock-emulator-stdin");
				reader.setDaemon(true);
				reader.start();
			}
			told.await(options.stopAfter().toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private static void readToTheEnd(InputStream input, CountDownLatch atEnd) {
		try {
			input.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Standard input cannot be read", ex);
		}
		finally {
			atEnd.countDown();
		}
	}

}
