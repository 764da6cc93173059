package dev.holdfast.examples;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A line with the question, then a line a zone: readable with any tool that can read the cache. */
final class CompanionsCodec implements Codec<Companions> {
    @Override
    public byte[] encode(Companions companions) {
        Question question = companions.question();
        String head = question.year() + " " + question.zone();
        String lines = companions.zones().isEmpty() ? head : head + "\n" + String.join("\n", companions.zones());
        return lines.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Companions decode(byte[] bytes) {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        int space = lines.isEmpty() ? -1 : lines.get(0).indexOf(' ');
        if (space < 0) {
            throw CacheCodecException.decoding("the first line must be a year and a zone", null);
        }
        try {
            int year = Integer.parseInt(lines.get(0).substring(0, space));
            return new Companions(
                    new Question(lines.get(0).substring(space + 1), year), lines.subList(1, lines.size()));
        } catch (NumberFormatException e) {
            throw CacheCodecException.decoding("the first line must start with a year", e);
        }
    }
}
