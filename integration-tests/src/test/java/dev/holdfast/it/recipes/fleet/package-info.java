/** Recipes of a fleet: several JVMs on one real server and one database, one of which is killed. */
@NullMarked
package dev.holdfast.it.recipes.fleet;

import org.jspecify.annotations.NullMarked;
