/**
 * What calls notice of a Region that dies and comes back.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.outage;

import org.jspecify.annotations.NullMarked;
