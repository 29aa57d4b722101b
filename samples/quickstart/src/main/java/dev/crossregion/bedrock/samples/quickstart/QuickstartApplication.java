package dev.crossregion.bedrock.samples.quickstart;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the quickstart. Without a profile it calls the embedded emulator, with the
 * profile {@code aws} Amazon Bedrock.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class QuickstartApplication {

	public static void main(String[] args) {
		SpringApplication.run(QuickstartApplication.class, args);
	}

}
