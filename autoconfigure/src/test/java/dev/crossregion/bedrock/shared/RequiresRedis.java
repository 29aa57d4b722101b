package dev.crossregion.bedrock.shared;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Leaves tests out where {@code redis-server} is not installed, and says so once. Where
 * the environment variable {@code REDIS_REQUIRED} is set, they fail instead.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(RequiresRedis.Condition.class)
public @interface RequiresRedis {

	/**
	 * Looks for the program.
	 */
	class Condition implements ExecutionCondition {

		private static final AtomicBoolean TOLD = new AtomicBoolean();

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			if (RedisServer.program() != null) {
				return ConditionEvaluationResult.enabled("redis-server is installed");
			}
			String reason = "redis-server is not installed, so the tests of shared quotas on Redis are left out. On "
					+ "Debian, 'apt-get install redis-server' installs it";
			if (System.getenv("REDIS_REQUIRED") != null) {
				throw new IllegalStateException("REDIS_REQUIRED is set, and " + reason);
			}
			if (TOLD.compareAndSet(false, true)) {
				LoggerFactory.getLogger(RequiresRedis.class).warn(reason);
			}
			return ConditionEvaluationResult.disabled(reason);
		}

	}

}
