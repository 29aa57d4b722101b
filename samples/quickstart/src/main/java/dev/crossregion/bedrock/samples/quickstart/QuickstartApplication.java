package dev.crossregion.bedrock.samples.quickstart;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the quickstart. Without a profile it talks to the embedded emulator, with the
 * profile {@code aws} to Amazon Bedrock.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class QuickstartApplication {

	public static void main(String[] args) {
		SpringApplication.run(QuickstartApplication.class, args);
	}

}
