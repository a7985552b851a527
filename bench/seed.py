"""Fills a Redis with keys of every type, and calls enough commands that its statistics look like those of one in use."""

TYPES = ("string", "hash", "list", "set", "zset", "stream", "bitmap", "geo", "hyperloglog", "counter")

# How each type's key number n is made.
MAKE = {
    "string": lambda k, n: ("SET", k, "value-%d" % n, "EX", "86400"),
    "hash": lambda k, n: ("HSET", k, "name", "n%d" % n, "visits", n),
    "list": lambda k, n: ("RPUSH", k, n, n + 1, n + 2),
    "set": lambda k, n: ("SADD", k, n, n + 1),
    "zset": lambda k, n: ("ZADD", k, n, "a", n + 1, "b"),
    "stream": lambda k, n: ("XADD", k, "*", "n", n),
    "bitmap": lambda k, n: ("SETBIT", k, n % 512, 1),
    "geo": lambda k, n: ("GEOADD", k, "13.4", "52.5", "berlin", "2.35", "48.86", "paris"),
    "hyperloglog": lambda k, n: ("PFADD", k, n, n + 1),
    "counter": lambda k, n: ("INCR", k),
}

# Traffic; {t} stands for the type's key.
USE = """
GET {string}|GETRANGE {string} 0 3|STRLEN {string}|APPEND {string} x|TTL {string}|EXPIRE {string} 86400|TYPE {string}
EXISTS {string}|GETEX {string}|MGET {string} {counter}|SETRANGE {string} 0 y|OBJECT ENCODING {string}|DUMP {string}
INCRBY {counter} 3|DECR {counter}|PERSIST {counter}|SETNX {counter} 1|RANDOMKEY|DBSIZE|PING|ECHO x|TIME|TOUCH {counter}
HGET {hash} name|HGETALL {hash}|HMGET {hash} name visits|HINCRBY {hash} visits 1|HKEYS {hash}|HLEN {hash}|HEXISTS {hash} name
LLEN {list}|LRANGE {list} 0 2|LPUSH {list} 1|LPOP {list}|RPOP {list}|LINDEX {list} 0|LTRIM {list} 0 9|LPOS {list} 1
SCARD {set}|SISMEMBER {set} 1|SMEMBERS {set}|SRANDMEMBER {set}|SREM {set} none|SMISMEMBER {set} 1 2|SUNION {set} {set}
ZCARD {zset}|ZSCORE {zset} a|ZRANK {zset} a|ZRANGE {zset} 0 1|ZINCRBY {zset} 1 a|ZCOUNT {zset} 0 9|ZREM {zset} none
XLEN {stream}|XRANGE {stream} - +|XTRIM {stream} MAXLEN 5|XINFO STREAM {stream}|GETBIT {bitmap} 7|BITCOUNT {bitmap}
GEODIST {geo} berlin paris|GEOPOS {geo} paris|PFCOUNT {hyperloglog}|SCAN 0 COUNT 10|PUBLISH channel x|HGET {string} wrong
""".replace("\n", "|").strip("|").split("|")


def encoded(words):
    out = [b"*%d\r\n" % len(words)]
    for word in words:
        word = str(word).encode()
        out.append(b"$%d\r\n%s\r\n" % (len(word), word))
    return b"".join(out)


def fill(redis, keys, rounds):
    """Makes the keys, then goes through the traffic so many times."""
    batch = []
    for n in range(keys):
        kind = TYPES[n % len(TYPES)]
        batch.append(MAKE[kind]("%s:%d" % (kind, n), n))
        if len(batch) == 1000:
            redis.discard(batch)
            batch = []
    redis.discard(batch)
    for turn in range(rounds):
        first = (turn * len(TYPES)) % max(len(TYPES), keys - len(TYPES))
        first -= first % len(TYPES)
        names = {kind: "%s:%d" % (kind, first + i) for i, kind in enumerate(TYPES)}
        redis.discard([command.format(**names).split() for command in USE])
