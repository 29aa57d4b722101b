package dev.crossregion.bedrock.profile;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The Regions in which Amazon Bedrock may run a request.
 *
 * @since 0.1.0
 */
public sealed interface Destinations {

	/**
	 * The destinations as reports write them.
	 * @return the Region codes in order, {@code *} for anywhere, {@code ?} for not known
	 */
	List<String> codes();

	/**
	 * Create destinations that are Regions.
	 * @param regions the Regions, at least one
	 * @return the destinations
	 */
	static Destinations of(Collection<RegionCode> regions) {
		return new Regions(new TreeSet<>(regions));
	}

	/**
	 * A list of Regions, in order.
	 *
	 * @param regions the Regions, at least one
	 */
	record Regions(SortedSet<RegionCode> regions) implements Destinations {

		/**
		 * Create a list of Regions.
		 * @throws IllegalArgumentException if there is none
		 */
		public Regions {
			if (regions.isEmpty()) {
				throw new IllegalArgumentException("Destinations need at least one Region");
			}
			regions = Collections.unmodifiableSortedSet(new TreeSet<>(regions));
		}

		@Override
		public List<String> codes() {
			return this.regions.stream().map(RegionCode::value).toList();
		}

		@Override
		public String toString() {
			return this.regions.stream().map(RegionCode::value).collect(Collectors.joining(", "));
		}

	}

	/**
	 * Any Region: an ARN in the evidence leaves its Region empty.
	 */
	record Anywhere() implements Destinations {

		@Override
		public List<String> codes() {
			return List.of("*");
		}

		@Override
		public String toString() {
			return "anywhere";
		}

	}

	/**
	 * No evidence names the destinations. No request is sent to a profile with unknown
	 * destinations.
	 */
	record Unknown() implements Destinations {

		@Override
		public List<String> codes() {
			return List.of("?");
		}

		@Override
		public String toString() {
			return "not known";
		}

	}

}
