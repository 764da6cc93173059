package dev.holdfast.cache.benchmarks.codecs;

import dev.holdfast.cache.Codec;
import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Scale;
import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Where;
import java.util.List;

/** One value, encoded and decoded. */
public record CodecCourse() implements Course {
    @Override
    public String name() {
        return "codecs";
    }

    @Override
    public String title() {
        return "Codecs";
    }

    @Override
    public List<CodecContender> contenders() {
        return List.of(CodecContender.values());
    }

    @Override
    public List<Contest> contests(Scale scale) {
        return List.of(Contest.of("encode", 1), Contest.of("decode", 1));
    }

    @Override
    public int sampling() {
        return 16;
    }

    @Override
    public Stand open(String contender, Where where) {
        Codec<Profile> codec = CodecContender.valueOf(contender).codec().forKey(where.prefix() + "profile");
        Profile profile = Profile.example();
        byte[] bytes = codec.encode(profile);
        if (!codec.decode(bytes).equals(profile)) {
            throw new IllegalStateException(contender + " does not decode what it encodes");
        }
        return operation -> operation.equals("encode") ? step -> codec.encode(profile) : step -> codec.decode(bytes);
    }
}
