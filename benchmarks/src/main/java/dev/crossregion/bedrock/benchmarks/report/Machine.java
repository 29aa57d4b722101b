package dev.crossregion.bedrock.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/**
 * The machine of a run.
 *
 * @param cpu the model of the processor
 * @param cores the number of cores of the JVM
 * @param memory the memory of the machine in MiB
 * @param os the operating system
 * @param jdk the JDK of the runner
 */
record Machine(String cpu, int cores, long memory, String os, String jdk) {

	private static final Path CPU = Path.of("/proc/cpuinfo");

	static Machine current() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		return new Machine(processor(), system.getAvailableProcessors(), system.getTotalMemorySize() >> 20,
				System.getProperty("os.name") + " " + System.getProperty("os.version"),
				System.getProperty("java.vm.vendor") + " " + Runtime.version());
	}

	private static String processor() {
		try (Stream<String> lines = Files.lines(CPU)) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).trim())
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
		catch (IOException ex) {
			return System.getProperty("os.arch");
		}
	}

}
