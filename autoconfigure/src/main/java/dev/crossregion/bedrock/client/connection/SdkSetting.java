package dev.crossregion.bedrock.client.connection;

import java.util.Optional;

import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.utils.SystemSetting;

/**
 * A setting that the AWS SDK reads from its environment, with its origin.
 *
 * @param value the value
 * @param place the origin, as named in messages
 */
record SdkSetting(String value, String place) {

	/**
	 * Find a setting in the same places and in the same order as the SDK.
	 * @param property the system property
	 * @param variable the environment variable
	 * @param profileProperty the property of the active profile
	 * @return the setting, if there is one
	 */
	static Optional<SdkSetting> find(String property, String variable, String profileProperty) {
		return ofProperty(property).or(() -> ofVariable(variable)).or(() -> ofProfile(profileProperty));
	}

	static Optional<SdkSetting> ofProperty(String name) {
		return Optional.ofNullable(System.getProperty(name))
			.map((value) -> new SdkSetting(value, "the system property " + name));
	}

	static Optional<SdkSetting> ofVariable(String name) {
		return SystemSetting.getStringValueFromEnvironmentVariable(name)
			.map((value) -> new SdkSetting(value, "the environment variable " + name));
	}

	static Optional<SdkSetting> ofProfile(String name) {
		return Profiles.active()
			.flatMap((profile) -> profile.property(name)
				.map((value) -> new SdkSetting(value, name + " of the profile '" + profile.name() + "'")));
	}

	/**
	 * Find a setting in the section "services" that the active profile names.
	 * @param name the property, such as {@code bedrock.endpoint_url}
	 * @return the setting, if there is one
	 */
	static Optional<SdkSetting> ofServices(String name) {
		return Profiles.active()
			.flatMap((profile) -> profile.property("services"))
			.flatMap((services) -> Profiles.file()
				.getSection("services", services)
				.flatMap((section) -> section.property(name))
				.map((value) -> new SdkSetting(value, name + " of the section 'services " + services + "'")));
	}

	boolean isTrue() {
		return "true".equalsIgnoreCase(this.value.strip());
	}

	/** The configuration files of AWS. */
	private static final class Profiles {

		private Profiles() {
		}

		static ProfileFile file() {
			return ProfileFile.defaultProfileFile();
		}

		static Optional<Profile> active() {
			return file().profile(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow());
		}

	}

}
