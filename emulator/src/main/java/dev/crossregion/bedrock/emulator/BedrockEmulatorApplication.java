package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs an emulator in a process of its own, until it is told to end or its time is over.
 *
 * @since 0.1.0
 */
public final class BedrockEmulatorApplication {

	private BedrockEmulatorApplication() {
	}

	/**
	 * Start an emulator.
	 * @param args {@code --port=8089}, {@code --latency=50ms} or {@code --pace=20ms} as
	 * ISO-8601 durations such as {@code PT0.05S}, {@code --stop-after=PT10M}
	 * @throws InterruptedException if the process is told to end
	 */
	public static void main(String[] args) throws InterruptedException {
		BedrockEmulator.Builder builder = BedrockEmulator.builder();
		Duration stopAfter = Duration.ofHours(12);
		for (String arg : args) {
			String[] option = arg.split("=", 2);
			if (option.length != 2) {
				throw usage(arg);
			}
			switch (option[0]) {
				case "--port" -> builder.port(Integer.parseInt(option[1]));
				case "--latency" -> builder.latency(Duration.parse(option[1]));
				case "--pace" -> builder.pace(Duration.parse(option[1]));
				case "--stop-after" -> {
					stopAfter = Duration.parse(option[1]);
				}
				default -> throw usage(arg);
			}
		}
		try (BedrockEmulator emulator = builder.start()) {
			CountDownLatch told = new CountDownLatch(1);
			Runtime.getRuntime().addShutdownHook(new Thread(told::countDown));
			System.out.println(emulator);
			told.await(stopAfter.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private static IllegalArgumentException usage(String arg) {
		return new IllegalArgumentException("'" + arg
				+ "' is not an option; write --port=8089, --latency=PT0.05S, --pace=PT0.02S or --stop-after=PT10M");
	}

}
