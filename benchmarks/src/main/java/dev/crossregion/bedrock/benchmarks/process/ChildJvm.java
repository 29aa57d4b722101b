package dev.crossregion.bedrock.benchmarks.process;

import java.io.IOException;

/**
 * What a program does that a {@link ForkedJvm} runs.
 *
 * @since 0.1.0
 */
public final class ChildJvm {

	static final String FIGURE = "figure ";

	private ChildJvm() {
	}

	/**
	 * End this program when the one that started it ends.
	 */
	public static void endWithParent() {
		Thread thread = new Thread(() -> {
			try {
				while (System.in.read() != -1) {
					// Nothing is said here; the end is what matters.
				}
			}
			catch (IOException ex) {
				ex.printStackTrace(System.out);
			}
			Runtime.getRuntime().halt(3);
		}, "end-with-parent");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Report a figure.
	 * @param name its name, without spaces; may be reported several times
	 * @param value the figure
	 */
	public static synchronized void report(String name, double value) {
		System.out.println(FIGURE + name + " " + value);
		System.out.flush();
	}

}
