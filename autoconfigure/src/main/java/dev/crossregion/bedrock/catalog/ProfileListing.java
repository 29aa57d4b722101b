package dev.crossregion.bedrock.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.profile.InferenceProfile;

/**
 * Collects the profiles of one source Region. An invalid profile is left out, with the
 * reason, and does not affect the others.
 */
final class ProfileListing {

	private final Map<String, InferenceProfile> profiles = new LinkedHashMap<>();

	private final Map<String, String> dropped = new LinkedHashMap<>();

	private final Map<String, ControlPlaneFailure> unanswered = new LinkedHashMap<>();

	void add(String id, InferenceProfile.Type type, Collection<String> modelArns) {
		if (this.dropped.containsKey(id)) {
			return;
		}
		try {
			InferenceProfile profile = InferenceProfile.fromModelArns(id, type, modelArns);
			InferenceProfile known = this.profiles.putIfAbsent(id, profile);
			if (known != null && !known.equals(profile)) {
				this.profiles.remove(id);
				drop(id, "it is listed twice, with other models or destinations");
			}
		}
		catch (IllegalArgumentException ex) {
			drop(id, String.valueOf(ex.getMessage()));
		}
	}

	void drop(String id, String reason) {
		this.dropped.put(id, reason);
	}

	void unanswered(String id, ControlPlaneFailure failure) {
		this.unanswered.put(id, failure);
	}

	boolean contains(String id) {
		return this.profiles.containsKey(id);
	}

	List<InferenceProfile> profiles() {
		return new ArrayList<>(this.profiles.values());
	}

	/**
	 * Profiles in the response that cannot be used.
	 * @return the reasons by ID
	 */
	Map<String, String> dropped() {
		return Collections.unmodifiableMap(this.dropped);
	}

	/**
	 * Named profiles for which the call to the control plane failed.
	 * @return the failures by ID
	 */
	Map<String, ControlPlaneFailure> unanswered() {
		return Collections.unmodifiableMap(this.unanswered);
	}

}
