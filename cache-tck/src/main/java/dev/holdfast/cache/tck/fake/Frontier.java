package dev.holdfast.cache.tck.fake;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Courses, without those that leave no more open than another one does. */
final class Frontier {
    private final Map<Place, List<Course>> courses = new HashMap<>();

    private record Place(EntryState state, BitSet ahead) {}

    /** Whether it opens something that no other did. */
    boolean add(Course course) {
        List<Course> rivals =
                courses.computeIfAbsent(new Place(course.state(), course.ahead()), place -> new ArrayList<>(1));
        for (Course rival : rivals) {
            if (isSubset(rival.spent(), course.spent())) {
                return false;
            }
        }
        rivals.removeIf(rival -> isSubset(course.spent(), rival.spent()));
        rivals.add(course);
        return true;
    }

    private static boolean isSubset(BitSet part, BitSet whole) {
        for (int i = part.nextSetBit(0); i >= 0; i = part.nextSetBit(i + 1)) {
            if (!whole.get(i)) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return courses.isEmpty();
    }

    Stream<Course> stream() {
        return courses.values().stream().flatMap(List::stream);
    }

    /** What took effect, or never will, whichever way things went. */
    BitSet spentInAll() {
        BitSet common = null;
        for (List<Course> some : courses.values()) {
            for (Course course : some) {
                if (common == null) {
                    common = (BitSet) course.spent().clone();
                } else {
                    common.and(course.spent());
                }
            }
        }
        return common == null ? new BitSet() : common;
    }
}
