package dev.crossregion.bedrock.benchmarks.process;

import java.io.IOException;

/**
 * The child's side of a {@link ForkedJvm}: reports figures, and ends with the parent.
 *
 * @since 0.1.0
 */
public final class ChildJvm {

	static final String FIGURE = "figure ";

	private ChildJvm() {
	}

	/**
	 * End this JVM when its parent ends.
	 */
	public static void endWithParent() {
		Thread thread = new Thread(() -> {
			try {
				while (System.in.read() != -1) {
					// The parent sends nothing; only the end of the stream matters.
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
