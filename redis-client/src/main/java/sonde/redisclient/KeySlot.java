package sonde.redisclient;

/**
 * Which of a Cluster's slots a key belongs to: CRC16 (XMODEM) of its hash tag, or of all of it if
 * it has none (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/, "Key
 * distribution model").
 */
public final class KeySlot {
  /** How many slots a Cluster has. */
  static final int COUNT = 16384;

  private static final int POLYNOMIAL = 0x1021;

  private KeySlot() {}

  /** The slot of a key, 0 to 16383. */
  public static int of(byte[] key) {
    int from = 0;
    int to = key.length;
    int open = find(key, '{', 0);
    if (open >= 0) {
      int close = find(key, '}', open + 1);
      if (close > open + 1) {
        from = open + 1;
        to = close;
      }
    }
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc ^= (key[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
      }
    }
    return crc & (COUNT - 1);
  }

  private static int find(byte[] key, char wanted, int from) {
    for (int i = from; i < key.length; i++) {
      if (key[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
