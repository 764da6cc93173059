/** Near caches of several processes on real servers. */
package dev.holdfast.it.near;
