package sonde.web;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What is asked of a client's certificate, by Go's names ({@code crypto/tls.ClientAuthType}). */
enum ClientAuth {
  /** Not asked for. */
  NO_CLIENT_CERT("NoClientCert", false, false),
  /** Asked for, not needed, not verified. */
  REQUEST_CLIENT_CERT("RequestClientCert", false, false),
  /** Needed, not verified. */
  REQUIRE_ANY_CLIENT_CERT("RequireAnyClientCert", true, false),
  /** Asked for, not needed, verified if there is one. */
  VERIFY_CLIENT_CERT_IF_GIVEN("VerifyClientCertIfGiven", false, true),
  /** Needed and verified. */
  REQUIRE_AND_VERIFY_CLIENT_CERT("RequireAndVerifyClientCert", true, true);

  private final String goName;
  private final boolean needed;
  private final boolean verified;

  ClientAuth(String goName, boolean needed, boolean verified) {
    this.goName = goName;
    this.needed = needed;
    this.verified = verified;
  }

  static ClientAuth of(String name) {
    if (name.isEmpty()) {
      return NO_CLIENT_CERT;
    }
    if (name.equals("RequireClientCert")) {
      // An older spelling that the toolkit keeps.
      return REQUIRE_ANY_CLIENT_CERT;
    }
    return Arrays.stream(values())
        .filter(type -> type.goName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "is no client_auth_type; known are "
                        + Arrays.stream(values())
                            .map(type -> type.goName)
                            .collect(Collectors.joining(", "))));
  }

  boolean asked() {
    return this != NO_CLIENT_CERT;
  }

  boolean needed() {
    return needed;
  }

  boolean verified() {
    return verified;
  }
}
