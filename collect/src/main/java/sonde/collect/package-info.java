/**
 * The collection model: families, collectors, the runner, budgets, snapshots and the exposition.
 */
@NullMarked
package sonde.collect;

import org.jspecify.annotations.NullMarked;
