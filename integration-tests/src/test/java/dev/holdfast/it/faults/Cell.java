package dev.holdfast.it.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One cell of the matrix.
 *
 * @param backend what is struck
 * @param composition what stands above it
 * @param mishap by what
 */
record Cell(Backend backend, Composition composition, Mishap mishap) {
    /** All that a backend has, mishap by mishap. */
    static List<Cell> of(Backend backend) {
        List<Cell> cells = new ArrayList<>();
        for (Mishap mishap : Mishap.values()) {
            if (backend.whyNot(mishap) == null) {
                Arrays.stream(Composition.values()).forEach(it -> cells.add(new Cell(backend, it, mishap)));
            }
        }
        return cells;
    }

    /**
     * A share of them with every mishap once: the compositions take turns, other ones with each backend and turn, so that
     * every pair of a composition and a mishap that all backends know is in it for one of them.
     */
    static List<Cell> slice(Backend backend, int turn) {
        List<Composition> compositions = List.of(Composition.values());
        int first = List.of(Backend.values()).indexOf(backend) + turn;
        return of(backend).stream()
                .filter(cell -> {
                    int its = first + List.of(Mishap.values()).indexOf(cell.mishap);
                    return cell.composition == compositions.get(its % compositions.size());
                })
                .toList();
    }

    boolean has(List<String> names) {
        return List.of(backend.toString(), composition.toString(), mishap.toString())
                .containsAll(names);
    }

    @Override
    public String toString() {
        return backend + ", " + composition + ", " + mishap;
    }
}
