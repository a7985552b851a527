-- Run once by the image, after init.sql: the database that Tally's /helloworld reads its message from. Tally makes the table
-- itself, when it starts.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
\set password `cat /run/secrets/postgres_tally`
CREATE ROLE "tally" LOGIN PASSWORD :'password';
CREATE DATABASE hello OWNER "tally";
-- Nobody else comes in; Sonde reads statistics of all databases from its own.
REVOKE CONNECT ON DATABASE hello FROM PUBLIC;
