-- Run once by the image, by psql as the superuser in the database "orders", before the server listens on a port.

-- What the image wanted for a password is none.
ALTER ROLE postgres PASSWORD NULL;

-- What `sonde grants postgres` prints. The password comes out of its file, and is kept out of the server's log.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
\set password `cat /run/secrets/postgres_sonde`
CREATE ROLE "sonde" LOGIN PASSWORD :'password';
GRANT pg_read_all_stats TO "sonde";
GRANT pg_read_all_settings TO "sonde";
GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO "sonde";
