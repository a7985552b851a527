/** PostgreSQL: how it is reached and asked, its facts, collectors and grants. */
@NullMarked
package sonde.postgres;

import org.jspecify.annotations.NullMarked;
