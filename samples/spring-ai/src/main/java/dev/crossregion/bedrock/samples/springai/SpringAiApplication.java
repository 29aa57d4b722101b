package dev.crossregion.bedrock.samples.springai;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the sample. Without a profile it calls the embedded emulator, with the profile
 * {@code aws} Amazon Bedrock.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SpringAiApplication {

	public static void main(String[] args) {
		SpringApplication.run(SpringAiApplication.class, args);
	}

}
