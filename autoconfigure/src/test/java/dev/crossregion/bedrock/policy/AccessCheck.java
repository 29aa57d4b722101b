package dev.crossregion.bedrock.policy;

import java.util.Map;

/**
 * One authorization check: an action on a resource with the condition keys of the
 * request. A call through a profile takes several, and all of them must be allowed.
 *
 * @param action the action
 * @param resource the ARN
 * @param keys the condition keys that the request has
 */
record AccessCheck(String action, String resource, Map<String, String> keys) {
}
