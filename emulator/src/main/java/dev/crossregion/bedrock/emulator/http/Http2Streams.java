package dev.crossregion.bedrock.emulator.http;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

import org.apache.coyote.ActionHook;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;

/**
 * Detects whether a client has reset an HTTP/2 stream. Tomcat reports a reset only to a
 * write, and a stalled answer writes nothing, so this class reads the state of the stream
 * by reflection. If a version of Tomcat has other fields, a reset is detected at the next
 * write.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Http2Streams {

	private static final @Nullable MethodHandle CAN_WRITE = canWrite();

	private Http2Streams() {
	}

	public static boolean isReset(Response response) {
		if (CAN_WRITE == null) {
			return false;
		}
		try {
			return !(boolean) CAN_WRITE.invokeExact(response);
		}
		catch (NullPointerException ex) {
			// The response was recycled, so the stream has ended.
			return false;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("The state of a stream cannot be read", ex);
		}
	}

	private static @Nullable MethodHandle canWrite() {
		try {
			ClassLoader loader = Response.class.getClassLoader();
			Class<?> processor = Class.forName("org.apache.coyote.http2.StreamProcessor", false, loader);
			Class<?> stream = Class.forName("org.apache.coyote.http2.Stream", false, loader);
			MethodHandle hook = getter(Response.class, "hook");
			MethodHandle streamOf = getter(processor, "stream");
			MethodHandle canWrite = MethodHandles.privateLookupIn(stream, MethodHandles.lookup())
				.findVirtual(stream, "canWrite", MethodType.methodType(boolean.class));
			MethodHandle ofProcessor = MethodHandles.filterReturnValue(streamOf, canWrite)
				.asType(MethodType.methodType(boolean.class, ActionHook.class));
			return MethodHandles.filterReturnValue(hook, ofProcessor);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return null;
		}
	}

	private static MethodHandle getter(Class<?> type, String name) throws ReflectiveOperationException {
		Field field = type.getDeclaredField(name);
		return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).unreflectGetter(field);
	}

}
