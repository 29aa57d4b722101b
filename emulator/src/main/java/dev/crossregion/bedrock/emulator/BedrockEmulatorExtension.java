package dev.crossregion.bedrock.emulator;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs an emulator for the tests of one class, nested classes included. It is
 * {@linkplain BedrockEmulator#reset() reset} before each test, and so is the state that
 * an application with the emulator as a bean has learned from calls. Tests that share an
 * emulator must not run at the same time. A test class that inherits the field uses the
 * same emulator on the same port. Resolves parameters of type {@link BedrockEmulator}.
 *
 * <pre>{@code
 * &#64;RegisterExtension
 * static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BedrockEmulatorExtension
		implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, ParameterResolver {

	private final BedrockEmulator.Builder builder;

	private volatile @Nullable BedrockEmulator emulator;

	private volatile @Nullable String startedBy;

	/**
	 * Run an emulator with default settings.
	 */
	public BedrockEmulatorExtension() {
		this(BedrockEmulator.builder());
	}

	/**
	 * Run an emulator with other settings.
	 * @param builder the builder that starts it
	 */
	public BedrockEmulatorExtension(BedrockEmulator.Builder builder) {
		this.builder = builder;
	}

	/**
	 * The emulator.
	 * @return the emulator
	 * @throws IllegalStateException before and after the tests of the class
	 */
	public BedrockEmulator emulator() {
		BedrockEmulator running = this.emulator;
		if (running == null || this.startedBy == null) {
			throw new IllegalStateException("The emulator runs from before all tests of a class until after them. "
					+ "If this is a test, make the field with @RegisterExtension static.");
		}
		return running;
	}

	/**
	 * The endpoint of the runtime, of the control plane and of Service Quotas.
	 * @return the URI
	 * @throws IllegalStateException before and after the tests of the class
	 */
	public URI uri() {
		return emulator().uri();
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		if (this.startedBy != null) {
			return;
		}
		BedrockEmulator before = this.emulator;
		if (before != null) {
			before.reopen();
		}
		else {
			this.emulator = this.builder.start();
		}
		this.startedBy = context.getUniqueId();
	}

	// A test may have closed the emulator, directly or with an application context.
	@Override
	public void beforeEach(ExtensionContext context) {
		BedrockEmulator running = emulator();
		running.reopen();
		running.reset();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (context.getUniqueId().equals(this.startedBy)) {
			emulator().close();
			this.startedBy = null;
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == BedrockEmulator.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return emulator();
	}

}
