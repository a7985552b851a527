package sonde.redisclient;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** Key pairs that are quick to make. */
final class Keys {
  private static final BigInteger P =
      new BigInteger(
          "f3e1ee9e87ead3978db5e6baee10280fcad9d8021b493789dc49de5cd01f4429"
              + "46347299eee6a31d41041c775075ee1934ea1ccd3feb82290fb6a52955bbe7d6"
              + "dd2a6e99250156e45c1fbfd704124c829a63634964cbf069a18a1c3ae2a988d0"
              + "9bbf43ce7c5bbc517161c3761fa0e6819166b2708f4a2a89b838aa31722cf2eb",
          16);
  private static final BigInteger Q =
      new BigInteger(
          "dbf7c0c3fa23e93bc67b9942ae047d751b2db78b44b4c586f0d61e243360f869"
              + "577246e7bceb8914473b23531674718ef3b3aa109f9edff61ce67f7ed6aa1b00"
              + "0b1479d02541af89725c65a2d0b5de5e45211bd395111fc1999d8934a4fb9689"
              + "45277f653df82fdaf78fc312a90efae87702895d5d85a314bc5b58eeccd85793",
          16);

  private Keys() {}

  /** An RSA key from primes that are known: to find two can take seconds. */
  static KeyPair rsa() throws GeneralSecurityException {
    BigInteger one = BigInteger.ONE;
    BigInteger exponent = BigInteger.valueOf(65537);
    BigInteger modulus = P.multiply(Q);
    BigInteger secret = exponent.modInverse(P.subtract(one).multiply(Q.subtract(one)));
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
        factory.generatePrivate(
            new RSAPrivateCrtKeySpec(
                modulus,
                exponent,
                secret,
                P,
                Q,
                secret.mod(P.subtract(one)),
                secret.mod(Q.subtract(one)),
                Q.modInverse(P))));
  }
}
