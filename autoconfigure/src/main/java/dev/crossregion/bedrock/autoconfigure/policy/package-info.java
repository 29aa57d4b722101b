/**
 * The actuator endpoint {@code crossregionpolicy} and the command that prints the same
 * policies before a deployment. The policies themselves are compiled in
 * {@code dev.crossregion.bedrock.policy}. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.policy.CompiledPolicies}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.policy;

import org.jspecify.annotations.NullMarked;
