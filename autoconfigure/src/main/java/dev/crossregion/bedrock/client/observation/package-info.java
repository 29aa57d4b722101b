/**
 * Observation of calls while they run, such as by traces. Knows neither a tracing library
 * nor the clients, which notify it. Imports {@code client.failure}, {@code routing},
 * {@code plan}, {@code quota}, {@code profile} and the AWS SDK. Start with
 * {@link dev.crossregion.bedrock.client.observation.CallObserver}.
 */
@NullMarked
package dev.crossregion.bedrock.client.observation;

import org.jspecify.annotations.NullMarked;
