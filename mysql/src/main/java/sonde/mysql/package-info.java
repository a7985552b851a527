/** The MySQL and MariaDB node: connecting, facts, collectors and grants. */
@NullMarked
package sonde.mysql;

import org.jspecify.annotations.NullMarked;
