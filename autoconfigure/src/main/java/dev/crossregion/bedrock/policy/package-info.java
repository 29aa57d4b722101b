/**
 * The IAM policy and the service control policy that a set of plans needs. Pure; imports
 * {@code profile} and {@code plan}. Start with
 * {@link dev.crossregion.bedrock.policy.IamPolicyCompiler}.
 */
@NullMarked
package dev.crossregion.bedrock.policy;

import org.jspecify.annotations.NullMarked;
